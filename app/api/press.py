"""Makes editions: everything that most readers ask for, prebuilt by the watch as soon as there is a new snapshot.

What an open map looks at goes out at once, the pages a moment later; whole layers, tables and districts follow when the
snapshot has stood for a while. Until then, and should a newer one be waiting, they are made on demand through FastAPI.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Final, get_args
from urllib.parse import urlencode

from app.api.border_contents import border_content
from app.api.documents.geometry_texts import OFFERED_TOLERANCES
from app.api.documents.zones import EncodedItems, encoded_items
from app.api.editions import Address, Edition, Shelf, Versions
from app.api.language import Language
from app.api.map_contents import (
    geometry_content,
    legend_content,
    rings_content,
    timeline_content,
    zones_content,
    zones_geojson_content,
)
from app.api.ogc.sheets import collection_sheets
from app.api.pages.assets import Asset, assets
from app.api.pages.contents import city_content, rules_content, where_content
from app.api.pages.shared import Links, Palette, Shell
from app.api.pages.words import Words
from app.api.representations import IMMUTABLE, Content, Moment, Representation
from app.api.tile_sheets import unit_sheets, zone_sheets
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot

_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_ZONES, _GEOJSON, _RINGS = "/api/v1/zones", "/api/v1/zones.geojson", "/api/v1/rings"
_BORDER: Final = "/api/v1/border"
_log: Final = logging.getLogger(__name__)

Sheet = tuple[str, dict[str, str], Content]
"""Path, parameters, and what is answered there."""


class Press:
    """Prints the editions of a snapshot and puts them on the shelf. When something cannot be made the shelf is emptied:
    all readers are then answered through FastAPI, which tells each of them what is wrong.
    """

    def __init__(self, shelf: Shelf, *, rules: SiteRules, base_url: str) -> None:
        self._shelf, self._rules, self._base_url = shelf, rules, base_url
        self._lasting: dict[Address, Versions] = {}
        self._is_drill = False
        """Whether what lasts is marked as a drill's."""

    def on_new(self, snapshot: ZoneSnapshot, is_outdated: Callable[[], bool]) -> bool:
        """Publish what open maps look at, then the pages; False when that failed."""
        with self._emptied_on_failure():
            run = _Run(snapshot, self._rules, self._base_url)
            pages = frozenset(_address(path, parameters) for path, parameters, _ in run.pages())
            lasting = self._lasting if snapshot.drill is self._is_drill else {}
            answers = {**lasting, **dict(run.printed(run.small()))}
            self._shelf.publish(Edition(snapshot, answers, coming=pages))
            if not is_outdated():
                self._shelf.publish(Edition(snapshot, {**answers, **dict(run.printed(run.pages()))}))
            return True
        return False

    def on_quiet(self, snapshot: ZoneSnapshot, is_outdated: Callable[[], bool]) -> None:
        """Add everything else to the edition, one answer after the other until a newer snapshot waits."""
        with self._emptied_on_failure():
            run = _Run(snapshot, self._rules, self._base_url)
            lasting = {
                _address(path, parameters): (path, parameters, content) for path, parameters, content in run.lasting()
            }
            if snapshot.drill is not self._is_drill:
                self._lasting, self._is_drill = {}, snapshot.drill
            self._lasting = {address: self._lasting[address] for address in lasting.keys() & self._lasting.keys()}
            fresh = [sheet for address, sheet in lasting.items() if address not in self._lasting]
            answers: dict[Address, Versions] = {}
            for address, versions in chain(run.printed(fresh), run.printed(run.large())):
                answers[address] = versions
                if address in lasting:
                    self._lasting[address] = versions
                if is_outdated():
                    break
            self._shelf.extend(snapshot, answers)

    @contextmanager
    def _emptied_on_failure(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            self._shelf.clear()
            _log.exception("no edition could be made")


class _Run:
    """What is printed of one snapshot."""

    def __init__(self, snapshot: ZoneSnapshot, rules: SiteRules, base_url: str) -> None:
        self._snapshot, self._rules, self._base_url = snapshot, rules, base_url
        self._moment = Moment.of(snapshot, rules.suppression_threshold)

    @cached_property
    def _items(self) -> EncodedItems:
        return encoded_items(self._snapshot.zones)

    def printed(self, sheets: Iterator[Sheet] | list[Sheet]) -> Iterator[tuple[Address, Versions]]:
        """The answers in all encodings; those of one address in two languages one after the other."""
        versions: dict[Address, dict[Language | None, Representation]] = {}
        for path, parameters, content in sheets:
            address = _address(path, parameters)
            query = "&".join(f"{name}={value}" for name, value in sorted(parameters.items()))
            found = versions.setdefault(address, {})
            found[content.language] = Representation(content, self._moment, f"{path}?{query}").prepare()
            yield address, found

    def small(self) -> Iterator[Sheet]:
        """What an open map looks at again and again."""
        snapshot = self._snapshot
        yield _ZONES, {}, zones_content(snapshot, items=self._items)
        yield "/api/v1/zones/timeline", {}, timeline_content(snapshot, self._rules.clock)
        yield _RINGS, {"outlines": "true"}, rings_content(snapshot, outlines=True)
        yield "/api/v1/legend", {}, legend_content(snapshot)

    def pages(self) -> Iterator[Sheet]:
        """The page of the whole map in both languages."""
        for language in _LANGUAGES:
            yield "/", {}, city_content(self._shell(language, asked=None))

    def large(self) -> Iterator[Sheet]:
        """Tables, whole layers, the districts one by one, and the rules in words."""
        snapshot = self._snapshot
        yield _ZONES, {"format": "csv"}, zones_content(snapshot, table="csv")
        yield _RINGS, {}, rings_content(snapshot)
        yield _RINGS, {"merged": "true"}, rings_content(snapshot, merged=True)
        yield _BORDER, {}, border_content(snapshot)
        yield _BORDER, {"format": "csv"}, border_content(snapshot, table="csv")
        yield from zone_sheets(snapshot, address=self._base_url)
        yield from collection_sheets(snapshot, self._rules, address=self._base_url)
        for tolerance in (0.0, *OFFERED_TOLERANCES):
            yield (
                _GEOJSON,
                _tolerance(tolerance),
                zones_geojson_content(snapshot, tolerance=tolerance, items=self._items),
            )
        for district in snapshot.register.districts:
            code = district.code
            yield _ZONES, {"district": code}, zones_content(snapshot, district=code, items=self._items)
            yield _ZONES, {"district": code, "format": "csv"}, zones_content(snapshot, district=code, table="csv")
        for language in _LANGUAGES:
            yield "/rules", {}, rules_content(replace(self._shell(language, asked=None), path="/rules"))
            yield "/where", {}, where_content(replace(self._shell(language, asked=None), path="/where"))

    def lasting(self) -> Iterator[Sheet]:
        """What stays the same from one revision to the next."""
        tree = assets()
        for name in tree.names:
            if (asset := tree.find(name)) is not None:
                yield tree.address(name), {}, asset.content(IMMUTABLE)
        palette = Palette.of(self._snapshot.policy)
        yield palette.address, {}, Asset.of(palette.text.encode(), ".css").content(IMMUTABLE)
        register = self._snapshot.register
        shapes = f"/api/v1/geometry/{register.boundary_version}"
        for tolerance in (0.0, *OFFERED_TOLERANCES):
            wards = geometry_content(register, of="wards", tolerance=tolerance)
            yield f"{shapes}.geojson", _tolerance(tolerance), wards
            districts = geometry_content(register, of="districts", tolerance=tolerance)
            yield f"{shapes}/districts.geojson", _tolerance(tolerance), districts
        yield from unit_sheets(register, address=self._base_url)

    def _shell(self, language: Language, *, asked: Language | None) -> Shell:
        return Shell(
            words=Words(language, self._rules.clock.timezone),
            links=Links(asked),
            snapshot=self._snapshot,
            rules=self._rules,
            path="/",
            base_url=self._base_url,
        )


def _tolerance(tolerance: float) -> dict[str, str]:
    return {"tolerance": f"{tolerance:g}"} if tolerance else {}


def _address(path: str, parameters: dict[str, str]) -> Address:
    return path, urlencode(parameters).encode()
