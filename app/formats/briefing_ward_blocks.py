"""The sheets of a briefing's workbook that list wards."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.briefing import Briefing, level_label
from app.domain.disclosure import Shown
from app.domain.sentences import Phrase
from app.domain.situation_summary import WEEK, WardSituation, is_due, overdue_days
from app.formats import briefing_words as words
from app.formats.workbook import Block, Column, LevelCell, Row

_WARD = (
    Column(Phrase("Mã", "Code"), 9),
    Column(Phrase("Phường, xã", "Ward"), 26),
    Column(Phrase("Quận, huyện", "District"), 20),
)
POPULATION = Column(Phrase("Dân số", "Inhabitants"), 12, "count")


def level_cell(briefing: Briefing, level: str) -> LevelCell:
    """A level in its words and colours."""
    return LevelCell(level, level_label(briefing.basis, level).vi)


def _named(each: WardSituation) -> list[str]:
    return [each.ward.code, each.ward.name, each.ward.district_name or ""]


def wards_block(briefing: Briefing) -> Block:
    """Every ward: level now and before, new cases, and what is to be known of its report."""
    situation = briefing.situation

    def row(place: int, each: WardSituation) -> Row:
        return [
            *_named(each),
            each.ward.population,
            level_cell(briefing, each.level),
            level_cell(briefing, each.previous_level),
            "quyết định" if each.decided else "",
            _cases(briefing, place, days=1) if each.reported else "chưa báo cáo",
            _cases(briefing, place, days=WEEK),
            "sau công bố" if each.after_publication else "",
            level_cell(briefing, each.next_level) if each.next_level else "",
            words.moment(each.next_from, briefing.basis).vi if each.next_from else "",
            level_cell(briefing, each.awaiting_level) if each.awaiting_level else "",
        ]

    return Block(
        columns=[
            *_WARD,
            POPULATION,
            Column(Phrase("Mức", "Level"), 18, "level"),
            Column(Phrase("Lần trước", "Before"), 18, "level"),
            Column(Phrase("Quyết định", "Decided"), 12),
            Column(Phrase("Ca mới", "New cases"), 14, "count"),
            Column(Phrase("Ca 7 ngày", "7 days"), 11, "count"),
            Column(Phrase("Ghi chú", "Note"), 14),
            Column(Phrase("Sắp đổi sang", "To become"), 16, "level"),
            Column(Phrase("Từ lúc", "From"), 17),
            Column(Phrase("Chờ duyệt hạ", "Awaits approval"), 16, "level"),
        ],
        rows=[row(place, each) for place, each in enumerate(situation.wards)],
    )


def _cases(briefing: Briefing, place: int, *, days: int) -> Shown:
    """New cases of one ward over the last days, as the reader may see them."""
    cells = briefing.situation.counts[place, -days:]
    return briefing.disclosure.shown_total(cells[cells > 0].tolist())


def moves_block(briefing: Briefing) -> Block:
    """Every change of level with its reason."""
    return Block(
        columns=[
            *_WARD,
            Column(Phrase("Hướng", "Direction"), 10),
            Column(Phrase("Từ mức", "From"), 18, "level"),
            Column(Phrase("Sang mức", "To"), 18, "level"),
            Column(Phrase("Căn cứ", "Reason"), 80),
            Column(Phrase("Căn cứ (tiếng Anh)", "Reason in English"), 80),
        ],
        rows=[
            [
                *_named(told.move.ward),
                words.DIRECTIONS[told.move.direction].vi,
                level_cell(briefing, told.move.ward.previous_level),
                level_cell(briefing, told.move.ward.level),
                told.reason.vi,
                told.reason.en,
            ]
            for told in briefing.moves
        ],
        empty=Phrase("Không nơi nào đổi mức.", "No ward changed its level."),
    )


def testing_block(briefing: Briefing) -> Block:
    """The wards that are due, the most urgent first."""
    on = briefing.situation.on
    due = [each for each in briefing.situation.wards if is_due(each.testing, on)]
    due.sort(key=lambda each: (each.testing.due_by is None, each.testing.due_by or on, each.ward.code))
    return Block(
        columns=[
            *_WARD,
            Column(Phrase("Mức", "Level"), 18, "level"),
            Column(Phrase("Từ ngày", "Due from"), 12, "day"),
            Column(Phrase("Chậm nhất", "Due by"), 12, "day"),
            Column(Phrase("Quá hạn (ngày)", "Days overdue"), 14, "count"),
            Column(Phrase("Còn lấy mẫu", "To sample"), 13, "count"),
            Column(Phrase("Lượt gần nhất", "Last round"), 14, "day"),
        ],
        rows=[_due_row(briefing, each) for each in due],
        empty=Phrase("Không nơi nào đến hạn.", "No ward is due."),
    )


def _due_row(briefing: Briefing, each: WardSituation) -> Row:
    testing = each.testing
    return [
        *_named(each),
        level_cell(briefing, each.level),
        testing.due_from,
        testing.due_by,
        overdue_days(testing, briefing.situation.on),
        testing.people_to_sample,
        testing.last_round_on,
    ]


def missing_block(briefing: Briefing) -> Block:
    """The wards without a report of the day, and when they last sent one."""
    silent: Sequence[WardSituation] = [each for each in briefing.situation.wards if not each.reported]
    return Block(
        columns=[
            *_WARD,
            Column(Phrase("Mức", "Level"), 18, "level"),
            Column(Phrase("Báo cáo gần nhất", "Last report"), 18, "day"),
        ],
        rows=[[*_named(each), level_cell(briefing, each.level), each.last_report_on] for each in silent],
        empty=Phrase("Mọi nơi đã báo cáo.", "Every ward has reported."),
    )
