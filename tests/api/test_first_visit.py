"""What a first visit to the map of all 579 wards weighs, and what an open map asks for again and again."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.api.editions import Edition, Shelf
from app.api.encodings import Encoding
from app.api.language import Language
from app.api.pages.assets import assets
from app.api.press import Press
from app.api.representations import Encoded
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.services.zone_snapshots import live_snapshot
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from app.storage.schema import upgrade
from tests.accounts import NOW

REGISTER = Path("data/wards.geojson")
RULES = SiteRules()
_IMPORT = re.compile(r'(?m)^import (?:[^;]*? from )?"(\.[^"]+)";')


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    """Everything that is prebuilt of the shipped register."""
    engine = create_database_engine(f"sqlite:///{tmp_path_factory.mktemp('visit') / 'site.sqlite'}")
    upgrade(engine)
    with session_factory(engine)() as session:
        set_up(session, rules=RULES, register_content=REGISTER.read_bytes(), register_name="wards", now=NOW)
        session.commit()
    with read_session_factory(engine)() as session:
        snapshot = live_snapshot(session, rules=RULES, now=NOW + timedelta(minutes=1))
    shelf = Shelf()
    press = Press(shelf, rules=RULES, base_url="")
    press.on_new(snapshot, lambda: False)
    press.on_quiet(snapshot, lambda: False)
    assert shelf.edition is not None
    yield shelf.edition
    engine.dispose()


def sent(
    edition: Edition, path: str, query: str = "", *, language: Language = "vi", coding: Encoding | None = "gzip"
) -> Encoded:
    """What a browser is sent that takes gzip alone, as it does where there is no TLS."""
    versions = edition.prepared((path, query.encode()))
    assert versions is not None, path
    made = (versions.get(None) or versions[language]).ready(coding)
    assert made is not None
    return made


def with_imports(edition: Edition, addresses: Iterable[str]) -> set[str]:
    """Some files, and every script they import by a fixed name, at whatever remove."""
    found, waiting = set[str](), list(addresses)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        found.add(address)
        if address.endswith(".js"):
            text = sent(edition, address, coding=None).body.decode()
            waiting += [posixpath.normpath(posixpath.join(address, "..", name)) for name in _IMPORT.findall(text)]
    return found


def first_visit(edition: Edition) -> dict[str, int]:
    """Bytes of everything that a first visit fetches, by address."""
    version = edition.snapshot.register.boundary_version
    page = sent(edition, "/", coding=None).body.decode()
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    files = {assets().address(name) for name in assets().names if name.startswith(("fonts/", "vendor/maplibre-gl/"))}
    wanted = [
        ("/", ""),
        *((each, "") for each in sorted(with_imports(edition, named) | files) if not each.endswith(".txt")),
    ]
    wanted += [("/api/v1/zones", ""), ("/api/v1/zones/timeline", ""), ("/api/v1/rings", "outlines=true")]
    wanted += [(f"/api/v1/geometry/{version}{kind}.geojson", "tolerance=0.0005") for kind in ("", "/districts")]
    return {path: len(sent(edition, path, query).body) for path, query in wanted}


def test_a_first_visit_with_map_library_and_shapes_stays_under_900_kilobytes(edition: Edition) -> None:
    weights = first_visit(edition)
    assert any("maplibre-gl-worker" in path for path in weights)
    assert any(path.endswith("/js/gl_style.js") for path in weights)
    assert not any("/js/staff/" in path for path in weights)
    assert sum(weights.values()) < 900_000, weights


def test_the_page_is_useful_with_a_quarter_of_that(edition: Edition) -> None:
    """Legend, search, drawing and table: the page, its styles, fonts and scripts, before the map library."""
    early = {
        path: size
        for path, size in first_visit(edition).items()
        if not path.startswith("/api") and "maplibre" not in path
    }
    assert sum(early.values()) < 225_000, early


def test_the_status_of_all_wards_is_small(edition: Edition) -> None:
    assert len(sent(edition, "/api/v1/zones").body) < 60_000
    assert len(sent(edition, "/api/v1/zones/timeline").body) < 15_000


def test_the_whole_layer_fits_a_slow_line(edition: Edition) -> None:
    assert len(sent(edition, "/api/v1/zones.geojson", "tolerance=0.0005").body) < 300_000


def test_brotli_is_smaller_still(edition: Edition) -> None:
    for path in ("/", "/api/v1/zones"):
        versions = edition.prepared((path, b""))
        assert versions is not None
        packed = (versions.get(None) or versions["vi"]).ready("br")
        assert packed is not None
        assert len(packed.body) < len(sent(edition, path).body)
