"""What every public answer says of counts of cases: the inventory behind `docs/small-numbers.md`.

A new public route has to be entered here. What is entered is tested on sites that differ in nothing but counts
(tests/api/test_small_numbers.py): so whoever enters a wrong word is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Says(StrEnum):
    """What an answer says of counts of cases."""

    NOTHING = "nothing"
    """Nothing at all: places, rules, files, acts of authority."""
    LEVELS = "levels"
    """Levels and what follows from them: public as they are, whatever they imply."""
    COUNTS = "counts"
    """Counts, rates or sentences made of them: all through `Disclosure`."""
    ANSWERED = "answered"
    """Only what the question itself held, or who asks."""


_N, _L, _C, _A = Says.NOTHING, Says.LEVELS, Says.COUNTS, Says.ANSWERED

INVENTORY: Final[Mapping[str, Says]] = MappingProxyType(
    {
        # -- pages
        "GET /": _L,
        "GET /w/{ward_code}": _C,
        "GET /w/{ward_code}/panel": _C,
        "GET /summary": _C,
        "GET /backtest": _L,
        "GET /backtest/{policy_id}.css": _N,
        "GET /where": _N,
        "POST /where": _L,
        "GET /rules": _N,
        "GET /rules/{policy_id}": _N,
        "GET /publications": _L,
        "GET /p/{number}": _L,
        "GET /verify": _N,
        "POST /verify": _A,
        "GET /docs": _N,
        "GET /problems": _N,
        "GET /problems/{slug}": _N,
        "GET /staff/sign-in": _A,
        "GET /staff/sign-in/oidc": _A,
        "GET /staff/sign-in/oidc/return": _A,
        "POST /staff/sign-in": _A,
        "POST /staff/sign-out": _A,
        # -- files
        "GET /openapi.json": _N,
        "GET /static/levels/{digest}.css": _N,
        "GET /static/{digest}/{name:path}": _N,
        "GET /favicon.svg": _N,
        "GET /staff/sw.js": _N,
        "GET /robots.txt": _N,
        # -- the service
        "GET /healthz": _N,
        "GET /readyz": _N,
        "POST /api/v1/auth/token": _A,
        "POST /api/v1/auth/session": _A,
        # -- levels
        "GET /api/v1/zones": _L,
        "GET /api/v1/zones.geojson": _L,
        "GET /api/v1/zones/timeline": _L,
        "GET /api/v1/zones/{ward_code}": _C,
        "GET /api/v1/zones/{ward_code}/history": _C,
        "GET /api/v1/unit-levels": _C,
        "GET /api/v1/summary": _C,
        "GET /api/v1/border": _L,
        "GET /api/v1/border.geojson": _L,
        "GET /api/v1/lookup": _L,
        "POST /api/v1/lookup": _L,
        "GET /api/v1/zones.topojson": _L,
        "GET /api/v1/zones.fgb": _L,
        "GET /api/v1/exports/status.{form}": _L,
        "GET /api/v1/exports/history.{form}": _L,
        "GET /api/v1/exports/assessments.{form}": _L,
        "GET /api/v1/exports/cases.{form}": _C,
        "GET /api/v1/exports/datapackage.json": _N,
        "GET /api/v1/changes": _L,
        "GET /api/v1/events": _L,
        # -- places
        "GET /api/v1/geometry/{boundary_version}.topojson": _N,
        "GET /api/v1/geometry/{boundary_version}.fgb": _N,
        "GET /api/v1/geometry/{boundary_version}.geojson": _N,
        "GET /api/v1/geometry/{boundary_version}/districts.geojson": _N,
        "GET /api/v1/rings": _N,
        "GET /api/v1/outbreaks/{outbreak_id}/rings": _N,
        "GET /api/v1/cordons.geojson": _N,
        "GET /api/v1/areas.geojson": _N,
        "GET /api/v1/districts": _N,
        "GET /api/v1/wards": _L,
        "GET /api/v1/search": _L,
        "GET /api/v1/unit-events": _N,
        "GET /api/v1/wards/{code}/lineage": _N,
        "GET /api/v1/wards/{code}": _L,
        "GET /api/v1/wards/{code}/neighbours": _L,
        # -- maps and pictures
        "GET /map.png": _L,
        "GET /map.svg": _L,
        "GET /card.png": _L,
        "GET /w/{ward_code}/card.png": _L,
        "GET /embed/map": _L,
        "GET /tiles/units.json": _N,
        "GET /tiles/units/{boundary_version}.json": _N,
        "GET /tiles/units/{boundary_version}/{z}/{x}/{y}.mvt": _N,
        "GET /tiles/units/{boundary_version}/{z}/{x}/{y}.pbf": _N,
        "GET /tiles/units/{boundary_version}.pmtiles": _N,
        "GET /tiles/zones.json": _L,
        "GET /tiles/zones/{z}/{x}/{y}.mvt": _L,
        "GET /tiles/zones/{z}/{x}/{y}.pbf": _L,
        "GET /styles/zones.json": _N,
        "GET /styles/patterns-{theme}.json": _N,
        "GET /styles/patterns-{theme}.png": _N,
        "GET /styles/patterns-{theme}@2x.json": _N,
        "GET /styles/patterns-{theme}@2x.png": _N,
        # -- OGC API - Features
        "GET /ogc/": _N,
        "GET /ogc/api": _N,
        "GET /ogc/api.html": _N,
        "GET /ogc/conformance": _N,
        "GET /ogc/collections": _L,
        "GET /ogc/collections/{collection_id}": _L,
        "GET /ogc/collections/{collection_id}/queryables": _L,
        "GET /ogc/collections/{collection_id}/schema": _L,
        "GET /ogc/collections/{collection_id}/items": _L,
        "GET /ogc/collections/{collection_id}/items/{feature_id}": _L,
        # -- rules
        "GET /api/v1/legend": _N,
        "GET /api/v1/policies": _N,
        "GET /api/v1/policies/active": _N,
        "GET /api/v1/policies/{policy_id}": _N,
        "GET /api/v1/policy-adoptions": _N,
        "GET /api/v1/indicators/catalogue": _N,
        # -- mass testing
        "GET /api/v1/testing/due": _L,
        "GET /api/v1/testing/due.ics": _A,
        "GET /api/v1/testing/plan": _L,
        "GET /api/v1/testing/coverage": _L,
        "GET /api/v1/campaigns": _L,
        "GET /api/v1/campaigns/{campaign_id}": _L,
        "GET /api/v1/testing/advice": _C,
        # -- exchange with DHIS2
        "GET /api/v1/dhis2/organisationUnits.json": _N,
        "GET /api/v1/dhis2/organisationUnits.geojson": _N,
        "GET /api/v1/dhis2/metadata.json": _N,
        "GET /api/v1/dhis2/publicDataValueSets.{ending}": _C,
        # -- publications
        "GET /api/v1/publications": _L,
        "GET /api/v1/publications/{number}": _L,
        "GET /api/v1/publications/{number}/zones.csv": _L,
        "GET /api/v1/publications/{number}/zones.geojson": _L,
        "GET /api/v1/publications/{number}/map.svg": _L,
        "GET /api/v1/publications/{number}/map.png": _L,
        "GET /api/v1/publications/{number}/notice.pdf": _L,
        "POST /api/v1/publications/verify": _A,
    }
)
"""By route what its public answer says of counts."""

ENDLESS: Final = frozenset({"GET /api/v1/events"})
"""Answers that go on until the reader leaves; what they tell is told by `/api/v1/changes` too."""
