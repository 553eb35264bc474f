"""Back-tests: what a draft policy would have done to the days that are known."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response

from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.backtest import backtest_document
from app.api.documents.zones import encode
from app.api.schemas.backtest import BacktestIn
from app.api.security import MayBacktest, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.disclosure import Disclosure
from app.domain.policy import Policy
from app.services.backtest_desk import BacktestDesk
from app.services.draft_policy import policy_by_id, policy_from_document, policy_from_text

router = APIRouter(prefix="/api/v1/backtests", tags=["policies"], route_class=StrictJsonRoute)


def desk_of(request: Request) -> BacktestDesk:
    """The one desk of this process."""
    return cast("BacktestDesk", request.app.state.backtests)


@router.post("")
def create_backtest(
    request: Request,
    body: BacktestIn,
    session: ReadSessionDep,
    rules: RulesDep,
    snapshot: SnapshotDep,
    caller: MayBacktest,
) -> Response:
    """Replay a draft policy over closed days against the adopted ones: a replay of known data, not a prediction.

    Wards and people at each level, changes, spells under seven days, people to sample, and where the two differ, day by
    day. At most 366 days. Nothing is written. One is computed at a time; the same question about the same data is
    answered from the last ones.
    """
    report = desk_of(request).ask(
        session,
        rules=rules,
        draft=_draft(body, session),
        first_day=body.from_,
        last_day=body.to,
        now=now_of(request),
        disclosure=Disclosure.open(),
    )
    document = encode(backtest_document(report, drill=snapshot.drill))
    return Response(document, headers={"Cache-Control": "no-store"}, media_type="application/json")


def _draft(body: BacktestIn, session: ReadSessionDep) -> Policy:
    if body.policy is not None:
        return policy_from_document(body.policy, pointer="/policy")
    if body.policy_text is not None:
        return policy_from_text(body.policy_text, pointer="/policy_text")
    assert body.policy_id is not None  # the schema takes exactly one of the three
    return policy_by_id(session, body.policy_id)
