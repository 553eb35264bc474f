"""What would a policy say? A table in, the same rows with level, rule and explanation out."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.answers import PRIVATE
from app.api.problem_answers import Problem, ProblemException
from app.api.problem_kinds import UNSUPPORTED_MEDIA_TYPE
from app.api.representations import CSV
from app.api.security import CurrentStaff
from app.api.strict_json import StrictJsonRoute
from app.domain.indicator_catalogue import UnitKind
from app.services.policy_evaluation import Evaluation, evaluate_table
from app.services.policy_library import shipped_policy

router = APIRouter(prefix="/api/v1", tags=["policies"], route_class=StrictJsonRoute)

_TABLE: Final[dict[str, Any]] = {"schema": {"type": "string"}}
_BODY: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": {"text/csv": _TABLE}}}


@router.post(
    "/policies/{policy_id}/evaluate",
    response_class=Response,
    responses={200: {"content": {"text/csv": _TABLE}, "description": "The same rows, with three columns added"}},
    openapi_extra=_BODY,
)
async def evaluate(
    request: Request,
    policy_id: Annotated[str, Path(max_length=64)],
    caller: CurrentStaff,
    unit: Annotated[UnitKind, Query(description="Whose criteria are asked.")] = UnitKind.WARD,
) -> Response:
    """Ask a shipped policy what it says of a CSV table; `computed_level`, `rule`, `explanation_en` are added.

    One row per unit and day (`unit_code`, `date`) and a column per indicator of the policy; an empty cell is missing.
    Nothing is stored, and no level is held for days. Tables above the body limit go through the command line.
    """
    policy = shipped_policy(policy_id)
    _refuse_other_types(request)
    content = await request.body()

    def answer() -> Evaluation:
        return evaluate_table(policy, content, kind=unit)

    evaluation = await run_in_threadpool(answer)
    return Response(evaluation.table, media_type=CSV, headers={**PRIVATE})


def _refuse_other_types(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "text/csv":
        raise ProblemException(
            Problem(
                spec=UNSUPPORTED_MEDIA_TYPE,
                detail_vi="Địa chỉ này chỉ nhận bảng CSV. Thêm tiêu đề Content-Type: text/csv.",
                detail_en="This address takes a CSV table alone. Add the header Content-Type: text/csv.",
                headers={"Accept": "text/csv"},
            )
        )
