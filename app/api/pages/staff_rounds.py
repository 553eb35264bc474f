"""The pages of rounds: those of the last days, and one with every version and the way to correct it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.api.pages.staff_frame import StaffPage
from app.domain.mass_testing import is_complete
from app.domain.records import TestRound
from app.domain.vocabulary import ReasonCode


@dataclass(frozen=True)
class RoundRow:
    """One round as a line."""

    href: str
    label: str
    unit: str
    days: str
    figures: str
    state: str
    state_words: str
    by: str


@dataclass(frozen=True)
class RoundVersion:
    """One version of a round."""

    name: str
    at: str
    days: str
    figures: str
    state_words: str
    note: str
    why: str


@dataclass(frozen=True)
class RoundView:
    """One round with its versions, the newest first; `form`: what the correction begins with."""

    unit: str
    version: int
    versions: Sequence[RoundVersion]
    form: Mapping[str, object]


def round_row(page: StaffPage, each: TestRound) -> RoundRow:
    """A round of the list."""
    return RoundRow(
        href=page.to("/staff/testing/rounds", round=str(each.round_id)),
        label=page.words("tr_open_one", n=str(each.round_id)),
        unit=unit_name(page, each),
        days=_days(page, each),
        figures=_figures(page, each),
        state=_state(each),
        state_words=_state_words(page, each),
        by=each.recorded_by,
    )


def round_view(page: StaffPage, versions: Sequence[tuple[TestRound, datetime]]) -> RoundView:
    """One round, from all its versions, oldest first."""
    newest = versions[-1][0]
    return RoundView(
        unit=unit_name(page, newest),
        version=newest.version,
        versions=[_version(page, each, at) for each, at in reversed(versions)],
        form={
            "id": newest.round_id,
            "version": newest.version,
            "name": unit_name(page, newest),
            "started_on": newest.started_on.isoformat(),
            "completed_on": newest.completed_on.isoformat() if newest.completed_on else "",
            "samples": newest.samples,
            "positives": newest.positives,
            "method": newest.method,
            "pool_size": newest.pool_size,
            "note": newest.note or "",
            "closed_with_reason": newest.closed_with_reason or "",
        },
    )


def unit_name(page: StaffPage, each: TestRound) -> str:
    """The ward or the cordon that was sampled, as far as it is still known."""
    snapshot = page.shell.snapshot
    zone = snapshot.by_code.get(each.ward_code or "")
    if zone is not None:
        return f"{zone.ward.name}, {zone.ward.district_name}" if zone.ward.district_name else zone.ward.name
    cordon = next((known for known in snapshot.cordons if known.cordon_id == each.cordon_id), None)
    return each.unit_id if cordon is None else cordon.name


def reasons(page: StaffPage) -> list[tuple[str, str]]:
    """Why a round may be corrected."""
    known = (
        ReasonCode.LATE,
        ReasonCode.DUPLICATE,
        ReasonCode.FALSE_POSITIVE,
        ReasonCode.WRONG_PLACE,
        ReasonCode.OTHER,
    )
    names = {ReasonCode.OTHER: "tr_other_reason"}
    told = [(each.value, page.words(names.get(each, f"tr_{each.value}"))) for each in known]
    return [("", page.words("tr_carry_on")), *told]


def _version(page: StaffPage, each: TestRound, at: datetime) -> RoundVersion:
    reason_names = dict(reasons(page))
    return RoundVersion(
        name=page.words("tr_version", n=each.version),
        at=f"{page.words.moment(at)} · {each.recorded_by}",
        days=_days(page, each),
        figures=_figures(page, each),
        state_words=_state_words(page, each),
        note=each.note or "",
        why=reason_names.get(each.reason_code.value, each.reason_code.value) if each.reason_code else "",
    )


def _days(page: StaffPage, each: TestRound) -> str:
    first = page.words.day(each.started_on)
    return first if each.completed_on in {None, each.started_on} else f"{first}–{page.words.day(each.completed_on)}"


def _figures(page: StaffPage, each: TestRound) -> str:
    words = page.words
    return words(
        "tr_figures",
        samples=words.number(each.samples),
        positives=words.number(each.positives),
        pool=words.number(each.pool_size),
    )


def _state(each: TestRound) -> str:
    if each.withdrawn:
        return "withdrawn"
    return "under_way" if each.completed_on is None else "done"


def _state_words(page: StaffPage, each: TestRound) -> str:
    if each.closed_with_reason and not each.withdrawn:
        return page.words("tr_closed", reason=each.closed_with_reason)
    if _state(each) == "done" and _falls_short(page, each):
        return page.words("tr_short")
    return page.words(f"tr_{_state(each)}")


def _falls_short(page: StaffPage, each: TestRound) -> bool:
    """Whether a completed round met too few people to count, as far as it is known who lives there."""
    snapshot = page.shell.snapshot
    zone = snapshot.by_code.get(each.ward_code or "")
    cordon = next((known for known in snapshot.cordons if known.cordon_id == each.cordon_id), None)
    population = zone.ward.population if zone is not None else None if cordon is None else cordon.population
    if population is None:
        return False
    return not is_complete(each, snapshot.policy.complete_pct, population=population)
