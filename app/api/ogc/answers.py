"""Features as the standard's GeoJSON: one page of a collection, or one feature, in any offered reference system."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

import numpy as np
import shapely

from app.api.documents.geometry_texts import as_geojson, geometry_texts
from app.api.documents.zones import encode
from app.api.kept import Kept
from app.api.ogc.collections import GEOJSON, JSON, link
from app.api.ogc.layers.layer import Layer, Moment
from app.api.ogc.layers.wards import WARDS
from app.api.ogc.questions import Question
from app.domain.faults_of_queries import FeatureNotFound
from app.domain.features import Feature
from app.domain.reference_systems import CRS84, ReferenceSystem
from app.services.zone_status import ZoneSnapshot

_moved_wards: Kept[tuple[str, str], list[bytes]] = Kept(8)


@dataclass(frozen=True)
class Asked:
    """A question with the address it came to: `root` without trailing slash, `parameters` as they were sent."""

    root: str
    layer: Layer
    parameters: dict[str, str]

    def address(self, **changed: str) -> str:
        """The address of the items with some parameters changed; an empty one is left out."""
        query = {name: value for name, value in {**self.parameters, **changed}.items() if value}
        return f"{self.items}?{urlencode(query)}" if query else self.items

    @property
    def items(self) -> str:
        """Where the features of the collection are."""
        return f"{self.root}/collections/{self.layer.name}/items"


def features_document(asked: Asked, question: Question, moment: Moment | None, snapshot: ZoneSnapshot) -> bytes:
    """The features that answer a question; none when all that is asked about lies in the future (`moment` None)."""
    found = [] if moment is None else _matching(asked.layer.features(moment), question)
    now = moment_of(snapshot) if moment is None else moment.now
    page = found[question.offset : question.offset + question.limit]
    head = {
        "type": "FeatureCollection",
        "timeStamp": moment_text(snapshot),
        "numberMatched": len(found),
        "numberReturned": len(page),
        **_site(snapshot),
        "links": _links(asked, question, snapshot, now=now, matched=len(found)),
    }
    shapes = shape_texts(asked.layer, page, snapshot, question.system)
    listed = b",".join(_feature(each, shape) for each, shape in zip(page, shapes, strict=True))
    return encode(head)[:-1] + b',"features":[' + listed + b"]}"


def feature_document(
    asked: Asked, identifier: str, moment: Moment | None, snapshot: ZoneSnapshot, system: ReferenceSystem
) -> bytes:
    """One feature.

    Raises:
        FeatureNotFound: the collection has none of this identifier at that moment.
    """
    every = () if moment is None else asked.layer.features(moment)
    found = next((each for each in every if each.identifier == identifier), None)
    if found is None:
        raise FeatureNotFound(identifier[:80])
    (shape,) = shape_texts(asked.layer, [found], snapshot, system)
    here, query = f"{asked.items}/{quote(identifier, safe='')}", urlencode(asked.parameters)
    links = [
        link(f"{here}?{query}" if query else here, "self", GEOJSON, identifier),
        link(f"{asked.root}/collections/{asked.layer.name}", "collection", JSON, asked.layer.name),
    ]
    tail = {**_site(snapshot), "links": links}
    return _feature(found, shape)[:-1] + b"," + encode(tail)[1:]


def _matching(features: Sequence[Feature], question: Question) -> list[Feature]:
    box = question.box
    if box is not None:
        shapely.prepare(box)
    return [
        each
        for each in features
        if (box is None or (each.shape is not None and shapely.intersects(box, each.shape)))
        and all(test(each) is True for test in question.tests)
    ]


def shape_texts(
    layer: Layer, features: Sequence[Feature], snapshot: ZoneSnapshot, system: ReferenceSystem
) -> list[bytes]:
    """The GeoJSON geometries of some features in a reference system; null where there is none."""
    if layer is WARDS:
        ready, positions = _ward_texts(snapshot, system), snapshot.register.positions
        return [ready[positions[each.identifier]] for each in features]
    drawn = [each for each in features if each.shape is not None]
    texts = iter(_texts([each.shape for each in drawn], system))
    return [b"null" if each.shape is None else next(texts) for each in features]


def _ward_texts(snapshot: ZoneSnapshot, system: ReferenceSystem) -> list[bytes]:
    register = snapshot.register
    if system == CRS84:
        return geometry_texts(register, 0.0)
    key = register.boundary_version, system.code
    return _moved_wards.get(key, lambda: _texts(list(register.shapes), system))


def _texts(shapes: Sequence[Any], system: ReferenceSystem) -> list[bytes]:
    if not shapes:
        return []
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    moved = system.from_lonlat(_many(array))
    # What a system cannot hold has no coordinates in it, and JSON no word for infinity.
    finite = [bool(np.isfinite(shapely.get_coordinates(each)).all()) for each in moved]
    texts = iter(as_geojson([each for each, held in zip(moved, finite, strict=True) if held], decimals=system.decimals))
    return [next(texts) if held else b"null" for held in finite]


def _many(shapes: Any) -> Any:
    """All as multipolygons, since a client takes the kind of a whole layer from what it sees first."""
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    for position in np.flatnonzero(single).tolist():
        shapes[position] = shapely.MultiPolygon([shapes[position]])
    return shapes


def _feature(feature: Feature, shape: bytes) -> bytes:
    values = json.dumps(feature.values, ensure_ascii=False, separators=(",", ":"), default=_plain, allow_nan=False)
    identifier = json.dumps(feature.identifier, ensure_ascii=False).encode()
    return b'{"type":"Feature","id":%b,"properties":%b,"geometry":%b}' % (identifier, values.encode(), shape)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _links(
    asked: Asked, question: Question, snapshot: ZoneSnapshot, *, now: datetime, matched: int
) -> list[dict[str, str]]:
    links = [
        link(asked.address(), "self", GEOJSON, "self"),
        link(f"{asked.root}/collections/{asked.layer.name}", "collection", JSON, asked.layer.name),
    ]
    onward = question.offset + question.limit
    if onward < matched:
        # Later pages are of this very moment, whatever is written meanwhile, so that they fit together.
        moment = _held(asked, question, snapshot, now)
        links.append(link(asked.address(offset=str(onward), datetime=moment), "next", GEOJSON, "next"))
    if question.offset:
        before = max(0, question.offset - question.limit)
        links.append(link(asked.address(offset=str(before) if before else ""), "prev", GEOJSON, "prev"))
    return links


def _held(asked: Asked, question: Question, snapshot: ZoneSnapshot, now: datetime) -> str:
    """The `datetime` that goes on asking about what this answer was made of."""
    last = moment_of(snapshot)
    if question.span is None:
        return instant_text(last)
    first, end = question.span.first, question.span.last
    if end is not None and end <= now:
        # What is past stays as it is; as it was sent, since QGIS sends it again beside our own.
        return asked.parameters["datetime"]
    return f"{'..' if first is None else instant_text(first)}/{instant_text(max(last, first or last))}"


def moment_of(snapshot: ZoneSnapshot) -> datetime:
    """Since when a snapshot has told the truth: its newest write or switch of the clock."""
    return max(snapshot.committed_at or snapshot.valid_from, snapshot.valid_from)


def moment_text(snapshot: ZoneSnapshot) -> str:
    """The same in words; an answer counts as made then, so that it is the same in every process."""
    return instant_text(moment_of(snapshot))


def instant_text(instant: datetime) -> str:
    """An instant as RFC 3339, in UTC."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _site(snapshot: ZoneSnapshot) -> dict[str, Any]:
    return {
        "revision": snapshot.revision,
        "asOf": snapshot.as_of.isoformat() if snapshot.as_of else None,
        "policyId": snapshot.policy.id,
        "boundaryStatus": snapshot.register.boundary_status.value,
        "boundaryVersion": snapshot.register.boundary_version,
        "drill": snapshot.drill,
    }


CONTENT_CRS: Final = "content-crs"
