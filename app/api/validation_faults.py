"""What pydantic found, said to a person: a true pointer, the reason and the cure, never the value that was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.api.problem_answers import RequestFault
from app.domain.errors import FieldFault

PLACES: Final = frozenset({"path", "query", "header", "cookie"})


class BilingualValueError(ValueError):
    """Raised by a schema's own validator: its two sentences reach the caller, unlike those of a plain ValueError."""

    def __init__(self, *, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


_INTEGER: Final = (
    "phải là số nguyên viết bằng chữ số, không để trong ngoặc kép, không có phần lẻ",
    "must be a whole number, without quotes and without a fraction",
)
_INTEGER_TEXT: Final = ("phải là số nguyên, chỉ gồm chữ số", "must be a whole number of digits alone")
_NUMBER: Final = ("phải là một số", "must be a number")
_BOOLEAN: Final = ("phải là true hoặc false", "must be true or false")
_TEXT: Final = ("phải là chữ, để trong ngoặc kép", "must be text in quotes")
_DATE: Final = ("phải là ngày có thật, dạng YYYY-MM-DD", "must be a real day as YYYY-MM-DD")
_INSTANT: Final = (
    "phải là thời điểm RFC 3339 có múi giờ, ví dụ 2021-09-06T17:00:00+07:00",
    "must be an RFC 3339 instant with offset, such as 2021-09-06T17:00:00+07:00",
)
_TIME: Final = ("phải là giờ dạng HH:MM", "must be a time as HH:MM")
_OBJECT: Final = ("phải là một đối tượng JSON {{…}}", "must be a JSON object {{…}}")
_LIST: Final = ("phải là một danh sách JSON […]", "must be a JSON list […]")
_IDENTIFIER: Final = ("phải là một mã UUID", "must be a UUID")
_ADDRESS: Final = (
    "phải là một địa chỉ web đầy đủ, bắt đầu bằng https://",
    "must be a full web address beginning with https://",
)
_OTHER: Final = ("có giá trị không nhận được; xem /docs", "has a value that cannot be taken; see /docs")

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "missing": ("chưa có; hãy thêm vào", "is missing; add it"),
    "extra_forbidden": ("không có trong mẫu; bỏ đi hoặc sửa tên", "is not a known name; remove it or mend the name"),
    "int_type": _INTEGER,
    "int_from_float": _INTEGER,
    "int_parsing": _INTEGER_TEXT,
    "int_parsing_size": ("là số quá lớn", "is too large a number"),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": ("phải là số hữu hạn", "must be a finite number"),
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": ("phải có ít nhất {min_length} ký tự", "must have at least {min_length} characters"),
    "string_too_long": ("không được dài quá {max_length} ký tự", "must have at most {max_length} characters"),
    "string_pattern_mismatch": ("phải theo mẫu {pattern}", "must follow the pattern {pattern}"),
    "greater_than": ("phải lớn hơn {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("không được nhỏ hơn {ge}", "must be {ge} or more"),
    "less_than": ("phải nhỏ hơn {lt}", "must be less than {lt}"),
    "less_than_equal": ("không được lớn hơn {le}", "must be {le} or less"),
    "multiple_of": ("phải là bội của {multiple_of}", "must be a multiple of {multiple_of}"),
    "too_short": ("phải có ít nhất {min_length} mục", "must have at least {min_length} items"),
    "too_long": ("không được có quá {max_length} mục", "must have at most {max_length} items"),
    "enum": ("phải là một trong: {expected}", "must be one of: {expected}"),
    "literal_error": ("phải là một trong: {expected}", "must be one of: {expected}"),
    "union_tag_invalid": ("phải là một trong: {expected_tags}", "must be one of: {expected_tags}"),
    "union_tag_not_found": (
        "cần thành phần {discriminator} để biết kiểu",
        "needs the member {discriminator} to tell its kind",
    ),
    "none_required": ("phải là null", "must be null"),
    "timezone_aware": _INSTANT,
    "url_scheme": _ADDRESS,
    "url_too_long": ("là địa chỉ quá dài", "is too long an address"),
}
_BY_FAMILY: Final[tuple[tuple[str, tuple[str, str]], ...]] = (
    ("datetime_", _INSTANT),
    ("date_", _DATE),
    ("time_", _TIME),
    ("model_", _OBJECT),
    ("dataclass_", _OBJECT),
    ("dict_", _OBJECT),
    ("mapping_", _OBJECT),
    ("list_", _LIST),
    ("tuple_", _LIST),
    ("set_", _LIST),
    ("iterable_", _LIST),
    ("uuid_", _IDENTIFIER),
    ("url_", _ADDRESS),
)


def validation_faults(errors: Sequence[Mapping[str, Any]], *, body: object) -> list[FieldFault]:
    """One fault per error of a `RequestValidationError`, in its order.

    Args: errors as pydantic lists them (`type`, `loc`, `ctx`); body, what was parsed, to tell real pointers from the
    names of union branches that pydantic puts into `loc`.
    """
    return [_fault(error, body=body) for error in errors]


def _fault(error: Mapping[str, Any], *, body: object) -> FieldFault:
    place, *parts = error.get("loc") or ("body",)
    kind = str(error.get("type", ""))
    if place in PLACES:
        path = [str(part) for part in parts[:1]]
        vi, en = _sentences(kind, error.get("ctx") or {}, name=path[0] if path else str(place))
        return RequestFault(pointer=json_pointer([str(place), *path]), vi=vi, en=en, place=str(place))
    path = _true_path(parts, body=body, is_missing=kind == "missing")
    vi, en = _sentences(kind, error.get("ctx") or {}, name=".".join(path))
    return FieldFault(pointer=json_pointer(path), vi=vi, en=en)


def json_pointer(path: Sequence[str | int]) -> str:
    """RFC 6901 pointer of a path.

    >>> json_pointer(["counts", "a/b", 0])
    '/counts/a~1b/0'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _true_path(parts: Sequence[str | int], *, body: object, is_missing: bool) -> list[str]:
    """The parts of `loc` that lead somewhere in the body; union branches and such are left out."""
    path: list[str] = []
    here = body
    for index, part in enumerate(parts):
        found, member = _member(here, part)
        if found:
            here = member
        if found or (is_missing and index == len(parts) - 1):
            path.append(_shown(str(part)))
    return path


def _member(here: object, part: str | int) -> tuple[bool, object]:
    """Whether one step of a path leads somewhere, and where."""
    if isinstance(here, Mapping) and part in here:
        return True, here[part]
    if isinstance(here, list) and isinstance(part, int) and 0 <= part < len(here):
        return True, here[part]
    return False, None


def _shown(name: str) -> str:
    """A member name as it may be repeated to its sender."""
    return name if len(name) <= 80 else name[:77] + "…"


def _sentences(kind: str, context: Mapping[str, Any], *, name: str) -> tuple[str, str]:
    own = context.get("error")
    vi, en = (own.vi, own.en) if isinstance(own, BilingualValueError) else _filled(_templates(kind), context)
    return f"{name or 'Nội dung gửi lên'} {vi}.", f"{name or 'The body'} {en}."


def _templates(kind: str) -> tuple[str, str]:
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    return next((sentences for prefix, sentences in _BY_FAMILY if kind.startswith(prefix)), _OTHER)


def _filled(templates: tuple[str, str], context: Mapping[str, Any]) -> tuple[str, str]:
    """The sentences with the schema's own limits; those are ours, the value never is."""
    vi, en = templates
    try:
        return vi.format_map(context).replace(" or ", " hoặc "), en.format_map(context)
    except KeyError:
        return _OTHER
