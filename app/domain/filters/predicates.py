"""Questions about one feature: comparisons, LIKE, BETWEEN, IN, IS NULL, and what AND, OR and NOT make of them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from app.domain.features import Feature
from app.domain.filters.lists import LIST_FUNCTIONS, list_predicate
from app.domain.filters.moments import TEMPORAL_FUNCTIONS, temporal_predicate
from app.domain.filters.places import SPATIAL_FUNCTIONS, spatial_predicate
from app.domain.filters.reading import GEOMETRY, Language, expect, operation, property_name, refusal
from app.domain.filters.terms import Term, TermKind, literal, read_moment, read_term

Test = Callable[[Feature], bool | None]
"""Whether a feature passes; None: it cannot be said, since something it leans on is null."""


def compile_filter(tree: Any, language: Language) -> Test:
    """The question a CQL2 tree asks, in the JSON encoding of the standard.

    Raises:
        InvalidFilter: the tree is no question, or names what the layer has not.
    """
    if isinstance(tree, bool):
        return lambda _: tree
    if property_name(tree) is not None:
        return _flag(read_term(tree, language))
    called = operation(tree)
    if called is None:
        raise refusal(
            "filter phải là một điều kiện đúng hoặc sai, ví dụ level = 'red'.",
            "A filter must be a condition that is true or false, such as level = 'red'.",
        )
    return _operation(*called, language)


def _operation(name: str, arguments: Sequence[Any], language: Language) -> Test:
    if name in {"and", "or"}:
        return _joined(name, [compile_filter(each, language) for each in arguments])
    if name == "not":
        inner = compile_filter(expect(arguments, 1, of="NOT")[0], language)
        return lambda feature: None if (found := inner(feature)) is None else not found
    if name in _COMPARISONS:
        return _compared(name, arguments, language)
    if name in _OTHERS:
        return _OTHERS[name](arguments, language)
    if name in SPATIAL_FUNCTIONS:
        return spatial_predicate(name, arguments, language)
    if name in TEMPORAL_FUNCTIONS:
        return temporal_predicate(name, arguments, language)
    if name in LIST_FUNCTIONS:
        return list_predicate(name, arguments, language)
    known = ", ".join(each.upper() for each in (*SPATIAL_FUNCTIONS, *TEMPORAL_FUNCTIONS, *LIST_FUNCTIONS))
    raise refusal(
        f"Không có điều kiện “{name[:40]}”; có = <> < <= > >= LIKE, BETWEEN, IN, IS NULL, {known}.",
        f"There is no condition “{name[:40]}”; there are = <> < <= > >= LIKE, BETWEEN, IN, IS NULL, {known}.",
    )


def _joined(name: str, tests: Sequence[Test]) -> Test:
    if len(tests) < 2:
        raise refusal("AND và OR cần ít nhất hai điều kiện.", "AND and OR take at least two conditions.")
    decides = name == "or"

    def joined(feature: Feature) -> bool | None:
        unknown = False
        for test in tests:
            found = test(feature)
            if found is decides:
                return decides
            unknown = unknown or found is None
        return None if unknown else not decides

    return joined


def _flag(term: Term) -> Test:
    if term.kind is not TermKind.BOOLEAN:
        raise refusal(
            "Chỉ trường đúng/sai mới đứng một mình được; trường khác cần so sánh, ví dụ level = 'red'.",
            "Only a boolean property stands alone; others need a comparison, such as level = 'red'.",
        )
    return term.of


def _compared(name: str, arguments: Sequence[Any], language: Language) -> Test:
    left, right = alike([read_term(each, language) for each in expect(arguments, 2, of=name)])
    compare = _COMPARISONS[name]
    if left.kind in {TermKind.BOOLEAN, TermKind.TEXTS} and name not in {"=", "<>"}:
        raise refusal(f"Không so sánh lớn nhỏ được bằng {name} ở đây.", f"{name} has no order to go by here.")

    def compared(feature: Feature) -> bool | None:
        one, other = left.of(feature), right.of(feature)
        return None if one is None or other is None else bool(compare(one, other))

    return compared


def alike(terms: Sequence[Term]) -> Sequence[Term]:
    """Terms of one kind; text that is compared with days or instants is read as such.

    Raises:
        InvalidFilter: they are of kinds that cannot be compared.
    """
    kinds = {each.kind for each in terms}
    moments = kinds & {TermKind.DAY, TermKind.INSTANT}
    if kinds == {TermKind.TEXT, *moments} and len(moments) == 1:
        (kind,) = moments
        terms = [_as_moment(each, kind) for each in terms]
        kinds = {each.kind for each in terms}
    if len(kinds) > 1:
        shown = ", ".join(sorted(kinds))
        raise refusal(
            f"Không so sánh được các loại khác nhau ({shown}); chữ trong nháy đơn, số không nháy, ngày DATE('…').",
            f"Different kinds cannot be compared ({shown}); quote text, not numbers, and write days as DATE('…').",
        )
    return terms


def _as_moment(term: Term, kind: TermKind) -> Term:
    return literal(kind, read_moment(term.constant, kind)) if isinstance(term.constant, str) else term


def _like(arguments: Sequence[Any], language: Language) -> Test:
    value, pattern = (read_term(each, language) for each in expect(arguments, 2, of="LIKE"))
    if value.kind is not TermKind.TEXT or not isinstance(pattern.constant, str):
        raise refusal(
            "LIKE so một trường chữ với một mẫu trong nháy, ví dụ ward_name LIKE '%Anh'.",
            "LIKE compares a text property with a quoted pattern, such as ward_name LIKE '%Anh'.",
        )
    if pattern.constant.count("%") > MOST_WILDCARDS:
        raise refusal(
            f"Mẫu LIKE có nhiều nhất {MOST_WILDCARDS} dấu %.", f"A LIKE pattern has at most {MOST_WILDCARDS} % signs."
        )
    expression = _expression(pattern.constant)

    def like(feature: Feature) -> bool | None:
        text = value.of(feature)
        return None if text is None else expression.fullmatch(text) is not None

    return like


MOST_WILDCARDS: Final = 8
"""Each more makes the search for a match longer by the length of the text."""
_MARKS: Final = re.compile(r"\\.|%+|_|[^\\%_]+|\\", re.DOTALL)


def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression: `%` any text, `_` one sign, `\\` takes the next one as it is."""
    parts = []
    for mark in _MARKS.findall(pattern):
        if mark[0] == "%":
            parts.append(".*?")
        elif mark == "_":
            parts.append(".")
        else:
            parts.append(re.escape(mark[1:] if mark[0] == "\\" and len(mark) > 1 else mark))
    return re.compile("".join(parts), re.DOTALL)


def _between(arguments: Sequence[Any], language: Language) -> Test:
    value, low, high = alike([read_term(each, language) for each in expect(arguments, 3, of="BETWEEN")])
    if value.kind in {TermKind.BOOLEAN, TermKind.TEXTS, TermKind.TEXT}:
        raise refusal("BETWEEN dùng cho số, ngày và thời điểm.", "BETWEEN takes numbers, days and instants.")

    def between(feature: Feature) -> bool | None:
        found, least, most = value.of(feature), low.of(feature), high.of(feature)
        return None if None in (found, least, most) else bool(least <= found <= most)

    return between


def _among(arguments: Sequence[Any], language: Language) -> Test:
    node, listed = expect(arguments, 2, of="IN")
    if not isinstance(listed, list) or not listed:
        raise refusal(
            "IN cần một danh sách, ví dụ level IN ('red','orange').", "IN takes a list: level IN ('red','orange')."
        )
    value, *others = alike([read_term(each, language) for each in (node, *listed)])

    def among(feature: Feature) -> bool | None:
        found = value.of(feature)
        values = [each.of(feature) for each in others]
        if found is None:
            return None
        return True if found in values else (None if None in values else False)

    return among


def _is_null(arguments: Sequence[Any], language: Language) -> Test:
    (node,) = expect(arguments, 1, of="IS NULL")
    if property_name(node) == GEOMETRY:
        return lambda feature: feature.shape is None
    value = read_term(node, language)
    return lambda feature: value.of(feature) is None


_COMPARISONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OTHERS: Final[dict[str, Callable[[Sequence[Any], Language], Test]]] = {
    "like": _like,
    "between": _between,
    "in": _among,
    "isnull": _is_null,
}
