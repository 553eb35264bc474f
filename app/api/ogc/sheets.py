"""What most map clients ask of the collections, made before anyone asks; where the site was told its own address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.api.ogc.answers import CONTENT_CRS, Asked, features_document
from app.api.ogc.collections import GEOJSON
from app.api.ogc.layers.layer import Moment
from app.api.ogc.layers.orders import RINGS
from app.api.ogc.layers.wards import DISTRICTS, WARDS
from app.api.ogc.questions import DEFAULT_LIMIT, Question
from app.api.representations import Content
from app.domain.reference_systems import CRS84
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot

_READY: Final = (WARDS, DISTRICTS, RINGS)
_QUERIES: Final[tuple[dict[str, str], ...]] = ({}, {"limit": str(DEFAULT_LIMIT)})
"""As people ask, and as GDAL does."""


def collection_sheets(
    snapshot: ZoneSnapshot, rules: SiteRules, *, address: str
) -> Iterator[tuple[str, dict[str, str], Content]]:
    """The whole collections at their addresses; none when links would have to follow whoever asks (`address` empty)."""
    if not address:
        return
    for layer in _READY:
        moment = Moment(None, snapshot, rules, snapshot.at)
        for query in _QUERIES:
            asked = Asked(f"{address}/ogc", layer, query)
            yield f"/ogc/collections/{layer.name}/items", query, items_content(asked, WHOLE, moment, snapshot)


WHOLE: Final = Question(limit=DEFAULT_LIMIT, offset=0, box=None, span=None, system=CRS84, tests=())
"""Everything there is now."""


def items_content(asked: Asked, question: Question, moment: Moment | None, snapshot: ZoneSnapshot) -> Content:
    """The answer to a question, as content."""
    return Content(
        render=lambda: features_document(asked, question, moment, snapshot),
        media_type=GEOJSON,
        headers={CONTENT_CRS: f"<{question.system.uri}>"},
    )
