"""The findings of a boundary file as GeoJSON points, to be opened over it in a GIS."""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.domain.register_findings import KIND_WORDS, Finding


def fault_features(findings: Sequence[Finding]) -> bytes:
    """A FeatureCollection: a point for each finding that has a place, a feature without geometry for the others."""
    features = [_feature(number, each) for number, each in enumerate(findings, start=1)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _feature(number: int, finding: Finding) -> dict[str, object]:
    has_place = finding.lon is not None and finding.lat is not None
    return {
        "type": "Feature",
        "id": number,
        "geometry": {"type": "Point", "coordinates": [finding.lon, finding.lat]} if has_place else None,
        "properties": {
            "number": number,
            "group": finding.group.value,
            "kind": finding.kind,
            "kind_vi": KIND_WORDS[finding.kind].vi,
            "kind_en": KIND_WORDS[finding.kind].en,
            "unit_codes": ", ".join(finding.unit_codes),
            "area_m2": None if finding.area_m2 is None else round(finding.area_m2, 1),
            "vi": finding.vi,
            "en": finding.en,
        },
    }
