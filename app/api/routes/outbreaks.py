"""Outbreaks: declare, change, read. Rings are tried in `ring_options`, ordered in `ring_orders`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, read_version, request_fingerprint
from app.api.batches import level_changes_out
from app.api.dependencies import ReadSessionDep, RulesDep, WritingDep
from app.api.schemas.outbreaks import OutbreakChangeIn, OutbreakIn, OutbreakOut, OutbreaksOut
from app.api.security import MayDeclareOutbreak, MayReadReports, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.records import Outbreak
from app.domain.register import Register
from app.services.access import Caller, has_scope, require_district
from app.services.outbreak_control import Controlled, change_outbreak, declare_outbreak
from app.services.outbreak_reading import districts_of, existing_outbreak
from app.services.placed_outbreaks import placed_outbreaks
from app.services.register import current_register, shared_district
from app.services.ring_states import ring_state, ring_states

router = APIRouter(prefix="/api/v1/outbreaks", tags=["outbreaks"], route_class=StrictJsonRoute)

OutbreakId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


@router.post("", status_code=201, response_model=OutbreakOut)
def declare(
    request: Request,
    body: OutbreakIn,
    work: WritingDep,
    caller: MayDeclareOutbreak,
    dry_run: Annotated[bool, Query(description="Judge, answer the level changes, and write nothing.")] = False,
    key: IdempotencyKey = None,
) -> Response:
    """Declare an outbreak: wards are judged at once and rings are proposed (in force only when issued)."""

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        controlled = declare_outbreak(
            work.session,
            rules=work.rules,
            caller=caller,
            declaration=body.as_declaration(current_register(work.session)),
            revision=revision,
            now=work.now,
        )
        if dry_run:
            work.abandon()
            return json_answer(_answer(work, controlled))
        district = shared_district(work.session, controlled.outbreak.ward_codes)
        work.audit(caller, "declare_outbreak", controlled.outbreak.outbreak_id, district_code=district)
        return json_answer(_answer(work, controlled), status=201)

    return answer_once(
        work, kind="outbreak", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("")
def list_outbreaks(
    request: Request,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadReports,
    past_planned_end: Annotated[
        bool | None, Query(description="Only rings in force beyond their last planned day, or only the others.")
    ] = None,
) -> OutbreaksOut:
    """The outbreaks that touch the caller's districts, open and closed, by id."""
    register, now = current_register(session), now_of(request)
    states, today = ring_states(session, at=now), rules.clock.calendar_day(now)
    items = [
        OutbreakOut.of(each, states[each.outbreak_id], today=today)
        for each in placed_outbreaks(session)
        if _is_seen(caller, register, each)
        and past_planned_end in (None, states[each.outbreak_id].is_past_planned_end(today))
    ]
    return OutbreaksOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.get("/{outbreak_id}")
def read_outbreak(
    request: Request,
    response: Response,
    outbreak_id: OutbreakId,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadReports,
) -> OutbreakOut:
    """One outbreak that touches the caller's districts; its ETag is the version a change leans on."""
    found, now = existing_outbreak(session, outbreak_id), now_of(request)
    require_seen(caller, current_register(session), found)
    state = ring_state(session, outbreak_id, at=now, shapes=False)
    response.headers["ETag"] = f'"{found.version}"'
    return OutbreakOut.of(found, state, today=rules.clock.calendar_day(now))


def require_seen(caller: Caller, register: Register, outbreak: Outbreak) -> None:
    """Go on only when the outbreak touches a district of the caller's.

    Raises:
        NotYourDistrict: it touches others only.
    """
    if not _is_seen(caller, register, outbreak):
        require_district(caller, min(districts_of(register, outbreak.ward_codes), key=str))


def _is_seen(caller: Caller, register: Register, outbreak: Outbreak) -> bool:
    """An outbreak whose wards are all gone from the register is everybody's."""
    districts = districts_of(register, outbreak.ward_codes)
    return not districts or any(has_scope(caller, code) for code in districts)


@router.patch("/{outbreak_id}", response_model=OutbreakOut)
def change(
    outbreak_id: OutbreakId,
    body: OutbreakChangeIn,
    work: WritingDep,
    caller: MayDeclareOutbreak,
    if_match: Annotated[str | None, Header(description='The version looked at, such as "1".')] = None,
) -> Response:
    """Change or close (`closed_on`) an outbreak; closing lifts rings that were only proposed.

    With `If-Match` (412), or `version` in the body (409), a change that leans on an older version is refused.
    """
    held = None if if_match is None else read_version(if_match)
    revision = work.begin("outbreak", caller)
    controlled = change_outbreak(
        work.session,
        rules=work.rules,
        caller=caller,
        outbreak_id=outbreak_id,
        expected_version=body.version,
        held_version=held,
        change=body.as_change(),
        revision=revision,
        now=work.now,
    )
    if controlled.recorded:
        district = shared_district(work.session, controlled.outbreak.ward_codes)
        detail: dict[str, object] = {"version": controlled.outbreak.version}
        work.audit(caller, "change_outbreak", outbreak_id, district_code=district, detail=detail)
    else:
        work.abandon()
    return json_answer(_answer(work, controlled), headers={"ETag": f'"{controlled.outbreak.version}"'})


def _answer(work: WritingDep, controlled: Controlled) -> OutbreakOut:
    names = current_register(work.session).names
    return OutbreakOut.of(
        controlled.outbreak,
        ring_state(work.session, controlled.outbreak.outbreak_id, at=_moment(work), shapes=False),
        level_changes_out(controlled.level_changes, names),
        today=work.rules.clock.calendar_day(_moment(work)),
        revision=work.revision_number if controlled.recorded else None,
    )


def _moment(work: WritingDep) -> datetime:
    """The moment of the write, which a clock set back does not undo."""
    return work.now if work.revision is None else work.revision.committed_at
