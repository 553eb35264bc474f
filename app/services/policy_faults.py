"""What is wrong with a policy file, in the words of those who write policies: what is expected, and the cure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from app.domain.policy_lint import PolicyFault
from app.services.policy_sense import of_sense
from app.services.policy_text import Location

_LONGEST_SHOWN = 40


def in_words(error: ValidationError, document: object) -> list[PolicyFault]:
    """Every fault of a policy that has not the shape of one, or breaks a sense that holds of every policy."""
    errors = error.errors(include_url=False)
    places = [each["loc"] for each in errors]
    faults: list[PolicyFault] = []
    for each in errors:
        if each["type"] == "too_short" and any(_is_inside(place, each["loc"]) for place in places):
            continue  # The list only seems too short, because the entry refused beside it does not count.
        if each["type"] == "value_error":
            faults += of_sense(each["loc"], str(each["ctx"]["error"]), document)
        else:
            faults.append(_of_shape(each["loc"], each))
    return faults


def _is_inside(place: Location, outer: Location) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _of_shape(location: Location, error: Mapping[str, Any]) -> PolicyFault:
    """Words for a fault that the shape of a policy alone can tell."""
    kind = str(error["type"])
    context = {**error.get("ctx", {}), "shown": _shown(error["input"])}
    for prefix, words in _SHAPE:
        if kind.startswith(prefix):
            vi, en = words(context)
            return PolicyFault(location, vi, en)
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


def _choice(context: Mapping[str, Any]) -> tuple[str, str]:
    choices = ", ".join(re.findall(r"'([^']*)'", context["expected"]))
    quoted = ' Đặt số trong ngoặc kép, như "16".', ' Put numbers in quotes, as "16".'
    extra_vi, extra_en = quoted if choices.replace(", ", "").isdigit() else ("", "")
    return (
        f"không dùng được {context['shown']}; chọn một trong: {choices}.{extra_vi}",
        f"{context['shown']} cannot be used; choose one of: {choices}.{extra_en}",
    )


_PATTERNS = {
    "^#[0-9A-F]{6}$": ("mã màu viết hoa, như “#B3183C”", "a colour in capitals, as “#B3183C”"),
    "^[a-z][a-z0-9_]{1,30}$": (
        "tên mức bằng chữ thường không dấu, số, gạch dưới, như “orange”",
        "a level id of lower-case letters, digits and underscores, as “orange”",
    ),
}
_ANY_ID = (
    "mã bằng chữ thường không dấu, số, gạch nối, như “hanoi-ct06-2021”",
    "an id of lower-case letters, digits and hyphens, as “hanoi-ct06-2021”",
)


def _pattern(context: Mapping[str, Any]) -> tuple[str, str]:
    vi, en = _PATTERNS.get(context["pattern"], _ANY_ID)
    return f"phải là {vi}; đang là {context['shown']}.", f"must be {en}; is {context['shown']}."


def _says(vi: str, en: str) -> Callable[[Mapping[str, Any]], tuple[str, str]]:
    return lambda context: (vi.format_map(context), en.format_map(context))


_SHAPE: tuple[tuple[str, Callable[[Mapping[str, Any]], tuple[str, str]]], ...] = (
    ("missing", _says("còn thiếu; thêm mục này vào.", "is missing; add it.")),
    (
        "extra_forbidden",
        _says(
            "bộ quy tắc không có mục tên này; sửa lại tên hoặc xóa.",
            "a policy has no entry of this name here; correct the name or remove it.",
        ),
    ),
    (
        "invalid_key",
        _says("tên mục phải là chữ; sửa lại tên hoặc xóa.", "an entry's name must be text; correct or remove it."),
    ),
    (
        "greater_than_equal",
        _says("phải từ {ge} trở lên, đang là {shown}; sửa lại số.", "must be {ge} or more, is {shown}; correct it."),
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
    (
        "int",
        _says("phải là số nguyên, như 14; đang là {shown}.", "must be a whole number, as 14; is {shown}."),
    ),
    (
        "finite_number",
        _says("phải là số nguyên, như 14; đang là {shown}.", "must be a whole number, as 14; is {shown}."),
    ),
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
    (
        "dict_type",
        _says("phải là khối gồm các dòng “tên: giá trị”.", "must be a block of lines “name: value”."),
    ),
    (
        "model_type",
        _says("phải là khối gồm các dòng “tên: giá trị”.", "must be a block of lines “name: value”."),
    ),
)
