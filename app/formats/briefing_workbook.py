"""The briefing as an Excel workbook of six sheets."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.briefing import Briefing, UnitSummary
from app.domain.sentences import Phrase
from app.domain.situation_summary import CaseTrend, LevelTally
from app.formats import briefing_words as words
from app.formats.briefing_ward_blocks import (
    POPULATION,
    level_cell,
    missing_block,
    moves_block,
    testing_block,
    wards_block,
)
from app.formats.campaign_words import campaign_line, campaign_name
from app.formats.level_css import light_tones
from app.formats.workbook import Block, Column, Row, Sheet, workbook


def briefing_xlsx(briefing: Briefing) -> bytes:
    """The workbook; the same figures give the same bytes."""
    title = words.title(briefing)
    return workbook(
        [
            _summary(briefing),
            _sheet(briefing, "Theo quận huyện", Phrase("theo quận, huyện", "by district"), _districts(briefing)),
            _sheet(briefing, "Xã phường", Phrase("từng phường, xã", "every ward"), wards_block(briefing)),
            _sheet(briefing, "Thay đổi", Phrase("đổi mức", "changes of level"), moves_block(briefing)),
            _sheet(briefing, "Xét nghiệm", Phrase("xét nghiệm đến hạn", "testing due"), testing_block(briefing)),
            _sheet(briefing, "Chưa báo cáo", Phrase("nơi chưa báo cáo", "missing reports"), missing_block(briefing)),
        ],
        tones=light_tones(briefing.basis.policy),
        title=title.vi,
        created=briefing.basis.published_at,
        footer=" · ".join(
            [title.vi, words.record_line(briefing.basis).vi, *(each.vi for each in words.warnings(briefing))]
        ),
    )


def _sheet(briefing: Briefing, name: str, subject: Phrase, block: Block) -> Sheet:
    title = words.title(briefing)
    return Sheet(
        name=name,
        title=Phrase(f"{title.vi}: {subject.vi}", f"{title.en}: {subject.en}"),
        notes=[f"{words.scope(briefing).vi} · {words.state(briefing).vi}"],
        blocks=[block],
        warnings=[words.both(each) for each in words.warnings(briefing)],
    )


def _summary(briefing: Briefing) -> Sheet:
    basis, title, coming = briefing.basis, words.title(briefing), words.to_come(briefing)
    return Sheet(
        name="Tóm tắt",
        title=Phrase(f"{title.vi}: {words.scope(briefing).vi}", f"{title.en}: {words.scope(briefing).en}"),
        notes=[
            words.both(words.state(briefing)),
            words.both(words.late_reports(briefing)),
            words.both(words.compared(basis)),
            *([words.both(coming)] if coming else []),
        ],
        blocks=[
            _levels(briefing),
            _cases(briefing),
            _figures(briefing),
            _outbreaks(briefing),
            *([_capacity(briefing)] if briefing.capacity else []),
        ],
        closing=[
            words.policy_line(basis).vi,
            words.policy_line(basis).en,
            *words.sources(basis),
            words.both(words.record_line(basis)),
        ],
        warnings=[words.both(each) for each in words.warnings(briefing)],
    )


def _levels(briefing: Briefing) -> Block:
    def row(each: LevelTally) -> Row:
        return [
            level_cell(briefing, each.level),
            each.wards,
            each.wards_before,
            each.change,
            each.population,
            each.population - each.population_before,
        ]

    return Block(
        title=Phrase("Phường, xã và dân số theo mức", "Wards and inhabitants by level"),
        columns=[
            Column(Phrase("Mức", "Level"), 34, "level"),
            Column(Phrase("Phường, xã", "Wards"), 14, "count"),
            Column(Phrase("Lần trước", "Before"), 14, "count"),
            Column(Phrase("Thay đổi", "Change"), 14, "change"),
            Column(Phrase("Dân số", "Inhabitants"), 14, "count"),
            Column(Phrase("Thay đổi dân số", "Change, people"), 16, "change"),
        ],
        rows=[row(each) for each in briefing.whole.summary.levels],
    )


def _cases(briefing: Briefing) -> Block:
    def row(name: Phrase, trend: CaseTrend) -> Row:
        return [
            words.both(name),
            trend.day,
            trend.day_before,
            trend.change,
            trend.last_7_days,
            trend.previous_7_days,
            trend.change_7_days,
        ]

    summary = briefing.whole.summary
    return Block(
        title=Phrase("Ca mắc mới", "New cases"),
        columns=[
            Column(Phrase("Loại", "Class"), 34),
            Column(Phrase("Trong ngày", "Day"), 14, "count"),
            Column(Phrase("Hôm trước", "Day before"), 14, "count"),
            Column(Phrase("Thay đổi", "Change"), 14, "change"),
            Column(Phrase("7 ngày", "7 days"), 14, "count"),
            Column(Phrase("7 ngày trước đó", "7 days before"), 16, "count"),
            Column(Phrase("Thay đổi", "Change"), 16, "change"),
        ],
        rows=[
            *(row(words.CASE_CLASSES_SHORT[each], trend) for each, trend in summary.cases.items()),
            row(words.TOTAL, summary.cases_total),
        ],
    )


def _figures(briefing: Briefing) -> Block:
    testing, reports = briefing.whole.summary.testing, briefing.whole.summary.reports
    rows: list[tuple[Phrase, str | int]] = [
        (Phrase("Nơi đến hạn xét nghiệm", "Wards due for testing"), testing.wards_due),
        (Phrase("Nơi quá hạn", "Wards overdue"), testing.wards_overdue),
        (Phrase("Người còn phải lấy mẫu", "People to sample"), testing.people_to_sample),
        (Phrase("Trong đó đã quá hạn", "Of these overdue"), testing.people_overdue),
        (Phrase("Người đã được xét nghiệm đủ", "People covered"), testing.people_covered),
        (Phrase("Tỉ lệ bao phủ", "Coverage"), words.percent(testing.coverage_pct)),
        (Phrase("Nơi đã báo cáo trong ngày", "Wards that reported"), reports.reported),
        (Phrase("Nơi chưa báo cáo", "Wards that did not"), reports.missing),
        (Phrase("Báo cáo sau giờ công bố", "Reports after publication"), reports.after_publication),
    ]
    rows += [(campaign_name(each), campaign_line(each).vi) for each in briefing.campaigns]
    return Block(
        title=Phrase("Xét nghiệm và báo cáo", "Testing and reports"),
        columns=[Column(Phrase("Chỉ số", "Figure"), 34), Column(Phrase("Giá trị", "Value"), 14, "count")],
        rows=[(words.both(name), value) for name, value in rows],
    )


def _outbreaks(briefing: Briefing) -> Block:
    def rows() -> Iterator[Row]:
        for each in briefing.outbreaks:
            rings = each.rings
            yield [
                each.outbreak.name,
                each.outbreak.outbreak_id,
                each.outbreak.opened_on,
                words.outbreak_line(each).vi,
                words.rings_words(rings).vi if rings else "",
                rings.document_number if rings else "",
                ", ".join(each.ward_names),
            ]

    return Block(
        title=Phrase("Ổ dịch và vòng kiểm soát", "Outbreaks and control rings"),
        columns=[
            Column(Phrase("Ổ dịch", "Outbreak"), 34),
            Column(Phrase("Mã", "Code"), 14),
            Column(Phrase("Mở ngày", "Opened on"), 14, "day"),
            Column(Phrase("Nơi, nguồn", "Setting, source"), 22),
            Column(Phrase("Vòng kiểm soát", "Rings"), 14),
            Column(Phrase("Văn bản", "Document"), 16),
            Column(Phrase("Phường, xã", "Wards"), 24),
        ],
        rows=list(rows()),
    )


def _capacity(briefing: Briefing) -> Block:
    return Block(
        title=Phrase("Thu dung, cách ly, tiêm chủng", "Treatment, quarantine, vaccination"),
        columns=[
            Column(Phrase("Năng lực", "Capacity"), 34),
            Column(Phrase("Giá trị", "Value"), 14, "count"),
            Column(Phrase("Ngày báo cáo", "Reported for"), 14, "day"),
            Column(Phrase("Nơi", "Unit"), 22),
        ],
        rows=[
            [
                f"{each.indicator.label_vi} / {each.indicator.label_en}",
                words.capacity_value(each),
                each.reported_on,
                words.both(each.unit),
            ]
            for each in briefing.capacity
        ],
    )


def _districts(briefing: Briefing) -> Block:
    levels = [each.level for each in briefing.whole.summary.levels]

    def row(unit: UnitSummary) -> Row:
        found = unit.summary
        at = {each.level: each for each in found.levels}
        return [
            unit.code,
            unit.name.vi,
            found.population,
            found.wards,
            *(at[level].wards if level in at else 0 for level in levels),
            found.cases_total.day,
            found.cases_total.last_7_days,
            found.testing.wards_due,
            found.testing.wards_overdue,
            found.testing.people_to_sample,
            found.testing.coverage_pct,
            found.reports.missing,
        ]

    labels = [level_cell(briefing, level).label for level in levels]
    return Block(
        columns=[
            Column(Phrase("Mã", "Code"), 8),
            Column(Phrase("Quận, huyện", "District"), 22),
            POPULATION,
            Column(Phrase("Số nơi", "Wards"), 8, "count"),
            *(Column(Phrase(label, level), 11, "count") for label, level in zip(labels, levels, strict=True)),
            Column(Phrase("Ca mới", "New cases"), 9, "count"),
            Column(Phrase("Ca 7 ngày", "Cases, 7 days"), 11, "count"),
            Column(Phrase("Đến hạn XN", "Due"), 11, "count"),
            Column(Phrase("Quá hạn", "Overdue"), 9, "count"),
            Column(Phrase("Còn lấy mẫu", "To sample"), 12, "count"),
            Column(Phrase("Bao phủ", "Coverage"), 10, "percent"),
            Column(Phrase("Chưa báo cáo", "No report"), 13, "count"),
        ],
        rows=[row(each) for each in briefing.districts],
    )
