"""How rings may be asked for: the mode, and what each mode has to be told.

Lengths are metres on the ground, orders are numbers of borders crossed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidValue
from app.domain.vocabulary import LockdownLayer

MAX_DISTANCE_M: Final = 50_000.0
"""Farther than this a ring is a province, and no longer drawn round an outbreak."""
MAX_ORDER: Final = 5
"""Wards within five borders of one are most of a city's districts."""
MAX_OUTER_ORDER: Final = 10


class RingMode(StrEnum):
    """By what the three layers are drawn."""

    WHOLE_UNITS = "whole_units"
    ADMINISTRATIVE = "administrative"
    CONTIGUITY = "contiguity"
    DISTANCE = "distance"
    MANUAL = "manual"

    @property
    def cuts_wards(self) -> bool:
        """Whether layers may cut a ward even where the outbreak's place is made of whole wards."""
        return self in (RingMode.DISTANCE, RingMode.MANUAL)


_NO_LAYERS: Final[Mapping[LockdownLayer, BaseGeometry]] = MappingProxyType({})


@dataclass(frozen=True)
class RingRequest:
    """One way to draw the three layers round an outbreak's place.

    Args:
        mode: what the layers are made of.
        order: contiguity: the next layer is everything within this many borders of the core's wards.
        outer_order: contiguity: the outer layer reaches this many borders; None takes the rest of the core's districts.
        core_m: distance: the place grows by this to become the core; a point needs at least 1.
        next_m: distance: the next layer is everything within this of the core.
        outer_m: distance: likewise the outer layer; None takes the rest of the core's districts.
        layers: manual: lon/lat polygons, the stricter winning where they overlap; a core left out is the place itself.
        respect_barriers: leave out what is only reached across a declared barrier.
        within_districts: leave out everything outside the districts of the core's wards.

    Raises:
        InvalidValue: a value that cannot be, is missing, or belongs to another mode; the pointer names it.
    """

    mode: RingMode = RingMode.WHOLE_UNITS
    order: int = 1
    outer_order: int | None = None
    core_m: float = 0.0
    next_m: float | None = None
    outer_m: float | None = None
    layers: Mapping[LockdownLayer, BaseGeometry] = field(default_factory=lambda: _NO_LAYERS)
    respect_barriers: bool = False
    within_districts: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be, before anything is drawn."""
        self._refuse_strangers()
        if self.mode is RingMode.CONTIGUITY:
            self._check_orders()
        if self.mode is RingMode.DISTANCE:
            self._check_distances()
        if self.mode is RingMode.MANUAL and not self.layers:
            raise InvalidValue(
                "/layers",
                vi="Kiểu “manual” cần ít nhất một hình trong layers (core, next, outer).",
                en="The manual mode needs at least one shape in layers (core, next, outer).",
            )

    def parameters(self) -> dict[str, int | float | bool | None]:
        """What the mode was told, by the names of the wire; drawn layers are shapes, and not among them."""
        told: dict[str, int | float | bool | None] = {}
        if self.mode is RingMode.CONTIGUITY:
            told = {"order": self.order, "outer_order": self.outer_order}
        if self.mode is RingMode.DISTANCE:
            told = {"core_m": self.core_m, "next_m": self.next_m, "outer_m": self.outer_m}
        return {**told, "respect_barriers": self.respect_barriers, "within_districts": self.within_districts}

    def _refuse_strangers(self) -> None:
        for name, mode, is_said in (
            ("order", RingMode.CONTIGUITY, self.order != 1),
            ("outer_order", RingMode.CONTIGUITY, self.outer_order is not None),
            ("core_m", RingMode.DISTANCE, self.core_m != 0.0),
            ("next_m", RingMode.DISTANCE, self.next_m is not None),
            ("outer_m", RingMode.DISTANCE, self.outer_m is not None),
            ("layers", RingMode.MANUAL, bool(self.layers)),
        ):
            if is_said and self.mode is not mode:
                raise InvalidValue(
                    f"/{name}",
                    vi=f"{name} chỉ dùng với mode “{mode}”, không dùng với “{self.mode}”; bỏ {name} hoặc đổi mode.",
                    en=f"{name} belongs to mode “{mode}”, not to “{self.mode}”; leave it out, or change the mode.",
                )

    def _check_orders(self) -> None:
        if not 1 <= self.order <= MAX_ORDER:
            raise InvalidValue(
                "/order",
                vi=f"order là {self.order}; cần số nguyên từ 1 đến {MAX_ORDER}.",
                en=f"order is {self.order}; send a whole number from 1 to {MAX_ORDER}.",
            )
        if self.outer_order is not None and not self.order < self.outer_order <= MAX_OUTER_ORDER:
            raise InvalidValue(
                "/outer_order",
                vi=f"outer_order là {self.outer_order}; cần lớn hơn {self.order} (order), tối đa {MAX_OUTER_ORDER}.",
                en=f"outer_order is {self.outer_order}; send more than order {self.order}, {MAX_OUTER_ORDER} at most.",
            )

    def _check_distances(self) -> None:
        # Written so that NaN, which compares false with everything, is refused too.
        if not 0.0 <= self.core_m <= MAX_DISTANCE_M:
            raise _distance_fault("core_m", self.core_m, least="≥ 0")
        if self.next_m is None:
            raise InvalidValue(
                "/next_m",
                vi="Kiểu “distance” cần next_m, số mét từ vùng lõi ra hết lớp giữa.",
                en="The distance mode needs next_m, the metres from the core to the rim of the next layer.",
            )
        if not 0.0 < self.next_m <= MAX_DISTANCE_M:
            raise _distance_fault("next_m", self.next_m, least="> 0")
        if self.outer_m is not None and not self.next_m < self.outer_m <= MAX_DISTANCE_M:
            raise _distance_fault("outer_m", self.outer_m, least=f"> next_m ({self.next_m:g})")


def _distance_fault(name: str, value: float, *, least: str) -> InvalidValue:
    return InvalidValue(
        f"/{name}",
        vi=f"{name} là {value:g} m; cần {least} và không quá {MAX_DISTANCE_M:g} m.",
        en=f"{name} is {value:g} m; it must be {least}, and {MAX_DISTANCE_M:g} m at most.",
    )
