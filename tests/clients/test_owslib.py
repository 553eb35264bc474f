"""OWSLib, the Python client of the OGC's services, reads the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from owslib.ogcapi.features import Features

from tests.site import WARDS


@pytest.fixture(scope="module")
def features(map_address: str) -> Iterator[Any]:
    """The client at the landing page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield Features(f"{map_address}/ogc/")


def test_owslib_finds_collections_conformance_and_description(features: Any) -> None:
    assert set(features.feature_collections()) >= {"wards", "districts", "rings", "cordons", "outbreaks", "testing"}
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in features.conformance()["conformsTo"]
    assert features.api()["openapi"].startswith("3.0")
    assert "level" in features.collection_queryables("wards")["properties"]
    assert features.collection("rings")["itemType"] == "feature"


def test_owslib_reads_items_by_place_time_and_filter(features: Any) -> None:
    def codes(**asked: Any) -> list[str]:
        return [each["id"] for each in features.collection_items("wards", **asked)["features"]]

    assert codes() == list(WARDS)
    assert codes(limit=2) == ["A", "B"]
    assert codes(bbox=[105.8005, 21.0905, 105.8095, 21.0995]) == ["A"]
    assert codes(filter="level = 'red'") == ["A"]
    in_json = json.dumps({"op": "=", "args": [{"property": "level"}, "red"]})
    assert codes(filter=in_json, **{"filter-lang": "cql2-json"}) == ["A"]
    assert codes(datetime_="2021-08-14T02:00:00Z", level="red") == []
    assert features.collection_item("wards", "A")["properties"]["level"] == "red"
