"""Words for a fault that the shape of a policy alone can tell: a wrong name, a value of another kind, an empty list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from app.domain.policy import Policy
from app.domain.policy_base import Shape
from app.domain.policy_lint import PolicyFault
from app.services.policy_text import Location

_LONGEST_SHOWN = 40
_Words = Callable[[Mapping[str, Any]], tuple[str, str]]


def shape_fault(location: Location, error: Mapping[str, Any]) -> PolicyFault:
    """What is expected in a place, what stands there, and the cure.

    Args:
        location: of the fault in the file.
        error: as pydantic tells it.
    """
    kind = str(error["type"])
    context = {**error.get("ctx", {}), "shown": _shown(error["input"]), "location": location}
    for prefix, words in _SHAPE:
        if kind.startswith(prefix):
            vi, en = words(context)
            return PolicyFault((*location, "kind") if kind.startswith("union_tag") else location, vi, en)
    return PolicyFault(
        location,
        f"không dùng được {context['shown']}; xem mẫu ở các bộ quy tắc có sẵn.",
        f"{context['shown']} cannot be used here; see the shipped policies for the form.",
    )


def _shown(value: object) -> str:
    if value is None:
        return "(trống/empty)"
    if isinstance(value, dict):
        return "(khối/block)"
    if isinstance(value, list):
        return "(danh sách/list)"
    if isinstance(value, int) and value.bit_length() > _LONGEST_SHOWN * 3:
        return "(quá lớn/too large)"  # Python refuses to write out the very largest ones.
    text = str(value)
    return f"“{text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + '…'}”"


@cache
def _known_names() -> frozenset[str]:
    def below(shape: type[Shape]) -> set[str]:
        return set(shape.model_fields).union(*(below(each) for each in shape.__subclasses__()))

    return frozenset(below(Shape) | set(Policy.model_fields))


def _no_such_entry(context: Mapping[str, Any]) -> tuple[str, str]:
    similar = get_close_matches(str(context["location"][-1]), sorted(_known_names()), n=1, cutoff=0.75)
    meant_vi, meant_en = (f" Có phải “{similar[0]}”?", f" Is “{similar[0]}” meant?") if similar else ("", "")
    return (
        f"bộ quy tắc không có mục tên này ở đây; sửa lại tên hoặc xóa.{meant_vi}",
        f"a policy has no entry of this name here; correct the name or remove it.{meant_en}",
    )


def _choice(context: Mapping[str, Any]) -> tuple[str, str]:
    choices = ", ".join(re.findall(r"'([^']*)'", context["expected"]))
    quoted = ' Đặt số trong ngoặc kép, như "16".', ' Put numbers in quotes, as "16".'
    extra_vi, extra_en = quoted if choices.replace(", ", "").isdigit() else ("", "")
    return (
        f"không dùng được {context['shown']}; chọn một trong: {choices}.{extra_vi}",
        f"{context['shown']} cannot be used; choose one of: {choices}.{extra_en}",
    )


def _no_such_kind(context: Mapping[str, Any]) -> tuple[str, str]:
    choices = ", ".join(re.findall(r"'([^']*)'", context["expected_tags"]))
    return (
        f"không có loại chỉ số “{context['tag']}”; chọn một trong: {choices}.",
        f"there is no kind of indicator “{context['tag']}”; choose one of: {choices}.",
    )


_PATTERNS = {
    "^#[0-9A-F]{6}$": ("mã màu viết hoa, như “#B3183C”", "a colour in capitals, as “#B3183C”"),
    "^[a-z][a-z0-9_]{1,30}$": (
        "tên mức bằng chữ thường không dấu, số, gạch dưới, như “orange”",
        "a level id of lower-case letters, digits and underscores, as “orange”",
    ),
    "^[a-z][a-z0-9_]{1,60}$": (
        "tên chỉ số bằng chữ thường không dấu, số, gạch dưới, như “incidence_7d”",
        "an indicator id of lower-case letters, digits and underscores, as “incidence_7d”",
    ),
}
_ANY_ID = (
    "mã bằng chữ thường không dấu, số, gạch nối, như “hanoi-ct06-2021”",
    "an id of lower-case letters, digits and hyphens, as “hanoi-ct06-2021”",
)


def _pattern(context: Mapping[str, Any]) -> tuple[str, str]:
    vi, en = _PATTERNS.get(context["pattern"], _ANY_ID)
    return f"phải là {vi}; đang là {context['shown']}.", f"must be {en}; is {context['shown']}."


def _not_finite(context: Mapping[str, Any]) -> tuple[str, str]:
    *outer, name = context["location"] or ("",)
    counts = name == "value" or (name == "at_least" and "cases" in outer[-1:])
    return (_WHOLE if counts or name not in _MEASURED else _NUMBER)(context)


def _says(vi: str, en: str) -> _Words:
    return lambda context: (vi.format_map(context), en.format_map(context))


_MEASURED = ("at_least", "above", "below", "at_most", "share_at_least_pct")
_BLOCK = _says("phải là khối gồm các dòng “tên: giá trị”.", "must be a block of lines “name: value”.")
_WHOLE = _says("phải là số nguyên, như 14; đang là {shown}.", "must be a whole number, as 14; is {shown}.")
_NUMBER = _says("phải là một số, như 20 hoặc 0.5; đang là {shown}.", "must be a number, as 20 or 0.5; is {shown}.")

_SHAPE: tuple[tuple[str, _Words], ...] = (
    ("missing", _says("còn thiếu; thêm mục này vào.", "is missing; add it.")),
    ("extra_forbidden", _no_such_entry),
    (
        "invalid_key",
        _says("tên mục phải là chữ; sửa lại tên hoặc xóa.", "an entry's name must be text; correct or remove it."),
    ),
    (
        "greater_than_equal",
        _says("phải từ {ge} trở lên, đang là {shown}; sửa lại số.", "must be {ge} or more, is {shown}; correct it."),
    ),
    (
        "greater_than",
        _says("phải lớn hơn {gt}, đang là {shown}; sửa lại số.", "must be above {gt}, is {shown}; correct it."),
    ),
    (
        "less_than_equal",
        _says("phải từ {le} trở xuống, đang là {shown}; sửa lại số.", "must be {le} or less, is {shown}; correct it."),
    ),
    (
        "date",
        _says(
            "phải là một ngày có thật, dạng 2021-09-01; đang là {shown}.",
            "must be a real day as 2021-09-01; is {shown}.",
        ),
    ),
    ("int", _WHOLE),
    ("finite_number", _not_finite),
    ("float", _NUMBER),
    ("bool", _says("phải là true hoặc false; đang là {shown}.", "must be true or false; is {shown}.")),
    ("string_too_short", _says("không được để trống; ghi nội dung.", "must not be empty; write something.")),
    (
        "string_too_long",
        _says("dài hơn {max_length} ký tự; rút gọn lại.", "is longer than {max_length} characters; shorten it."),
    ),
    ("string_pattern", _pattern),
    ("string", _says("phải là chữ; đặt trong ngoặc kép.", "must be text; put it in quotes.")),
    ("enum", _choice),
    ("literal_error", _choice),
    ("union_tag_invalid", _no_such_kind),
    (
        "union_tag_not_found",
        _says(
            "chưa nói là loại chỉ số nào; thêm kind: cases, incidence, days_since_last_case, doubling_time_days hoặc "
            "reported.",
            "does not say which kind of indicator it is; add kind: cases, incidence, days_since_last_case, "
            "doubling_time_days or reported.",
        ),
    ),
    (
        "too_short",
        _says(
            "cần ít nhất {min_length} mục, đang có {actual_length}; thêm vào.",
            "needs at least {min_length} entries, has {actual_length}; add some.",
        ),
    ),
    (
        "too_long",
        _says(
            "chỉ được {max_length} mục, đang có {actual_length}; bỏ bớt.",
            "may have {max_length} entries, has {actual_length}; remove some.",
        ),
    ),
    (
        "tuple_type",
        _says(
            "phải là danh sách, mỗi dòng một mục sau dấu gạch (-), hoặc dạng [a, b].",
            "must be a list, one entry a line after a dash (-), or in the form [a, b].",
        ),
    ),
    ("dict_type", _BLOCK),
    ("model", _BLOCK),
)
