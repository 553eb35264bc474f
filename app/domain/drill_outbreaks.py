"""The outbreaks of a drill: a script that comes again in waves, so that every kind is always to be seen, and
clusters that are declared where the spread itself makes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from app.domain.drill_epidemic import QUIET_DAYS, Epidemic, Surroundings
from app.domain.drill_events import (
    MARK,
    DrillEvent,
    OutbreakClosed,
    OutbreakDeclared,
    OutbreakTraced,
    RingIssued,
    RingLifted,
)
from app.domain.register import Register
from app.domain.vocabulary import OutbreakSetting

DONG_ANH: Final = "017"
"""Where the three-ring model comes from."""

_WAVE_DAYS: Final = 28
_SEEDED_BEFORE_DAYS: Final = 2
_SEEDS: Final = 18.0
_SEEDED_AGAIN_EVERY: Final = 5
_CALM_DAYS: Final = 42
_WARDS_PER_SCRIPT, _COPIES_APART = 600, 7
_SEEDS_A_DAY_PER_WARD: Final = 1 / 1500
_CLUSTER_CASES: Final = 6
_WARDS_PER_CLUSTER: Final = 60
_APART: Final = 3
_HAMLET_SHARE: Final = 0.4

_SETTING_VI: Final = {
    OutbreakSetting.INDUSTRIAL_PARK: "khu công nghiệp",
    OutbreakSetting.SCHOOL: "trường học",
    OutbreakSetting.SUPERMARKET: "siêu thị",
    OutbreakSetting.MARKET: "chợ",
    OutbreakSetting.HOSPITAL: "bệnh viện",
    OutbreakSetting.RESIDENTIAL: "khu dân cư",
    OutbreakSetting.OTHER: "nơi khác",
}
_CLUSTER_SETTINGS: Final = (
    OutbreakSetting.RESIDENTIAL,
    OutbreakSetting.RESIDENTIAL,
    OutbreakSetting.OTHER,
    OutbreakSetting.MARKET,
)


@dataclass(frozen=True)
class _Plot:
    """One outbreak of the script, in days after its wave begins; `wards` 0 is a hamlet inside one ward."""

    name: str
    setting: OutbreakSetting
    source_known: bool
    declared: int
    closed: int
    wards: int = 1
    linked: int = 0
    at_a_point: bool = False
    issued: int | None = None
    traced: int | None = None
    stays_calm: bool = False


# A wave's hamlet outlasts the next wave's beginning, so a ring issued by an order always stands; the school closes
# early and stays calm, so that a level loosens within the run.
_SCRIPT: Final = (
    _Plot("hamlet", OutbreakSetting.RESIDENTIAL, False, declared=2, closed=58, wards=0, issued=3),
    _Plot("park", OutbreakSetting.INDUSTRIAL_PARK, True, declared=4, closed=30, linked=5),
    _Plot("school", OutbreakSetting.SCHOOL, False, declared=5, closed=11, at_a_point=True, stays_calm=True),
    _Plot("market", OutbreakSetting.MARKET, False, declared=7, closed=24, wards=3),
    _Plot("hospital", OutbreakSetting.HOSPITAL, True, declared=9, closed=29),
    _Plot("lane", OutbreakSetting.RESIDENTIAL, False, declared=10, closed=31, traced=16),
    _Plot("shop", OutbreakSetting.SUPERMARKET, True, declared=20, closed=38, at_a_point=True),
)


@dataclass(frozen=True)
class _Place:
    """Where an outbreak is: wards by position, its own shape if it has one, and wards linked to it."""

    wards: tuple[int, ...]
    linked: tuple[int, ...]
    shape: BaseGeometry | None


@dataclass(frozen=True)
class _Planned:
    """An outbreak of the script or a cluster with the days of the scenario on which it changes; None: not foreseen."""

    key: str
    setting: OutbreakSetting
    source_known: bool
    place: _Place
    declared: int
    closed: int | None
    issued: int | None
    traced: int | None
    stays_calm: bool

    def is_open(self, day: int) -> bool:
        return self.declared <= day and (self.closed is None or day < self.closed)


def home_district(register: Register) -> str | None:
    """Where the first outbreak lies and the drill's staff work: Đông Anh, else the first district; None without any."""
    codes = sorted(register.district_positions)
    return DONG_ANH if DONG_ANH in codes else next(iter(codes), None)


class OutbreakScript:
    """Which outbreaks there are after the days gone through so far."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._copies = max(1, round(len(register.codes) / _WARDS_PER_SCRIPT))
        self._planned: list[_Planned] = []

    def plan(self, day: int, rng: np.random.Generator, *, avoid: NDArray[np.bool_]) -> None:
        """Choose the places of the outbreaks whose seeds fall on a day, away from `avoid` (W,) where there is room."""
        for copy in range(self._copies):
            for plot in _SCRIPT:
                wave, since = divmod(day - copy % _COPIES_APART - plot.declared + _SEEDED_BEFORE_DAYS, _WAVE_DAYS)
                if wave >= 0 and since == 0:
                    self._planned.append(self._placed(plot, day + _SEEDED_BEFORE_DAYS, copy, rng, avoid))

    def surroundings(self, day: int, rng: np.random.Generator) -> Surroundings:
        """What the outbreaks do to the spread on a day."""
        count = len(self._register.codes)
        seeds = rng.poisson(_SEEDS_A_DAY_PER_WARD, count) * _SEEDS / 4
        index_cases = np.zeros(count, dtype=np.int32)
        contained, calm = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
        for each in self._planned:
            wards = list(each.place.wards)
            since = day - each.declared
            if since == -_SEEDED_BEFORE_DAYS:
                seeds[wards] += _SEEDS
            elif since == -1:
                index_cases[wards] += 2
            elif each.is_open(day):
                contained[wards] = True
                seeds[wards] += _SEEDS / 3 * (since % _SEEDED_AGAIN_EVERY == 0)
            if each.stays_calm and each.closed is not None and each.closed - 2 <= day < each.closed + _CALM_DAYS:
                calm[self._register.borders.within(wards, order=1)] = True
        return Surroundings(seeds, index_cases, contained, calm)

    def held(self, day: int) -> NDArray[np.bool_]:
        """(W,) wards that hold an outbreak, soon will, or lately did."""
        held = np.zeros(len(self._register.codes), dtype=np.bool_)
        for each in self._planned:
            if each.closed is None or day < each.closed + _CALM_DAYS:
                held[list(each.place.wards)] = True
        return held

    def open_areas(self, day: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(W,) wards with an open outbreak; (W,) wards linked to one or bordering one."""
        within = np.zeros(len(self._register.codes), dtype=np.bool_)
        beside = np.zeros_like(within)
        for each in self._planned:
            if each.is_open(day):
                within[list(each.place.wards)] = True
                beside[list(each.place.linked)] = True
                beside[self._register.borders.within(each.place.wards, order=1)] = True
        return within, beside & ~within

    def events(self, day: int, epidemic: Epidemic, rng: np.random.Generator, morning: datetime) -> list[DrillEvent]:
        """What is declared, traced, closed, issued and lifted on a day, from `morning` on."""
        self._close_quiet_clusters(day, epidemic)
        self._find_clusters(day, epidemic, rng)
        minutes = rng.integers(60, 560, size=5 * len(self._planned)).tolist()
        moments = (morning + timedelta(minutes=minute) for minute in minutes)
        found = [event for each in self._planned for event in self._events_of(each, day, moments)]
        self._planned = [each for each in self._planned if each.closed is None or day < each.closed + _CALM_DAYS]
        return found

    def _events_of(self, each: _Planned, day: int, moments: Iterator[datetime]) -> Iterator[DrillEvent]:
        order = f"{each.declared:03d}-{each.key.rsplit('-', 1)[-1]}"
        if day == each.declared:
            yield self._declaration(each, next(moments))
        if day == each.issued:
            yield RingIssued(next(moments), each.key, f"{order}/QĐ-BCĐ ({MARK})")
        if day == each.traced:
            yield OutbreakTraced(next(moments), each.key)
        if day == each.closed:
            yield OutbreakClosed(next(moments), each.key)
        if each.issued is not None and each.closed is not None and day == each.closed + 1:
            yield RingLifted(next(moments), each.key, f"{order}/QĐ-BCĐ-KT ({MARK})")

    def _declaration(self, each: _Planned, at: datetime) -> OutbreakDeclared:
        register, place = self._register, each.place
        ward = register.wards[place.wards[0]]
        return OutbreakDeclared(
            at=at,
            key=each.key,
            name=f"{MARK}: {_SETTING_VI[each.setting]}, {ward.name}",
            place=place.shape,
            ward_codes=() if place.shape is not None else tuple(register.codes[ward] for ward in place.wards),
            linked_ward_codes=tuple(register.codes[ward] for ward in place.linked),
            source_known=each.source_known,
            setting=each.setting,
        )

    def _placed(
        self, plot: _Plot, declared: int, copy: int, rng: np.random.Generator, avoid: NDArray[np.bool_]
    ) -> _Planned:
        ward = self._ward_for(plot, declared, copy, rng, avoid)
        wave_begins = declared - plot.declared
        return _Planned(
            key=f"{plot.name}-{declared}-{copy}",
            setting=plot.setting,
            source_known=plot.source_known,
            place=self._place(plot, ward, rng),
            declared=declared,
            closed=wave_begins + plot.closed,
            issued=None if plot.issued is None else wave_begins + plot.issued,
            traced=None if plot.traced is None else wave_begins + plot.traced,
            stays_calm=plot.stays_calm,
        )

    def _ward_for(
        self, plot: _Plot, declared: int, copy: int, rng: np.random.Generator, avoid: NDArray[np.bool_]
    ) -> int:
        chosen = rng.random(len(self._register.codes)) * np.sqrt(np.nan_to_num(self._register.populations, nan=1.0) + 1)
        if plot is _SCRIPT[0] and copy == 0 and declared == plot.declared:
            return self._first_place(chosen)
        taken = self.held(declared)
        near = np.zeros_like(taken)
        near[self._register.borders.within(np.flatnonzero(taken), order=_APART - 1)] = True
        for forbidden in (near | avoid, taken | avoid, taken):
            if not forbidden.all():
                return int(np.argmax(np.where(forbidden, -1.0, chosen)))
        return int(np.argmax(chosen))

    def _first_place(self, chosen: NDArray[np.float64]) -> int:
        """The ward of the home district with the most neighbors in it, so that all three layers lie round it."""
        register = self._register
        code = home_district(register)
        if code is None:
            return int(np.argmax(chosen))
        home = register.district_positions[code]
        inside = [int(np.isin(register.borders.neighbors_of(ward), home).sum()) for ward in home.tolist()]
        return int(home[int(np.argmax(inside))])

    def _place(self, plot: _Plot, ward: int, rng: np.random.Generator) -> _Place:
        register = self._register
        shape = register.wards[ward].shape
        if plot.wards == 0:
            return _Place((ward,), (), _hamlet(shape))
        if plot.at_a_point:
            return _Place((ward,), (), shapely.set_precision(shape.representative_point(), 1e-6))
        beside = register.borders.neighbors_of(ward)[: plot.wards - 1].tolist()
        farther = np.setdiff1d(
            register.borders.within([ward], order=4), register.borders.within([ward, *beside], order=1)
        )
        linked = rng.permutation(farther)[: plot.linked]
        return _Place((ward, *beside), tuple(sorted(linked.tolist())), None)

    def _find_clusters(self, day: int, epidemic: Epidemic, rng: np.random.Generator) -> None:
        """Declare an outbreak where many community cases came together and none is known."""
        room = max(1, len(self._register.codes) // _WARDS_PER_CLUSTER)
        room -= sum(each.key.startswith("cluster") and each.is_open(day) for each in self._planned)
        known = self.held(day)
        cases = np.where(known, 0, epidemic.recent.sum(axis=1))
        for ward in np.argsort(-cases, kind="stable")[: max(room, 0)].tolist():
            if cases[ward] < _CLUSTER_CASES:
                return
            self._planned.append(
                _Planned(
                    key=f"cluster-{day}-{ward}",
                    setting=_CLUSTER_SETTINGS[int(rng.integers(len(_CLUSTER_SETTINGS)))],
                    source_known=bool(rng.random() < 0.6),
                    place=_Place((ward,), (), None),
                    declared=day,
                    closed=None,
                    issued=None,
                    traced=None,
                    stays_calm=False,
                )
            )

    def _close_quiet_clusters(self, day: int, epidemic: Epidemic) -> None:
        for position, each in enumerate(self._planned):
            if each.closed is None and day - epidemic.last_community[each.place.wards[0]] >= QUIET_DAYS:
                self._planned[position] = replace(each, closed=day)


def _hamlet(shape: BaseGeometry) -> BaseGeometry:
    """A part of a ward round a point well inside it."""
    center = shape.representative_point()
    inside = shapely.intersection(shape, affinity.scale(shape, _HAMLET_SHARE, _HAMLET_SHARE, origin=center))
    areas = [part for part in shapely.get_parts(inside) if part.geom_type == "Polygon"]
    return max(areas, key=lambda part: part.area) if areas else center
