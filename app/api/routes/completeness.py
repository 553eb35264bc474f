"""Who has reported a day and who has not, for the board that is watched during the last hour."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.answers import PRIVATE, json_answer
from app.api.dependencies import LanguageDep, ReadSessionDep, RulesDep
from app.api.language import Language
from app.api.representations import is_held
from app.api.schemas.common import Day
from app.api.schemas.completeness import CompletenessOut, DistrictCompletenessOut
from app.api.schemas.reporting_days import DistrictCode
from app.api.security import MayReadReports, now_of
from app.api.strict_json import StrictJsonRoute
from app.services.access import Caller
from app.services.completeness import Completeness, completeness
from app.services.site_rules import SiteRules
from app.storage.revisions import current_revision

router = APIRouter(prefix="/api/v1/completeness", tags=["reporting days"], route_class=StrictJsonRoute)


@router.get("", response_model=CompletenessOut)
def read_completeness(
    request: Request,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadReports,
    language: LanguageDep,
    on: Annotated[Day | None, Query(description="The open day, if left out.")] = None,
    district: Annotated[DistrictCode | None, Query()] = None,
) -> Response:
    """How many wards of each district in scope have reported a day, which have not, and since when.

    The open day's missing reports are not missing days yet. A withdrawn report is missing. Cheap to ask again: send
    the `ETag` back as If-None-Match and get 304 for as long as nothing was written and no day closed.
    """
    now = now_of(request)
    etag = completeness_tag(session, rules, caller, now=now, asked=[request.url.query, language])
    if is_held(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers={**PRIVATE, "ETag": etag})
    found = completeness(session, rules=rules, caller=caller, on=on, district_code=district, now=now)
    answer = _answer(found, rules, language, now=now, revision=current_revision(session))
    return json_answer(answer, headers={"ETag": etag, "Vary": "Accept-Language"})


def completeness_tag(
    session: Session, rules: SiteRules, caller: Caller, *, now: datetime, asked: Sequence[object]
) -> str:
    """The entity tag of anything told of completeness: what was asked, for whom, the revision, the last clock switch.

    Args:
        asked: JSON values that decide the answer beside these.
    """
    scope = None if caller.district_codes is None else sorted(caller.district_codes)
    told = json.dumps([scope, rules.clock.last_switch(now).isoformat(), *asked]).encode()
    return f'"{current_revision(session)}-{hashlib.sha256(told).hexdigest()[:16]}"'


def _answer(
    found: Completeness, rules: SiteRules, language: Language, *, now: datetime, revision: int
) -> CompletenessOut:
    clock, items = rules.clock, [DistrictCompletenessOut.of(each, language) for each in found.districts]
    return CompletenessOut(
        on=found.on,
        is_open=clock.open_day(now) == found.on,
        publish_at=clock.published_at(found.on),
        closes_at=clock.closes_at(found.on),
        locks_at=clock.locks_at(found.on),
        provisional=clock.is_provisional(found.on, now),
        complete_through=clock.complete_through(now),
        wards=sum(each.wards for each in items),
        reported=sum(each.reported for each in items),
        declared=sum(each.declared for each in items),
        missing=sum(len(each.missing) for each in items),
        revision=revision,
        items=items,
        number_matched=len(items),
        number_returned=len(items),
        links=[],
    )
