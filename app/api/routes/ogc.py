"""OGC API - Features for anybody's map client: no login, and every answer says how true its boundaries are."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.api.cached import answer_linked
from app.api.dependencies import LanguageDep, ReadSessionDep, RulesDep, SnapshotDep, public_address
from app.api.documents.zones import encode
from app.api.ogc.answers import CONTENT_CRS, Asked, feature_document
from app.api.ogc.collections import (
    CONFORMANCE,
    GEOJSON,
    OPENAPI,
    SCHEMA,
    collection_document,
    collections_document,
    landing,
    layer_of,
    queryables_document,
    schema_document,
    systems_of,
)
from app.api.ogc.layers.layer import Moment
from app.api.ogc.openapi30 import (
    ITEMS,
    JSON_ANSWER,
    ONE_ITEM,
    OPENAPI_ANSWER,
    SCHEMA_ANSWER,
    openapi_document,
)
from app.api.ogc.questions import (
    ITEM_PARAMETERS,
    LEADING_PARAMETERS,
    PARAMETERS,
    parameters_of,
    read_datetime,
    read_question,
    read_system,
)
from app.api.ogc.sheets import items_content
from app.api.page_answers import ShellDep, page_answer
from app.api.pages.environment import render
from app.api.representations import Content
from app.api.security import now_of
from app.domain.time_spans import TimeSpan
from app.services.past_snapshots import PastSnapshots, holds_at
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/ogc", tags=["ogc"])


@router.get("/", openapi_extra=JSON_ANSWER)
def read_landing(request: Request, snapshot: SnapshotDep, language: LanguageDep) -> Response:
    """Where map clients (GDAL, QGIS, OWSLib) begin: links to everything below."""
    parameters_of(request, LEADING_PARAMETERS)
    root = _root(request)
    content = Content(render=lambda: encode(landing(root, snapshot, language)), language=language)
    return answer_linked(request, snapshot, content)


@router.get("/conformance", openapi_extra=JSON_ANSWER)
def read_conformance(request: Request, snapshot: SnapshotDep) -> Response:
    """The classes of OGC API - Features parts 1 to 3 and of CQL2 that are kept here."""
    parameters_of(request, LEADING_PARAMETERS)
    return answer_linked(request, snapshot, Content(render=lambda: encode({"conformsTo": list(CONFORMANCE)})))


@router.get("/api", openapi_extra=OPENAPI_ANSWER)
def read_api(request: Request, snapshot: SnapshotDep, language: LanguageDep) -> Response:
    """These paths as OpenAPI 3.0, which map clients read; the whole service is described at /openapi.json."""
    parameters_of(request, LEADING_PARAMETERS)
    root = _root(request)
    content = Content(
        render=lambda: encode(openapi_document(root, systems_of(snapshot), language)),
        media_type=OPENAPI,
        language=language,
    )
    return answer_linked(request, snapshot, content)


@router.get("/api.html", include_in_schema=False)
def show_api(request: Request, shell: ShellDep) -> Response:
    """The same, drawn in the browser without anything from elsewhere."""
    return page_answer(request, shell, lambda: render("ogc.html", shell=shell, w=shell.words))


@router.get("/collections", openapi_extra=JSON_ANSWER)
def read_collections(request: Request, snapshot: SnapshotDep, language: LanguageDep) -> Response:
    """The collections with their extents and reference systems."""
    parameters_of(request, LEADING_PARAMETERS)
    root = _root(request)
    content = Content(render=lambda: encode(collections_document(root, snapshot, language)), language=language)
    return answer_linked(request, snapshot, content)


@router.get("/collections/{collection_id}", openapi_extra=JSON_ANSWER)
def read_collection(request: Request, collection_id: str, snapshot: SnapshotDep, language: LanguageDep) -> Response:
    """One collection: wards, districts, rings, cordons, outbreaks, testing or areas."""
    parameters_of(request, LEADING_PARAMETERS)
    root, layer = _root(request), layer_of(collection_id)
    content = Content(render=lambda: encode(collection_document(root, layer, snapshot, language)), language=language)
    return answer_linked(request, snapshot, content)


@router.get("/collections/{collection_id}/queryables", openapi_extra=SCHEMA_ANSWER)
def read_queryables(request: Request, collection_id: str, snapshot: SnapshotDep, language: LanguageDep) -> Response:
    """What the features of a collection can be filtered by, as JSON Schema."""
    parameters_of(request, LEADING_PARAMETERS)
    root, layer = _root(request), layer_of(collection_id)
    content = Content(
        render=lambda: encode(queryables_document(root, layer, language)), media_type=SCHEMA, language=language
    )
    return answer_linked(request, snapshot, content)


@router.get("/collections/{collection_id}/schema", openapi_extra=SCHEMA_ANSWER)
def read_schema(request: Request, collection_id: str, snapshot: SnapshotDep, language: LanguageDep) -> Response:
    """What a feature of a collection looks like, as JSON Schema: its fields are known before there is a feature."""
    parameters_of(request, LEADING_PARAMETERS)
    root, layer = _root(request), layer_of(collection_id)
    content = Content(
        render=lambda: encode(schema_document(root, layer, language)), media_type=SCHEMA, language=language
    )
    return answer_linked(request, snapshot, content)


@router.get("/collections/{collection_id}/items", openapi_extra=ITEMS)
def read_items(
    request: Request, collection_id: str, live: SnapshotDep, session: ReadSessionDep, rules: RulesDep
) -> Response:
    """Features of a collection: by place (`bbox`), time (`datetime`), fields, and CQL2 (`filter`); page by page.

    Without `datetime` what holds now; with it what held then, never anything of the future.
    """
    layer = layer_of(collection_id)
    parameters = parameters_of(request, (*PARAMETERS, *(each.name for each in layer.all_fields)))
    question = read_question(parameters, layer, systems=systems_of(live), clock=rules.clock)
    asked = Asked(_root(request), layer, parameters)
    moment = _moment(request, session, live, rules, question.span)
    snapshot = live if moment is None else moment.snapshot
    content = items_content(asked, question, moment, snapshot)
    if moment is None:
        # Nothing tells a cache when the future has come.
        return Response(content.render(), headers={**content.headers, "Cache-Control": "no-store"}, media_type=GEOJSON)
    return answer_linked(request, snapshot, content)


@router.get("/collections/{collection_id}/items/{feature_id}", openapi_extra=ONE_ITEM)
def read_item(
    request: Request,
    collection_id: str,
    feature_id: str,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
) -> Response:
    """One feature by its text code, now or at a moment (`datetime`)."""
    layer = layer_of(collection_id)
    parameters = parameters_of(request, ITEM_PARAMETERS)
    system = read_system(parameters, "crs", systems_of(live))
    asked = Asked(_root(request), layer, parameters)
    moment = _moment(request, session, live, rules, read_datetime(parameters, rules.clock))
    snapshot = live if moment is None else moment.snapshot
    body = feature_document(asked, feature_id, moment, snapshot, system)
    content = Content(render=lambda: body, media_type=GEOJSON, headers={CONTENT_CRS: f"<{system.uri}>"})
    return answer_linked(request, snapshot, content)


def _root(request: Request) -> str:
    return f"{public_address(request)}/ogc"


def _moment(
    request: Request, session: Session, live: ZoneSnapshot, rules: SiteRules, span: TimeSpan | None
) -> Moment | None:
    """What to read features from; None when all that is asked about lies in the future."""
    now = now_of(request)
    if span is None:
        return Moment(session, live, rules, now)
    reached = span.until(now)
    if reached is None:
        return None
    last = reached.last or now
    past: PastSnapshots = request.app.state.past_snapshots
    snapshot = live if holds_at(live, last) else past.at(session, last)
    return Moment(session, snapshot, rules, now, None if span.is_instant else reached)
