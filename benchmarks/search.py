"""Names searched in a register of 10,600 units, held against a plain look at every unit; processor time.

The queries are those that cost most: a letter that begins half of all words, every district, a name nobody bears.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from rich.table import Table
from shapely import MultiPolygon

from app.domain.adjacency import Borders
from app.domain.names import NameQuery, fold, sort_key
from app.domain.register import BoundaryDescription, District, Register, Ward
from app.domain.unit_search import FormerUnit, UnitSearch
from app.domain.vocabulary import BoundaryStatus

WARDS: Final = 10_600
FORMER: Final = 7_000
A_DISTRICT: Final = 15
RUNS: Final = 30
QUERIES: Final = (
    "t",
    "xa",
    "phuong t",
    "quang trung",
    "thi tran an h",
    "dong anh",
    "an binh hoa",
    "ddoong anh",
    "khong ai mang ten nay",
    "quang trunh",
    "q",
    "00042",
)
_SYLLABLES: Final = (
    "An Anh Bắc Bình Cao Châu Chính Cường Đa Đại Đông Đồng Đức Giang Hà Hải Hiệp Hòa Hoàng Hồng Hùng Hưng Hương "
    "Khánh Kim Lạc Lâm Liên Linh Long Lộc Mai Minh Mỹ Nam Nghĩa Ngọc Nguyên Nhân Ninh Phong Phú Phúc Phương Quang "
    "Quý Sơn Tân Tây Thái Thanh Thành Thắng Thịnh Thọ Thuận Thượng Tiến Trung Trường Tự Văn Viên Việt Vinh Vĩnh Xuân"
)


def synthetic_register(wards: int = WARDS) -> tuple[Register, list[FormerUnit]]:
    """A country of names put together from syllables of real ones, and names its wards had before."""
    draw, syllables = random.Random(42), _SYLLABLES.split()

    def name(kinds: tuple[str, ...]) -> tuple[str, str]:
        kind = draw.choice(kinds)
        return kind, f"{kind} {' '.join(draw.choices(syllables, k=draw.choice((1, 2, 2, 2, 3))))}"

    places = [(f"{number:03}", *name(("Quận", "Huyện", "Thị xã"))) for number in range(-(-wards // A_DISTRICT))]
    found = []
    for number in range(wards):
        code, district_kind, district = places[number // A_DISTRICT]
        kind, called = name(("Phường", "Xã", "Xã", "Thị trấn"))
        found.append(
            Ward(
                code=f"{number:05}",
                name=called,
                kind=kind,
                name_fold=fold(called),
                district_code=code,
                district_name=district,
                district_kind=district_kind,
                population=None,
                population_on=None,
                area_km2=1.0,
                valid_from=date(2021, 1, 1),
                valid_to=None,
                shape=_DOT,
            )
        )
    register = replace(
        Register.empty(),
        wards=tuple(found),
        districts=tuple(District(code, called, kind, fold(called), None, A_DISTRICT) for code, kind, called in places),
        borders=Borders(wards, np.empty((0, 2), dtype=np.intp), np.empty(0)),
        boundaries=BoundaryDescription(BoundaryStatus.SCHEMATIC, None, None, "", 32648),
    )
    former = [FormerUnit(name(("Xã",))[1], f"9{number:05}", None, (f"{number:05}",)) for number in range(FORMER)]
    return register, former


_DOT: Final = MultiPolygon([shapely.box(105.0, 21.0, 105.1, 21.1)])


def measure(table: Table, folder: Path) -> None:
    """Fill in the rows."""
    register, former = synthetic_register()
    begun = time.thread_time()
    search = UnitSearch(register, former)
    size = f"{len(register.wards):,} wards, {len(register.districts)} districts, {len(former):,} old names"
    table.add_row("search: the index, once a register", size, f"{time.thread_time() - begun:.2f} s", "")
    for text in QUERIES:
        _plainly(register, text)  # so that both are warm
        plain_s = min(_timed(partial(_plainly, register, text)) for _ in range(3))
        taken = sorted(_timed(partial(search.search, text, limit=20)) for _ in range(RUNS))
        count = search.search(text).count
        table.add_row(
            f"search: “{text}”",
            f"{count:,} answer",
            f"{taken[RUNS // 2] * 1000:.2f} ms, at most {taken[-1] * 1000:.2f} ms",
            f"{plain_s / taken[RUNS // 2]:,.0f} × as fast as a plain look ({plain_s * 1000:,.0f} ms)",
        )


def _plainly(register: Register, text: str) -> list[tuple[object, ...]]:
    query = NameQuery.of(text)
    hits = (
        (query.rank(code=ward.code, name=ward.name, district_name=ward.district_name), ward) for ward in register.wards
    )
    return sorted((rank, sort_key(ward.name), ward.code) for rank, ward in hits if rank is not None)


def _timed(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun
