"""The briefing on paper: two pages for the meeting, and one picture to pass on."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from app.domain.adjacency import Borders
from app.domain.briefing import Briefing, above_lowest, level_label
from app.domain.register import Register
from app.domain.sentences import Phrase, day, number
from app.formats import briefing_words as words
from app.formats.briefing_rows import (
    district_row,
    level_row,
    move_line,
    moves_line,
    outbreak_line,
    overdue_wards,
    pair,
    silent_wards,
    testing_lines,
    trend_row,
)
from app.formats.campaign_words import campaign_line, campaign_name
from app.formats.map_picture import map_picture
from app.formats.typeset import typeset

CAMPAIGNS_TOLD: Final = 3
MOVES_TOLD: Final = 7
MOVES_PICTURED: Final = 6
OUTBREAKS_TOLD: Final = 8
DISTRICTS_TOLD: Final = 32
"""So many fit on the paper; how many are left out is said."""
PICTURE_PPI: Final = 144.0
"""At which the picture's page of 600 × 750 pt becomes 1200 × 1500 dots."""


def briefing_pdf(briefing: Briefing) -> bytes:
    """Two pages A4, tagged; the same figures give the same bytes."""
    return typeset(
        "briefing", _values(briefing), images={"map.svg": _map(briefing)}, made_at=briefing.basis.published_at
    )


def briefing_png(briefing: Briefing) -> bytes:
    """One picture of 1200 × 1500 dots: the figures, the map, the changes."""
    return typeset(
        "briefing_picture",
        {**_values(briefing), "moves": [move_line(briefing, each) for each in briefing.moves[:MOVES_PICTURED]]},
        images={"map.svg": _map(briefing)},
        output="png",
        ppi=PICTURE_PPI,
    )


def _map(briefing: Briefing) -> str:
    """The wards spoken of, painted by level; an empty register is an empty picture."""
    wards = tuple(each.ward for each in briefing.situation.wards)
    if not wards:
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"></svg>'
    whole = briefing.basis.register
    codes = {each.district_code for each in wards}
    # Only drawn, never asked for neighbors.
    nothing = Borders(len(wards), np.empty((0, 2), dtype=np.intp), np.empty(0))
    part = Register(
        wards=wards,
        districts=tuple(each for each in whole.districts if each.code in codes),
        borders=nothing,
        boundary_version=whole.boundary_version,
        boundaries=whole.boundaries,
    )
    return map_picture(
        part if briefing.scope else whole,
        briefing.basis.policy,
        {each.ward.code: each.level for each in briefing.situation.wards},
        title=words.title(briefing).vi,
        description=_map_words(briefing),
        watermark="DIỄN TẬP · DRILL" if briefing.basis.drill else "",
    ).svg


def _map_words(briefing: Briefing) -> str:
    """What the map shows, for those who hear it."""
    counts = ", ".join(
        f"{level_label(briefing.basis, each.level).vi} {number(each.wards).vi}"
        for each in briefing.whole.summary.levels
    )
    return f"Bản đồ mức nguy cơ ngày {day(briefing.basis.on).vi}: {counts}."


def _values(briefing: Briefing) -> dict[str, Any]:
    basis = briefing.basis
    return {
        **_lists(briefing),
        "title": pair(words.title(briefing)),
        "day": pair(words.long_day(briefing)),
        "scope": pair(words.scope(briefing)),
        "state": pair(words.state(briefing)),
        "late": pair(words.late_reports(briefing)),
        "compared": pair(words.compared(basis)),
        "warnings": [pair(each) for each in words.warnings(briefing)],
        "heads": {name: pair(phrase) for name, phrase in _HEADS.items()},
        "drill": pair(words.DRILL) if basis.drill else None,
        "schematic": pair(words.SCHEMATIC) if words.is_schematic(basis) else None,
        "headlines": _headlines(briefing),
        "strip": _strip(briefing),
        "map_words": _map_words(briefing),
        "coming": pair(coming) if (coming := words.to_come(briefing)) else None,
        "capacity": [
            {"name": each.indicator.label_vi, "value": words.capacity_value(each), "day": day(each.reported_on).vi}
            for each in briefing.capacity
            if each.unit == briefing.whole.name
        ],
        **overdue_wards(briefing),
        **silent_wards(briefing),
        "policy": pair(words.policy_line(basis)),
        "policy_title": {"vi": basis.policy.title_vi, "en": basis.policy.title_en},
        "sources": "; ".join(words.sources(basis)),
        "record": pair(words.record_line(basis)),
    }


def _lists(briefing: Briefing) -> dict[str, Any]:
    found = briefing.whole.summary
    levels = [each.level for each in found.levels]
    return {
        "levels": [level_row(briefing, each) for each in found.levels],
        "cases": [
            *(trend_row(words.CASE_CLASSES_SHORT[each], trend) for each, trend in found.cases.items()),
            trend_row(words.TOTAL, found.cases_total),
        ],
        "testing": testing_lines(briefing),
        "campaigns": [
            {"name": pair(campaign_name(each)), "line": pair(campaign_line(each))}
            for each in briefing.campaigns[:CAMPAIGNS_TOLD]
        ],
        "moves": [move_line(briefing, each) for each in briefing.moves[:MOVES_TOLD]],
        "move_count": moves_line(briefing.moves),
        "moves_left": len(briefing.moves) - min(MOVES_TOLD, len(briefing.moves)),
        "moves_left_pictured": len(briefing.moves) - min(MOVES_PICTURED, len(briefing.moves)),
        "outbreaks": [outbreak_line(each) for each in briefing.outbreaks[:OUTBREAKS_TOLD]],
        "outbreaks_left": len(briefing.outbreaks) - min(OUTBREAKS_TOLD, len(briefing.outbreaks)),
        "district_levels": [pair(level_label(briefing.basis, each.level)) for each in found.levels],
        "districts": [district_row(each, levels) for each in briefing.districts][:DISTRICTS_TOLD],
        "districts_left": len(briefing.districts) - min(DISTRICTS_TOLD, len(briefing.districts)),
    }


_HEADS: Final = {
    "levels": Phrase("Theo mức", "By level"),
    "wards": Phrase("Phường, xã", "Wards"),
    "change": Phrase("Thay đổi", "Change"),
    "people": Phrase("Dân số", "Inhabitants"),
    "cases": Phrase("Ca mắc mới", "New cases"),
    "day": Phrase("Trong ngày", "Day"),
    "week": Phrase("7 ngày", "7 days"),
    "testing": Phrase("Xét nghiệm và báo cáo", "Testing and reports"),
    "moves": Phrase("Đổi mức", "Changes of level"),
    "outbreaks": Phrase("Ổ dịch và vòng kiểm soát", "Outbreaks and control rings"),
    "districts": Phrase("Theo quận, huyện", "By district"),
    "district": Phrase("Quận, huyện", "District"),
    "to_sample": Phrase("Còn lấy mẫu", "To sample"),
    "coverage": Phrase("Bao phủ", "Coverage"),
    "capacity": Phrase("Thu dung, cách ly, tiêm chủng", "Treatment, quarantine, vaccination"),
    "overdue": Phrase("Quá hạn xét nghiệm", "Testing overdue"),
    "missing": Phrase("Chưa báo cáo", "No report"),
    "basis": Phrase("Căn cứ", "Basis"),
    "none": Phrase("Không có.", "None."),
    "no_moves": Phrase("Không nơi nào đổi mức.", "No ward changed its level."),
}


def _headlines(briefing: Briefing) -> list[dict[str, Any]]:
    """The four figures a meeting begins with."""
    found = briefing.whole.summary
    above = above_lowest(briefing)
    total = found.cases_total
    return [
        _headline(Phrase("ca mới", "new cases"), words.shown(total.day), words.signed(total.change)),
        _headline(
            Phrase("nơi trên mức thấp nhất", "wards above the lowest level"),
            number(above.wards).vi,
            "" if above.change is None else words.signed(above.change),
        ),
        _headline(Phrase("bao phủ xét nghiệm", "testing coverage"), words.percent(found.testing.coverage_pct), ""),
        _headline(Phrase("nơi chưa báo cáo", "wards without a report"), number(found.reports.missing).vi, ""),
    ]


def _headline(name: Phrase, value: str, change: str) -> dict[str, Any]:
    return {"name": pair(name), "value": value, "change": "±0" if change == "0" else change}


def _strip(briefing: Briefing) -> list[dict[str, Any]]:
    """What else the picture has room for."""
    found = briefing.whole.summary
    lines = [
        (Phrase("ca trong 7 ngày", "cases in 7 days"), words.shown(found.cases_total.last_7_days)),
        (Phrase("ổ dịch đang mở", "open outbreaks"), str(sum(each.is_open for each in briefing.outbreaks))),
        (Phrase("người còn phải lấy mẫu", "people to sample"), number(found.testing.people_to_sample).vi),
        (Phrase("nơi quá hạn xét nghiệm", "wards overdue"), number(found.testing.wards_overdue).vi),
    ]
    return [{"name": pair(name), "value": value} for name, value in lines]
