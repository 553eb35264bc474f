"""Thresholds that do not say on which side their own value falls, and the four names that do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain.policy_lint import PolicyFault
from app.services.policy_text import Location

_LOWER = frozenset(
    (">", ">=", "≥", "from", "over", "more_than", "greater_than", "gt", "gte", "min", "minimum", "lower")
)
_UPPER = frozenset(
    ("<", "<=", "≤", "to", "under", "less_than", "lt", "lte", "max", "maximum", "until", "up_to", "upper")
)
_EITHER = frozenset(("value", "threshold", "limit", "equals", "=", "==", "between", "range"))
_COUNTS = {"cases": "at_least", "children": "share_at_least_pct / count_at_least"}
_COMPARISON = re.compile(r"[<>≤≥]")


def edge_fault(location: Location, error: Mapping[str, Any]) -> PolicyFault | None:
    """Words for a threshold whose edge is not stated; None when a fault is another one.

    Args:
        location: of the fault in the file.
        error: as pydantic tells it.
    """
    name, shown = str(location[-1]) if location else "", error["input"]
    if error["type"] == "extra_forbidden" and _holds_limits(location[:-1]):
        return _unstated(location, name, str(location[-2]))
    if _stands_for_limits(location, error):
        return _bare(location, shown)
    if isinstance(shown, str) and _COMPARISON.search(shown):
        if str(error["type"]).startswith(("float", "int")):
            return _sign_in_number(location, shown)
        if str(error["type"]).startswith("model"):
            return _comparison_as_text(location, shown)
    return None


def _holds_limits(place: Location) -> bool:
    """Whether limits stand directly in a place: a band, an indicator's condition, a count of cases or units."""
    return bool(place) and (place[-1] in ("indicator", *_COUNTS) or (len(place) > 1 and place[-2] == "bands"))


def _stands_for_limits(location: Location, error: Mapping[str, Any]) -> bool:
    """Whether a number or a range in words stands where a band with named limits belongs."""
    is_band = len(location) > 1 and location[-2] == "bands"
    return is_band and str(error["type"]).startswith("model") and isinstance(error["input"], int | float | str)


def _bare(location: Location, shown: object) -> PolicyFault:
    text = str(shown)[:40]
    return PolicyFault(
        location,
        vi=f"“{text}” không nói giá trị đúng bằng ngưỡng thuộc phía nào; ghi khoảng như {{at_least: 20, below: 50}}, "
        "với at_least (≥), above (>), below (<) hoặc at_most (≤).",
        en=f"“{text}” does not say on which side the threshold's own value falls; write the band as "
        "{at_least: 20, below: 50}, with at_least (≥), above (>), below (<) or at_most (≤).",
    )


def _unstated(location: Location, name: str, holder: str) -> PolicyFault | None:
    key = name.lower()
    if holder in _COUNTS and key in _LOWER | _UPPER | _EITHER:
        wanted = _COUNTS[holder]
        return PolicyFault(
            location,
            vi=f"“{name}” không nói giá trị đúng bằng ngưỡng thuộc phía nào; ghi {wanted} (≥).",
            en=f"“{name}” does not say on which side the threshold's own value falls; write {wanted} (≥).",
        )
    if key in _LOWER:
        return _written(location, name, "at_least (≥) hoặc above (>)", "at_least (≥) or above (>)")
    if key in _UPPER:
        return _written(location, name, "at_most (≤) hoặc below (<)", "at_most (≤) or below (<)")
    if key in _EITHER:
        return _written(
            location,
            name,
            "at_least (≥), above (>), at_most (≤) hoặc below (<)",
            "at_least (≥), above (>), at_most (≤) or below (<)",
        )
    return None


def _written(location: Location, name: str, wanted_vi: str, wanted_en: str) -> PolicyFault:
    return PolicyFault(
        location,
        vi=f"“{name}” không nói giá trị đúng bằng ngưỡng thuộc phía nào; ghi {wanted_vi}.",
        en=f"“{name}” does not say on which side the threshold's own value falls; write {wanted_en}.",
    )


def _sign_in_number(location: Location, shown: str) -> PolicyFault:
    return PolicyFault(
        location,
        vi=f"chỉ ghi số, đang là “{shown[:40]}”; dấu đã nằm trong tên mục: at_least (≥), above (>), below (<), "
        "at_most (≤).",
        en=f"write the number alone, is “{shown[:40]}”; the sign is in the entry's name: at_least (≥), above (>), "
        "below (<), at_most (≤).",
    )


def _comparison_as_text(location: Location, shown: str) -> PolicyFault:
    return PolicyFault(
        location,
        vi=f"không đọc phép so sánh viết thành chữ “{shown[:40]}”; ghi khối như {{id: …, at_least: 20}}, với at_least "
        "(≥), above (>), below (<) hoặc at_most (≤).",
        en=f"a comparison in words is not read, “{shown[:40]}”; write a block as {{id: …, at_least: 20}}, with "
        "at_least (≥), above (>), below (<) or at_most (≤).",
    )
