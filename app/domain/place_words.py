"""What holds at a place, told to whoever stands there: five lines, each at most 300 characters, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.mass_testing import TestingWindow
from app.domain.sentences import MAX_CHARACTERS, Phrase, day, lower_first, one_line
from app.domain.vocabulary import Directive

NOWHERE: Final = Phrase(
    "Nơi này ngoài các vòng kiểm soát, khu phong tỏa và khu vực riêng: không có chỉ thị nào áp dụng riêng ở đây.",
    "This place lies outside all control rings, cordons and special areas: no directive applies to it in particular.",
)
NO_MEASURES: Final = Phrase(
    "Không có biện pháp nào riêng cho vị trí này; vẫn theo quy định chung của thành phố.",
    "No measures apply to this place in particular; the city's general rules still do.",
)
UNSIGNED: Final = Phrase(
    "Mới là đề xuất của cán bộ, chưa có văn bản ký ban hành nên chưa có hiệu lực.",
    "Only proposed by staff: no order has been signed, so it is not in force.",
)


@dataclass(frozen=True)
class WardFacts:
    """A ward at a place: its name, the words of its level, why in a few words, and since when."""

    name: str
    level: Phrase
    why: Phrase | None
    since: datetime | None


@dataclass(frozen=True)
class OrderFacts:
    """An order that holds at a place; `title` says what it is of, `measures` what its directive asks for."""

    title: Phrase
    directive: Directive | None
    in_force: bool
    measures: Sequence[Phrase]
    document_number: str | None
    signer: str | None
    starts_at: datetime | None
    planned_end: date | None
    ends_at: datetime | None = None
    testing_interval_days: tuple[int, int] | None = None


def place_lines(
    wards: Sequence[WardFacts],
    orders: Sequence[OrderFacts],
    testing: TestingWindow,
    *,
    decided_by: Phrase | None,
    next_judged: datetime,
    timezone: ZoneInfo,
) -> tuple[Phrase, Phrase, Phrase, Phrase, Phrase]:
    """Level and why; orders and directive; what may be done; the next test; until when and who signed.

    Args:
        wards: those that hold the place, the strictest level first; at least one.
        orders: that hold there, the one that applies first.
        testing: of the first ward.
        decided_by: the decision that set the level of the first ward; None when it was computed.
        next_judged: when levels are computed anew.
        timezone: in which moments are told.
    """
    first = next((each for each in orders if each.directive is not None), orders[0] if orders else None)
    return (
        _level_line(wards, timezone),
        _order_line(orders),
        NO_MEASURES if first is None else _measures_line(first),
        _testing_line(testing, orders),
        _signed_line(first, timezone) if first else _judged_line(decided_by, next_judged, timezone),
    )


def _level_line(wards: Sequence[WardFacts], timezone: ZoneInfo) -> Phrase:
    told = [_ward_words(each, timezone) for each in wards]
    return _line("; ".join(each.vi for each in told), "; ".join(each.en for each in told))


def _ward_words(ward: WardFacts, timezone: ZoneInfo) -> Phrase:
    name = one_line(ward.name)
    vi, en = f"{name}: {ward.level.vi}", f"{name}: {ward.level.en}"
    if ward.since is not None:
        since = day(ward.since.astimezone(timezone).date())
        vi, en = f"{vi} từ {since.vi}", f"{en} since {since.en}"
    if ward.why is not None:
        vi, en = f"{vi}, vì {lower_first(one_line(ward.why.vi))}", f"{en}: {lower_first(one_line(ward.why.en))}"
    return Phrase(vi, en)


def _order_line(orders: Sequence[OrderFacts]) -> Phrase:
    if not orders:
        return NOWHERE
    told = [_order_words(each) for each in orders]
    return _line("; ".join(each.vi for each in told), "; ".join(each.en for each in told))


def _order_words(order: OrderFacts) -> Phrase:
    vi, en = one_line(order.title.vi), one_line(order.title.en)
    if order.directive is not None:
        vi, en = f"{vi}: Chỉ thị {order.directive.value}", f"{en}: Directive {order.directive.value}"
    if order.in_force:
        return Phrase(vi, en)
    return Phrase(f"{vi} (đề xuất, chưa có hiệu lực)", f"{en} (proposed, not in force)")


def _measures_line(order: OrderFacts) -> Phrase:
    if not order.measures:
        return NO_MEASURES
    vi, en = ("; ".join(lower_first(text) for text in texts) for texts in zip(*order.measures, strict=True))
    if order.in_force:
        return _line(f"Ở đây: {vi}", f"Here: {en}")
    return _line(f"Nếu được ban hành: {vi}", f"If it is ordered: {en}")


def _testing_line(testing: TestingWindow, orders: Sequence[OrderFacts]) -> Phrase:
    parts = [*_ordered_testing(orders), *_testing_parts(testing)]
    return _line(
        f"Xét nghiệm: {'; '.join(each.vi for each in parts)}", f"Testing: {'; '.join(each.en for each in parts)}"
    )


def _ordered_testing(orders: Sequence[OrderFacts]) -> Iterator[Phrase]:
    """How often a cordon in force is sampled, ahead of what its ward is owed."""
    for order in orders:
        if order.in_force and order.testing_interval_days is not None:
            days = _every(order.testing_interval_days)
            yield Phrase(f"trong khu phong tỏa {days} ngày một lần", f"inside the cordon every {days} days")
            return


def _every(interval_days: tuple[int, int]) -> str:
    shortest, longest = interval_days
    return f"{shortest}" if shortest == longest else f"{shortest}–{longest}"


def _testing_parts(testing: TestingWindow) -> Iterator[Phrase]:
    if testing.interval_days is None:
        yield Phrase("toàn dân ít nhất một lần", "everybody at least once")
    else:
        days = _every(testing.interval_days)
        yield Phrase(f"toàn dân {days} ngày một lần", f"everybody every {days} days")
    if testing.overdue_days:
        days = "day" if testing.overdue_days == 1 else "days"
        yield Phrase(
            f"lần tới đã quá hạn {testing.overdue_days} ngày", f"the next is {testing.overdue_days} {days} late"
        )
    elif testing.due_by is not None:
        last = day(testing.due_by)
        yield Phrase(f"lần tới chậm nhất {last.vi}", f"the next by {last.en} at the latest")
    elif testing.due_from is None:
        yield Phrase("hiện chưa đến hạn", "nothing is due now")


def _signed_line(order: OrderFacts, timezone: ZoneInfo) -> Phrase:
    if not order.in_force:
        return UNSIGNED if order.document_number is None else _coming_line(order, timezone)
    document, signer = one_line(order.document_number or ""), one_line(order.signer or "")
    vi, en = f"Theo văn bản {document} ({signer})", f"By document {document} ({signer})"
    if order.starts_at is not None:
        begun = _moment(order.starts_at, timezone)
        vi, en = f"{vi}, từ {begun.vi}", f"{en}, from {begun.en}"
    if order.ends_at is not None:
        ends = _moment(order.ends_at, timezone)
        return _line(f"{vi}, đến {ends.vi}", f"{en}, until {ends.en}")
    if order.planned_end is None:
        return _line(f"{vi}, đến khi có văn bản gỡ bỏ", f"{en}, until an order lifts it")
    end = day(order.planned_end)
    return _line(
        f"{vi}, dự kiến đến {end.vi}; chỉ hết khi có văn bản gỡ bỏ",
        f"{en}, planned until {end.en}; it ends only when an order lifts it",
    )


def _coming_line(order: OrderFacts, timezone: ZoneInfo) -> Phrase:
    """Signed, but its hour has not come."""
    if order.starts_at is None:
        return UNSIGNED
    begins = _moment(order.starts_at, timezone)
    document = one_line(order.document_number or "")
    return _line(
        f"Văn bản {document} đã ký, có hiệu lực từ {begins.vi}",
        f"Document {document} is signed, in force from {begins.en}",
    )


def _judged_line(decided_by: Phrase | None, next_judged: datetime, timezone: ZoneInfo) -> Phrase:
    if decided_by is not None:
        return _line(decided_by.vi, decided_by.en)
    then = _moment(next_judged, timezone)
    return _line(
        f"Mức do hệ thống tính theo quy định đang áp dụng; tính lại lúc {then.vi}",
        f"The level is computed by the rules in force; it is computed anew at {then.en}",
    )


def _moment(instant: datetime, timezone: ZoneInfo) -> Phrase:
    local = instant.astimezone(timezone)
    words = day(local.date())
    return Phrase(f"{local:%H:%M} ngày {words.vi}", f"{local:%H:%M} on {words.en}")


def _line(vi: str, en: str) -> Phrase:
    return Phrase(_sentence(vi), _sentence(en))


def _sentence(text: str) -> str:
    """The text as one sentence, cut where it would be too long."""
    text = text.rstrip(".")
    return f"{text}." if len(text) < MAX_CHARACTERS else f"{text[: MAX_CHARACTERS - 1].rstrip()}…"
