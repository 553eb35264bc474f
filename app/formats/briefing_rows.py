"""The rows of a briefing on paper: each level, class, change, outbreak and district as it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from app.domain.briefing import BriefedOutbreak, Briefing, ToldMove, UnitSummary, count_moves, level_label
from app.domain.names import bare_name
from app.domain.sentences import Phrase, day, number
from app.domain.situation_summary import CaseTrend, LevelTally, WardSituation, is_due, overdue_days
from app.formats import briefing_words as words
from app.formats.level_css import light_tones

SILENT_TOLD: Final = 60
OVERDUE_TOLD: Final = 18
_LONGEST_NAME: Final = 48


def testing_lines(briefing: Briefing) -> list[dict[str, Any]]:
    """Testing and reports of the day, figure by figure."""
    testing, reports = briefing.whole.summary.testing, briefing.whole.summary.reports
    lines = [
        (Phrase("Nơi đến hạn xét nghiệm", "Wards due"), number(testing.wards_due).vi),
        (Phrase("Nơi quá hạn", "Wards overdue"), number(testing.wards_overdue).vi),
        (Phrase("Người còn phải lấy mẫu", "People to sample"), number(testing.people_to_sample).vi),
        (Phrase("Trong đó quá hạn", "Of these overdue"), number(testing.people_overdue).vi),
        (Phrase("Tỉ lệ bao phủ", "Coverage"), words.percent(testing.coverage_pct)),
        (
            Phrase("Đã báo cáo", "Reported"),
            f"{number(reports.reported).vi}/{number(reports.reported + reports.missing).vi}",
        ),
        (Phrase("Sau giờ công bố", "After publication"), number(reports.after_publication).vi),
    ]
    return [{"name": pair(name), "value": value} for name, value in lines]


def moves_line(moves: Sequence[ToldMove]) -> dict[str, str]:
    """How many went up, down, to and from “no data”, or to other levels."""
    count = count_moves(moves)
    vi = [f"{number(count.up).vi} tăng", f"{number(count.down).vi} giảm"]
    en = [f"{number(count.up).en} up", f"{number(count.down).en} down"]
    if count.data:
        vi.append(f"{number(count.data).vi} có hoặc mất số liệu")
        en.append(f"{number(count.data).en} gained or lost data")
    if count.policy:
        vi.append(f"{number(count.policy).vi} đổi bộ quy tắc")
        en.append(f"{number(count.policy).en} under another policy")
    return {"vi": ", ".join(vi), "en": ", ".join(en)}


def move_line(briefing: Briefing, told: ToldMove) -> dict[str, Any]:
    """One change of level with its reason."""
    ward = told.move.ward
    return {
        "name": ward.ward.name,
        "district": ward.ward.district_name or "",
        "place": bare_name(ward.ward.district_name or "", ward.ward.district_kind or ""),
        "before": _chip(briefing, ward.previous_level),
        "after": _chip(briefing, ward.level),
        "reason": told.reason.vi,
    }


def _chip(briefing: Briefing, level: str) -> dict[str, Any]:
    label = level_label(briefing.basis, level).vi
    bare = label.removeprefix("Vùng ")
    return {"tone": _tone(briefing, level), "label": label, "short": bare[:1].upper() + bare[1:]}


def outbreak_line(told: BriefedOutbreak) -> dict[str, str]:
    """One outbreak on one line."""
    name, rings = told.outbreak.name, told.rings
    return {
        "name": name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…",
        "opened": day(told.outbreak.opened_on).vi,
        "kind": words.outbreak_line(told).vi,
        "rings": words.rings_words(rings).vi if rings else "–",
    }


def district_row(unit: UnitSummary, levels: Sequence[str]) -> dict[str, Any]:
    """One district in the table."""
    found = unit.summary
    at = {each.level: each.wards for each in found.levels}
    return {
        "name": unit.name.vi,
        "levels": [number(at.get(level, 0)).vi for level in levels],
        "cases": words.shown(found.cases_total.day),
        "week": words.shown(found.cases_total.last_7_days),
        "to_sample": number(found.testing.people_to_sample).vi,
        "coverage": words.percent(found.testing.coverage_pct),
        "missing": number(found.reports.missing).vi,
    }


def overdue_wards(briefing: Briefing) -> dict[str, Any]:
    """The wards whose round should be over, the latest first, as far as they fit."""
    on = briefing.situation.on
    late = [each for each in briefing.situation.wards if is_due(each.testing, on) and overdue_days(each.testing, on)]
    late.sort(key=lambda each: (each.testing.due_by or on, each.ward.code))
    return {
        "late_rounds": [{"name": each.ward.name, "said": _lateness(each, on)} for each in late[:OVERDUE_TOLD]],
        "late_rounds_left": len(late) - min(OVERDUE_TOLD, len(late)),
    }


def _lateness(each: WardSituation, on: date) -> str:
    """How many days late, and for how many people."""
    days, people = number(overdue_days(each.testing, on)).vi, each.testing.people_to_sample
    return f"{days} ngày" if people is None else f"{days} ngày, {number(people).vi} người"


def silent_wards(briefing: Briefing) -> dict[str, Any]:
    """The wards without a report, by district, as far as they fit."""
    silent = [each.ward for each in briefing.situation.wards if not each.reported]
    groups: dict[str, list[str]] = {}
    for ward in silent[:SILENT_TOLD]:
        groups.setdefault(ward.district_name or "", []).append(bare_name(ward.name, ward.kind))
    return {
        "silent": [{"district": name, "wards": wards} for name, wards in groups.items()],
        "silent_left": len(silent) - min(SILENT_TOLD, len(silent)),
    }


def pair(phrase: Phrase) -> dict[str, str]:
    """Both languages, as templates read them."""
    return {"vi": phrase.vi, "en": phrase.en}


def _tone(briefing: Briefing, level: str) -> dict[str, str]:
    tone = light_tones(briefing.basis.policy).get(level)
    return {"fill": tone.fill, "on": tone.on} if tone else {"fill": "#FFFFFF", "on": "#131C24"}


def level_row(briefing: Briefing, tally: LevelTally) -> dict[str, Any]:
    """One level with its wards and people."""
    return {
        "tone": _tone(briefing, tally.level),
        "label": pair(level_label(briefing.basis, tally.level)),
        "wards": number(tally.wards).vi,
        "change": words.signed(tally.change),
        "people": number(tally.population).vi,
    }


def trend_row(name: Phrase, trend: CaseTrend) -> dict[str, Any]:
    """One class of cases."""
    return {
        "name": pair(name),
        "day": words.shown(trend.day),
        "change": words.signed(trend.change),
        "week": words.shown(trend.last_7_days),
        "week_change": words.signed(trend.change_7_days),
    }
