"""Makes editions: everything that most readers ask for, prebuilt by the watch as soon as there is a new snapshot.

The small answers go out at once, the large ones follow in a second printing of the same snapshot; should a newer one be
waiting by then, what is left is made on demand through FastAPI.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Final, get_args
from urllib.parse import urlencode

from app.api.documents.geometry_texts import OFFERED_TOLERANCES
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
from app.api.pages.assets import Asset, assets
from app.api.pages.contents import city_content
from app.api.pages.shared import Links, Palette, Shell
from app.api.pages.words import Words
from app.api.representations import IMMUTABLE, Content, Moment, Representation
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot

PATIENCE_S: Final = 0.15
"""How long the second printing goes on although a newer snapshot waits."""
_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_ZONES, _GEOJSON, _RINGS = "/api/v1/zones", "/api/v1/zones.geojson", "/api/v1/rings"
_log: Final = logging.getLogger(__name__)

Sheet = tuple[str, dict[str, str], Content]
"""Path, parameters, and what is answered there."""


class Press:
    """Prints the edition of a snapshot and puts it on the shelf.

    Args:
        is_behind: whether a newer revision than this one is known.
    """

    def __init__(self, shelf: Shelf, *, rules: SiteRules, base_url: str, is_behind: Callable[[int], bool]) -> None:
        self._shelf, self._rules, self._base_url, self._is_behind = shelf, rules, base_url, is_behind
        self._lasting: dict[Address, Versions] = {}

    def print(self, snapshot: ZoneSnapshot) -> None:
        """Publish what is small, then everything. When something cannot be made the shelf is emptied, and all readers
        are answered through FastAPI, which tells each of them what is wrong."""
        try:
            self._print(snapshot)
        except Exception:
            self._shelf.clear()
            _log.exception("no edition could be made")

    def _print(self, snapshot: ZoneSnapshot) -> None:
        run = _Run(snapshot, self._rules, self._base_url)
        answers = {**self._lasting, **dict(run.printed(run.small()))}
        self._shelf.publish(Edition(snapshot, answers))
        begun = time.monotonic()
        self._lasting = self._still_lasting(run)
        answers |= self._lasting
        for address, versions in run.printed(run.large()):
            answers[address] = versions
            if time.monotonic() - begun > PATIENCE_S and self._is_behind(snapshot.revision):
                break
        self._shelf.publish(Edition(snapshot, answers))

    def _still_lasting(self, run: _Run) -> dict[Address, Versions]:
        """What is named by its content and need not be made again: files, palette, shapes."""
        known = {_address(path, parameters): (path, parameters, content) for path, parameters, content in run.lasting()}
        fresh = [sheet for address, sheet in known.items() if address not in self._lasting]
        kept = {address: versions for address, versions in self._lasting.items() if address in known}
        return {**kept, **dict(run.printed(fresh))}


class _Run:
    """What is printed of one snapshot."""

    def __init__(self, snapshot: ZoneSnapshot, rules: SiteRules, base_url: str) -> None:
        self._snapshot, self._rules, self._base_url = snapshot, rules, base_url
        self._moment = Moment.of(snapshot, rules.suppression_threshold)

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
        yield _ZONES, {}, zones_content(snapshot)
        yield "/api/v1/zones/timeline", {}, timeline_content(snapshot, self._rules.clock)
        yield _RINGS, {"outlines": "true"}, rings_content(snapshot, outlines=True)
        yield "/api/v1/legend", {}, legend_content(snapshot)

    def large(self) -> Iterator[Sheet]:
        """Pages, whole layers, and the districts one by one."""
        snapshot = self._snapshot
        for language in _LANGUAGES:
            yield "/", {}, city_content(self._shell(language, asked=None))
        yield "/", {"lang": "en"}, city_content(self._shell("en", asked="en"))
        yield _ZONES, {"format": "csv"}, zones_content(snapshot, table="csv")
        yield _RINGS, {}, rings_content(snapshot)
        yield _RINGS, {"merged": "true"}, rings_content(snapshot, merged=True)
        for tolerance in (0.0, *OFFERED_TOLERANCES):
            yield _GEOJSON, _tolerance(tolerance), zones_geojson_content(snapshot, tolerance=tolerance)
        for district in snapshot.register.districts:
            code = district.code
            yield _ZONES, {"district": code}, zones_content(snapshot, district=code)
            yield _ZONES, {"district": code, "format": "csv"}, zones_content(snapshot, district=code, table="csv")

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
