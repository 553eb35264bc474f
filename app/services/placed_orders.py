"""Rings, cordons and areas with the wards they lie in by any register: an order's ground stays when units change."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Final

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.domain.areas import Area
from app.domain.cordons import Cordon
from app.domain.errors import InvalidGeometry
from app.domain.register import Register
from app.domain.register_chain import RegisterChain
from app.domain.vocabulary import LockdownLayer
from app.domain.ward_parts import WardParts, ground_of, parts_covered, whole_wards
from app.services.register_chain import register_chain
from app.storage.areas import area_versions, newest_areas
from app.storage.cordons import cordon_versions
from app.storage.rings import StoredRing

SLIVER_SHARE: Final = 0.01
"""Less than this of a ward, and of the place, is two surveys drawing one border: no order means ground across it."""
MOST_KEPT: Final = 512

_lock = Lock()
_parts: OrderedDict[tuple[bytes, str], dict[str, float]] = OrderedDict()


@dataclass(frozen=True)
class OrderPlaces:
    """Where orders lie by one register of the chain; an order whose wards all go on is left as it was drawn."""

    chain: RegisterChain
    position: int

    @classmethod
    def read(cls, session: Session, *, on: date | None = None, known_revision: int | None = None) -> OrderPlaces:
        """By the register in force on a day (None: the newest), as known at a revision."""
        chain = register_chain(session, known_revision=known_revision)
        return cls(chain, len(chain.spans) - 1 if on is None else chain.position_on(on))

    @property
    def register(self) -> Register:
        """The register the orders are looked at by."""
        return self.chain.spans[self.position].register

    def cordons(self, found: Iterable[Cordon]) -> list[Cordon]:
        """Versions of cordons, each with the parts of wards its polygon covers."""
        return [
            replace(each, ward_parts=self._covered(each.place, each.ward_parts))
            if self._moved(each.boundary_version, each.ward_parts)
            else each
            for each in found
        ]

    def areas(self, found: Iterable[Area]) -> list[Area]:
        """Areas likewise; whole wards become what stands on their ground."""
        return [
            replace(each, ward_parts=self._area_parts(each))
            if self._moved(each.boundary_version, each.ward_parts)
            else each
            for each in found
        ]

    def rings(self, found: Iterable[StoredRing]) -> list[StoredRing]:
        """Versions of rings likewise; those read without their layers are left as they are."""
        return [
            replace(each, ward_layers=self._layers(each))
            if each.layers and self._moved(each.boundary_version, each.ward_layers)
            else each
            for each in found
        ]

    def _moved(self, boundary_version: str, codes: Iterable[str]) -> bool:
        """Whether any ward of an order is not in force, or is another unit now."""
        if boundary_version == self.register.boundary_version:
            return False
        drawn = self._drawn_by(boundary_version)
        if drawn is None:
            # Boundaries that were corrected since: the same codes are the same wards.
            return any(code not in self.register.positions for code in codes)
        return not all(self.chain.goes_on(code, drawn, self.position) for code in codes)

    def _drawn_by(self, boundary_version: str) -> int | None:
        same = [
            index for index, span in enumerate(self.chain.spans) if span.register.boundary_version == boundary_version
        ]
        return same[-1] if same else None

    def _area_parts(self, area: Area) -> WardParts:
        if area.place is not None:
            return self._covered(area.place, area.ward_parts)
        drawn = self._drawn_by(area.boundary_version)
        ground = None if drawn is None else ground_of(self.chain.spans[drawn].register, area.ward_parts)
        if ground is None:
            return self._in_force(area.ward_parts)
        return self._covered(ground, area.ward_parts)

    def _layers(self, ring: StoredRing) -> dict[str, tuple[LockdownLayer, bool]]:
        """The strictest layer of each ward, and whether only a part of the ward lies in it."""
        found: dict[str, tuple[LockdownLayer, bool]] = {}
        for each in ring.layers:
            if each.shape is not None and not each.shape.is_empty:
                for code, share in self._covered(each.shape, {}).items():
                    found.setdefault(code, (each.layer, share < 1.0))
        return {code: found[code] for code in sorted(found)}

    def _covered(self, place: BaseGeometry, parts: WardParts) -> WardParts:
        """The parts of wards that a place covers; of a place outside all, those of its wards that are in force."""
        key = hashlib.sha1(place.wkb, usedforsecurity=False).digest(), self.register.boundary_version
        with _lock:
            kept = _parts.get(key)
        if kept is None:
            try:
                kept = _without_slivers(self.register, place, parts_covered(self.register, place))
            except InvalidGeometry:
                return self._in_force(parts)
            with _lock:
                _parts[key] = kept
                while len(_parts) > MOST_KEPT:
                    _parts.popitem(last=False)
        return kept

    def _in_force(self, parts: WardParts) -> WardParts:
        return whole_wards(code for code in parts if code in self.register.positions)


def _without_slivers(register: Register, place: BaseGeometry, parts: WardParts) -> dict[str, float]:
    ground_m2 = register.projector.area_m2(place)
    found = {
        code: share
        for code, share in parts.items()
        if share >= SLIVER_SHARE
        or share * float(register.areas_m2[register.positions[code]]) >= SLIVER_SHARE * ground_m2
    }
    return {code: 1.0 if share > 1 - SLIVER_SHARE else share for code, share in found.items()}


def placed_cordon_versions(
    session: Session, *, cordon_id: str | None = None, known_revision: int | None = None
) -> list[Cordon]:
    """The versions of every cordon (or of one), oldest first, by the wards of the newest register."""
    places = OrderPlaces.read(session, known_revision=known_revision)
    return places.cordons(cordon_versions(session, cordon_id=cordon_id, known_revision=known_revision))


def placed_area_versions(session: Session, area_id: str) -> list[Area]:
    """The versions of an area, oldest first, likewise."""
    return OrderPlaces.read(session).areas(area_versions(session, area_id))


def placed_areas(session: Session, *, known_revision: int | None = None) -> list[Area]:
    """The newest version of every area, likewise."""
    places = OrderPlaces.read(session, known_revision=known_revision)
    return places.areas(newest_areas(session, known_revision=known_revision))
