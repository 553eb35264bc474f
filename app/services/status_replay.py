"""Building every status again, revision by revision, from judgements, decisions, approvals and modes alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from sqlalchemy.orm import Session

from app.domain.assessment import Assessment
from app.domain.register import Register
from app.domain.status_plan import Replan, Status, ended
from app.domain.vocabulary import UNKNOWN
from app.services.in_force import Planner
from app.services.register_turn import register_turn
from app.services.site_rules import SiteRules
from app.storage.decisions import approvals
from app.storage.revisions import Revision

_Key = tuple[str, int, object]


class StatusReplay:
    """The rows as they should be; `follow` each revision in commit order, then ask for the differences."""

    def __init__(self, session: Session, *, rules: SiteRules) -> None:
        self._session, self._rules = session, rules
        self._rows: dict[str, list[Status]] = {}
        self._cancelled: list[Status] = []
        self._approved: dict[int, dict[str, str]] = {}
        self._misnamed: list[str] = []
        for each in approvals(session, scheme=rules.scheme):
            self._approved.setdefault(each.recorded_revision, {})[each.ward_code] = each.level

    def follow(self, revision: Revision, register: Register, newest: Mapping[str, Assessment]) -> None:
        """Let the newest judgements known at a revision take effect, as they did then."""
        planner = Planner.read(self._session, rules=self._rules, register=register, known_revision=revision.number)
        turn = register_turn(self._session, revision)
        approved = self._approved.get(revision.number, {})
        self._misnamed += _misnamed(approved, newest, revision)
        for code, assessment in newest.items():
            if code in register.positions:
                found = planner.plan(
                    self._standing(code, revision),
                    assessment,
                    approved=code in approved,
                    at=revision.committed_at,
                    revision=revision.number,
                    begins=code in turn.begun,
                )
                self._write(code, found)
        for code in sorted(turn.ended):
            rows = self._standing(code, revision)
            self._write(code, ended(rows, at=revision.committed_at, revision=revision.number))

    def differences(self, stored: Sequence[Status]) -> Iterator[str]:
        """Every row that is stored otherwise, missing, or should not be there, in words."""
        expected = {
            _key(each): each for each in (*self._cancelled, *(row for some in self._rows.values() for row in some))
        }
        found = {_key(each): each for each in stored}
        yield from self._misnamed
        for key in sorted(expected.keys() | found.keys(), key=str):
            yield from _difference(expected.get(key), found.get(key))

    def _standing(self, code: str, revision: Revision) -> list[Status]:
        at = revision.committed_at
        return [row for row in self._rows.get(code, ()) if row.until_instant is None or row.until_instant > at]

    def _write(self, code: str, found: Replan) -> None:
        if not (found.cancelled or found.moved or found.begun):
            return
        self._cancelled += found.cancelled
        gone = {each.from_instant for each in (*found.cancelled, *found.moved)}
        kept = [row for row in self._rows.get(code, ()) if row.from_instant not in gone]
        self._rows[code] = sorted((*kept, *found.moved, *found.begun), key=lambda row: row.from_instant)


def _misnamed(approved: Mapping[str, str], newest: Mapping[str, Assessment], revision: Revision) -> Iterator[str]:
    """Approvals that name another level than the one that was computed, and so waited, at their moment."""
    for code, level in approved.items():
        waited = newest[code].level if code in newest else UNKNOWN
        if level != waited:
            yield f"revision {revision.number}: an approval of ward {code} names {level}, {waited} waited"


def _key(row: Status) -> _Key:
    return row.ward_code, row.from_revision, row.from_instant


def _difference(expected: Status | None, found: Status | None) -> Iterator[str]:
    if found is None and expected is not None:
        yield (
            f"revision {expected.from_revision}: ward {expected.ward_code} is in force at nothing from "
            f"{expected.from_instant}, the records give {expected.level}"
        )
    elif expected is None and found is not None:
        yield (
            f"ward {found.ward_code}: the status of revision {found.from_revision} begins at {found.from_instant}, "
            "the records give none that does"
        )
    elif found is not None and expected is not None and found != expected:
        names = [each.name for each in fields(Status) if getattr(found, each.name) != getattr(expected, each.name)]
        yield (
            f"revision {found.from_revision}: ward {found.ward_code} is in force at {found.level}, its newest "
            f"judgement is {expected.computed_level} and the records give {expected.level} ({', '.join(names)})"
        )
