"""What may be reported: a registered indicator, of a unit it is defined for, within its plausible range."""

from __future__ import annotations

from app.domain.errors import IndicatorNotFound, InvalidValue
from app.domain.indicator_catalogue import CATALOGUE, RegisteredIndicator, UnitKind


def registered_indicator(indicator_id: str, *, pointer: str | None = None) -> RegisteredIndicator:
    """The indicator of an id.

    Args:
        pointer: where the id stands in what was sent; None: it is part of an address.

    Raises:
        IndicatorNotFound: no such indicator, named in an address.
        InvalidValue: no such indicator, named in a body.
    """
    found = CATALOGUE.get(indicator_id)
    if found is not None:
        return found
    if pointer is None:
        raise IndicatorNotFound(indicator_id)
    known = ", ".join(CATALOGUE)
    raise InvalidValue(
        pointer,
        vi=f"Không có chỉ số “{indicator_id}”; các chỉ số có: {known}.",
        en=f"There is no indicator “{indicator_id}”; send one of: {known}.",
    )


def check_indicator_unit(indicator: RegisteredIndicator, unit_kind: UnitKind, *, pointer: str) -> None:
    """Refuse a kind of unit the indicator is not defined for.

    Raises:
        InvalidValue: naming those it is defined for.
    """
    if unit_kind in indicator.unit_kinds:
        return
    allowed_vi = " hoặc ".join(each.label_vi for each in indicator.unit_kinds)
    raise InvalidValue(
        pointer,
        vi=f"{indicator.id} không báo cáo theo {unit_kind.label_vi}; gửi theo {allowed_vi}.",
        en=f"{indicator.id} is not reported per {unit_kind}; send it per {' or '.join(indicator.unit_kinds)}.",
    )


def check_indicator_value(indicator: RegisteredIndicator, value: float, *, pointer: str) -> None:
    """Refuse a value out of the plausible range, or a fraction of what only comes whole.

    Raises:
        InvalidValue: naming the indicator, the value and the range.
    """
    if not indicator.lowest <= value <= indicator.highest:
        raise InvalidValue(
            pointer,
            vi=f"{indicator.id} = {value:.12g} nằm ngoài khoảng hợp lý {indicator.range_text} ({indicator.unit_vi}); "
            "kiểm tra lại tử số, mẫu số và đơn vị.",
            en=f"{indicator.id} = {value:.12g} is outside the plausible range {indicator.range_text} "
            f"({indicator.unit_en}); check numerator, denominator and unit.",
        )
    if indicator.whole and value != int(value):
        raise InvalidValue(
            pointer,
            vi=f"{indicator.id} = {value:.12g} phải là số nguyên ({indicator.unit_vi}).",
            en=f"{indicator.id} = {value:.12g} must be a whole number ({indicator.unit_en}).",
        )
