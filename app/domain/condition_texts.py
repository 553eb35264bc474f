"""What a condition of a policy asks for, in words without any ward's values: for pages that tell the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from app.domain.criterion_values import is_percent
from app.domain.policy import Axis, Band, CaseCondition, ChildrenCondition, Condition, IndicatorCondition, Policy
from app.domain.policy import OutbreakCondition as Outbreak
from app.domain.policy_conditions import Periods
from app.domain.policy_indicators import CaseSum, DaysSinceLastCase, DoublingTime, Incidence, Indicator
from app.domain.quantities import edges, threshold
from app.domain.sentences import CASE_CLASS_WORDS, Phrase, case_words, joined, lower_first, number, one_line
from app.domain.vocabulary import CaseClass, OutbreakSetting

SETTINGS: Final = {
    OutbreakSetting.INDUSTRIAL_PARK: Phrase("khu công nghiệp", "an industrial park"),
    OutbreakSetting.SCHOOL: Phrase("trường học", "a school"),
    OutbreakSetting.SUPERMARKET: Phrase("siêu thị", "a supermarket"),
    OutbreakSetting.MARKET: Phrase("chợ", "a market"),
    OutbreakSetting.HOSPITAL: Phrase("bệnh viện", "a hospital"),
    OutbreakSetting.RESIDENTIAL: Phrase("khu dân cư", "a residential area"),
    OutbreakSetting.OTHER: Phrase("nơi khác", "another place"),
}
"""Where an outbreak sits, after “ở” and “in”."""


Joins = Literal["any", "all", "none"]


@dataclass(frozen=True)
class ConditionText:
    """One condition: its words, or how its parts are joined."""

    words: Phrase
    joins: Joins | None = None
    parts: tuple[ConditionText, ...] = ()


def condition_text(policy: Policy, condition: Condition) -> ConditionText:
    """A condition with its parts."""
    inner = (*condition.any_of, *condition.all_of, *condition.none_of)
    if not inner:
        return ConditionText(_leaf(policy, condition))
    joins: Joins = "any" if condition.any_of else "all" if condition.all_of else "none"
    return ConditionText(Phrase("", ""), joins, tuple(condition_text(policy, each) for each in inner))


def band_words(policy: Policy, axis: Axis, band: Band) -> Phrase:
    """A band of an axis by its edges, with the unit of a percentage."""
    return edges(band, _percent(policy.indicator_of[axis.indicator]))


def indicator_text(indicator: Indicator) -> Phrase:
    """How an indicator is computed, or from when it is too old to be used."""
    if isinstance(indicator, CaseSum):
        return _windowed(indicator.classes, indicator.window_days)
    if isinstance(indicator, Incidence):
        return _incidence(indicator)
    if isinstance(indicator, DaysSinceLastCase):
        kind = _classes(indicator.classes)
        days = indicator.look_back_days
        return Phrase(
            f"số ngày từ lần gần nhất có {kind.vi}, nhìn lại {days} ngày",
            f"days since there last were {kind.en}, looking back {days} days",
        )
    if isinstance(indicator, DoublingTime):
        return Phrase(
            f"số ngày để tổng số ca tăng gấp đôi theo nhịp {indicator.window_days} ngày gần nhất",
            f"days in which all cases double at the pace of the last {indicator.window_days} days",
        )
    return Phrase(
        f"giá trị do đơn vị báo cáo, dùng trong {indicator.max_age_days} ngày{_rounding(indicator.round).vi}",
        f"a reported value, used for {indicator.max_age_days} days{_rounding(indicator.round).en}",
    )


def _incidence(indicator: Incidence) -> Phrase:
    counted = _windowed(indicator.classes, indicator.window_days)
    people, rounded = number(indicator.per_people), _rounding(indicator.round)
    share = threshold(indicator.window_days / indicator.per_days)
    parts_vi = [counted.vi, f"chia {share.vi}" if share.vi != "1" else "", f"trên {people.vi} dân"]
    parts_en = [counted.en, f"divided by {share.en}" if share.en != "1" else "", f"per {people.en} people"]
    year = indicator.population_year
    return Phrase(
        ", ".join(each for each in parts_vi if each) + (f" (dân số {year})" if year else "") + rounded.vi,
        ", ".join(each for each in parts_en if each) + (f" (population of {year})" if year else "") + rounded.en,
    )


def _windowed(classes: tuple[CaseClass, ...], days: int) -> Phrase:
    kind = _classes(classes)
    return Phrase(f"{kind.vi} trong {days} ngày", f"{kind.en} in {days} days")


def _classes(classes: tuple[CaseClass, ...]) -> Phrase:
    if set(classes) == set(CaseClass):
        return Phrase("mọi ca bệnh", "all cases")
    if len(set(classes)) in {1, 2} and case_words(classes).vi != "ca bệnh được xét":
        return case_words(classes)
    names = [CASE_CLASS_WORDS[each] for each in CaseClass if each in classes]
    return Phrase(joined([each.vi for each in names], last="và"), joined([each.en for each in names], last="and"))


def _rounding(how: str) -> Phrase:
    return Phrase(", làm tròn", ", rounded") if how == "nearest_integer" else Phrase("", "")


def _leaf(policy: Policy, condition: Condition) -> Phrase:
    if condition.indicator is not None:
        return _indicator(policy, condition.indicator)
    if condition.cases is not None:
        return _cases(policy, condition.cases)
    if condition.children is not None:
        return _children(policy, condition.children)
    if condition.outbreak_in_ward is not None:
        return _outbreak(condition.outbreak_in_ward, Phrase("ổ dịch đang mở", "an open outbreak"))
    linked = condition.linked_to_outbreak or Outbreak()
    return _outbreak(linked, Phrase("liên quan ổ dịch nơi khác", "linked to an outbreak elsewhere"))


def _indicator(policy: Policy, condition: IndicatorCondition) -> Phrase:
    indicator = policy.indicator_of[condition.id]
    against = edges(condition, _percent(indicator))
    span = condition.in_each_of_last or condition.in_any_of_last
    often = Phrase("", "") if span is None else _periods(span, every=condition.in_each_of_last is not None)
    return Phrase(
        f"{one_line(indicator.label_vi)}: {against.vi}{often.vi}",
        f"{one_line(indicator.label_en)}: {against.en}{often.en}",
    )


def _periods(span: Periods, *, every: bool) -> Phrase:
    unit = {7: Phrase("tuần", "weeks"), 1: Phrase("ngày", "days")}.get(
        span.days, Phrase(f"kỳ {span.days} ngày", f"periods of {span.days} days")
    )
    if every:
        return Phrase(f" trong {span.periods} {unit.vi} liền", f" in {span.periods} {unit.en} running")
    return Phrase(f" ít nhất một trong {span.periods} {unit.vi}", f" in at least one of {span.periods} {unit.en}")


def _cases(policy: Policy, condition: CaseCondition) -> Phrase:
    kind, days = _classes(condition.classes), policy.window_days.value
    return Phrase(
        f"từ {condition.at_least} {kind.vi} trở lên trong {days} ngày",
        f"{kind.en}: {condition.at_least} or more in {days} days",
    )


def _children(policy: Policy, condition: ChildrenCondition) -> Phrase:
    vi, en = (lower_first(one_line(each)) for each in policy.label(condition.named_level))
    above = Phrase(" trở lên", " or above") if condition.at_or_above is not None else Phrase("", "")
    if condition.count_at_least is not None:
        count = condition.count_at_least
        return Phrase(
            f"ít nhất {count} đơn vị trực thuộc ở {vi}{above.vi}", f"at least {count} units inside at {en}{above.en}"
        )
    share = threshold(condition.share_at_least_pct or 0.0)
    return Phrase(
        f"ít nhất {share.vi} % đơn vị trực thuộc ở {vi}{above.vi}",
        f"at least {share.en}% of the units inside at {en}{above.en}",
    )


def _outbreak(condition: Outbreak, opening: Phrase) -> Phrase:
    vi, en = opening
    if condition.source_known is not None:
        vi += ", đã rõ nguồn lây" if condition.source_known else ", chưa rõ nguồn lây"
        en += " of known source" if condition.source_known else " of unknown source"
    if condition.settings:
        places = [SETTINGS[each] for each in condition.settings]
        vi += f", ở {joined([each.vi for each in places], last='hoặc')}"
        en += f", in {joined([each.en for each in places], last='or')}"
    return Phrase(vi, en)


def _percent(indicator: Indicator) -> Phrase:
    return Phrase(" %", "%") if is_percent(indicator) else Phrase("", "")
