"""A testing plan in sentences: how it was made, where it breaks, what would suffice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.domain.sentences import Phrase, day, number
from app.domain.testing_capacity import Capacity, Resource
from app.domain.testing_enough import Cadence, Enough
from app.domain.testing_optimum import Comparison
from app.domain.testing_plan import Plan

RULE: Final = (
    Phrase(
        "Không đơn vị nào được lấy mẫu trước ngày đến hạn, và không ngày nào vượt năng lực.",
        "No unit is sampled before it is due, and no day takes more than its capacity.",
    ),
    Phrase(
        "Đơn vị quá hạn làm trước, mức chặt hơn trước, chờ lâu hơn trước; rồi đơn vị hết hạn hôm nay; rồi đơn vị còn "
        "ít thời hạn nhất so với chu kỳ của nó. Đơn vị không có ngày cuối nhận phần còn lại.",
        "Overdue units go first, the tighter level and then the longer wait before others; then units whose last day "
        "is today; then those with the smallest share of their interval left. Units without a last day take what is "
        "left.",
    ),
    Phrase(
        "Đơn vị còn hạn chỉ làm sớm trong mức đủ để các ngày đều nhau; nếu vì thế có nơi trễ thì thử cả làm "
        "sớm nhất có thể và dùng ít hơn mỗi ngày, rồi lấy cách bớt trễ nhất.",
        "A unit with time left is taken ahead only as far as even days ask for; should that leave anyone late, "
        "taking all as early as may be and using less each day are tried too, and the best is taken.",
    ),
    Phrase(
        "Mỗi đơn vị lấy mẫu trọn trong một ngày, hoặc chia nhiều ngày khi được phép; xong ngày nào thì kỳ sau tính từ "
        "ngày ấy.",
        "Each unit is sampled whole on one day, or over several where splitting is allowed; the next round counts from "
        "the day it ends.",
    ),
)
"""The greedy rule as people may be told it."""
RESOURCE_WORDS: Final = {
    Resource.SAMPLES: Phrase("số mẫu mỗi ngày", "samples a day"),
    Resource.TEAMS: Phrase("số đội lấy mẫu", "sampling teams"),
    Resource.LAB_TESTS: Phrase("năng lực phòng xét nghiệm", "laboratory tests"),
}


def cadence_sentence(cadence: Cadence) -> Phrase:
    """What keeping the cadence takes, and what is lacking."""
    need = number(cadence.least)
    if cadence.capacity is None:
        return Phrase(
            f"Giữ nhịp cần lấy mẫu ít nhất {need.vi} người mỗi ngày.",
            f"Keeping the cadence takes at least {need.en} people a day.",
        )
    have, lack = number(cadence.capacity), number(cadence.shortfall)
    if not cadence.shortfall:
        return Phrase(
            f"Giữ nhịp cần ít nhất {need.vi} người mỗi ngày; năng lực {have.vi} người: đủ.",
            f"Keeping the cadence takes at least {need.en} people a day; there is room for {have.en}: enough.",
        )
    return Phrase(
        f"Giữ nhịp cần ít nhất {need.vi} người mỗi ngày; năng lực {have.vi} người: thiếu {lack.vi} người mỗi ngày.",
        f"Keeping the cadence takes at least {need.en} people a day; there is room for {have.en}: "
        f"short {lack.en} a day.",
    )


def break_sentence(plan: Plan) -> Phrase:
    """Whether everyone is in time, else the first day on which somebody is not."""
    first = next((each for each in plan.days if each.short_people), None)
    if first is None:
        return Phrase(
            f"Trong {len(plan.days)} ngày không đơn vị nào trễ hạn.",
            f"Nobody is late within the {len(plan.days)} days.",
        )
    people, on = number(first.short_people), day(first.day)
    return Phrase(
        f"Kế hoạch trễ hạn lần đầu ngày {on.vi}: hết ngày còn {people.vi} người ở {first.short_units} đơn vị đáng lẽ "
        "đã xong.",
        f"The plan first breaks on {on.en}: {people.en} people of {first.short_units} units should have been sampled "
        "by the end of that day.",
    )


def enough_sentence(enough: Enough, *, pool_size: int) -> Phrase:
    """Which capacity would suffice, and how sure that is."""
    least = number(enough.no_less_than)
    kind = Phrase("mẫu đơn", "single samples")
    if pool_size > 1:
        kind = Phrase(f"mẫu gộp {pool_size}", f"pools of {pool_size}")
    if enough.samples_per_day is None:
        return Phrase(
            "Không năng lực nào làm cho mọi nơi kịp hạn: có đơn vị hết hạn trước khi được phép lấy mẫu.",
            "No capacity lets everyone be in time: some unit's last day comes before it may be sampled.",
        )
    found = number(enough.samples_per_day)
    return Phrase(
        f"Theo quy tắc này, {found.vi} {kind.vi} mỗi ngày là đủ để không ai trễ (đã thử); "
        f"dưới {least.vi} thì không kế hoạch nào kịp.",
        f"By this rule {found.en} {kind.en} a day let nobody be late (tried); with fewer than {least.en} no plan can.",
    )


def too_large_sentence(plan: Plan) -> Phrase | None:
    """Units that no day can take whole; None: there is none."""
    if not plan.too_large:
        return None
    count = len(plan.too_large)
    largest = number(max(each.each_round for each in plan.too_large))
    return Phrase(
        f"{count} đơn vị đông hơn năng lực cả một ngày (đông nhất {largest.vi} người) nên không xếp trọn được: cho "
        "phép chia nhiều ngày (split=true).",
        f"{count} units are more than a whole day can take (the largest {largest.en} people) and cannot be placed "
        "whole: allow splitting (split=true).",
    )


def pool_sentence(capacity: Capacity) -> Phrase | None:
    """What is assumed of pools; None for single samples."""
    if capacity.pool_size == 1:
        return None
    if not capacity.positivity:
        return Phrase(
            f"Mỗi ống gộp {capacity.pool_size} người cùng đơn vị; chưa tính xét nghiệm lại các ống dương tính "
            "(positivity=0).",
            f"Each tube holds {capacity.pool_size} people of one unit; repeated tests of positive pools are not "
            "counted (positivity=0).",
        )
    again = number(round(capacity.retests_ppm / 1000))
    return Phrase(
        f"Mỗi ống gộp {capacity.pool_size} người cùng đơn vị; ống dương tính phải xét nghiệm lại từng người: thêm "
        f"khoảng {again.vi} xét nghiệm cho mỗi 1.000 người (Dorfman 1943).",
        f"Each tube holds {capacity.pool_size} people of one unit; a positive pool is examined again person by "
        f"person: about {again.en} more tests for every 1,000 people (Dorfman 1943).",
    )


def comparison_sentence(comparison: Comparison) -> Phrase:
    """The rule beside the solver and the bound."""
    rule = number(comparison.greedy)
    if not comparison.greedy:
        return Phrase(
            "Quy tắc đã không để ai trễ: không cần tối ưu.", "The rule leaves nobody late: nothing to improve."
        )
    if comparison.solver is None:
        return Phrase(
            f"Trễ có trọng số theo quy tắc: {rule.vi} lượt người-ngày; bộ giải không tìm được gì kịp thời gian.",
            f"Weighted lateness by the rule: {rule.en} person-days; the solver found nothing in time.",
        )
    solved = number(comparison.solver)
    verdict = (
        Phrase("lấy kế hoạch của bộ giải", "the solver's plan is taken")
        if comparison.taken == "optimal"
        else Phrase("giữ kế hoạch của quy tắc", "the rule's plan is kept")
    )
    limit = Phrase("", "")
    if comparison.bound is not None:
        bound = number(comparison.bound)
        limit = Phrase(
            f"; không kế hoạch trọn đơn vị nào dưới {bound.vi}", f"; no plan of whole units is below {bound.en}"
        )
    return Phrase(
        f"Trễ có trọng số (người-ngày): quy tắc {rule.vi}, bộ giải {solved.vi}{limit.vi}; {verdict.vi}.",
        f"Weighted lateness (person-days): rule {rule.en}, solver {solved.en}{limit.en}; {verdict.en}.",
    )


def summary(
    plan: Plan,
    *,
    cadence: Cadence,
    enough: Enough,
    capacity: Capacity,
    comparison: Comparison | None = None,
) -> Sequence[Phrase]:
    """All there is to say of a plan, what matters first."""
    told = [
        break_sentence(plan),
        cadence_sentence(cadence),
        enough_sentence(enough, pool_size=capacity.pool_size),
        too_large_sentence(plan),
        pool_sentence(capacity),
        None if comparison is None else comparison_sentence(comparison),
    ]
    return [each for each in told if each is not None]


def file_name(first_day: date, days: int) -> str:
    """How a plan taken away as a file is called, without its ending."""
    return f"ke-hoach-lay-mau_{first_day}_{days}-ngay"
