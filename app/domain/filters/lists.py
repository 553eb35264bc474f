"""What a feature lists: the array functions of CQL2, on lists of texts without order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from app.domain.features import Feature
from app.domain.filters.reading import Language, expect, refusal
from app.domain.filters.terms import TermKind, read_term

LIST_FUNCTIONS: Final[dict[str, Callable[[frozenset[str], frozenset[str]], bool]]] = {
    "a_equals": lambda a, b: a == b,
    "a_contains": lambda a, b: a >= b,
    "a_containedby": lambda a, b: a <= b,
    "a_overlaps": lambda a, b: bool(a & b),
}


def list_predicate(name: str, arguments: Sequence[Any], language: Language) -> Callable[[Feature], bool | None]:
    """The test an array function makes.

    Raises:
        InvalidFilter: an argument is no list of texts.
    """
    left, right = (_listed(each, language) for each in expect(arguments, 2, of=name.upper()))
    holds = LIST_FUNCTIONS[name]

    def test(feature: Feature) -> bool | None:
        one, other = left(feature), right(feature)
        return None if one is None or other is None else holds(frozenset(one), frozenset(other))

    return test


def _listed(node: Any, language: Language) -> Callable[[Feature], Any]:
    if isinstance(node, list):
        if not all(isinstance(each, str) for each in node):
            raise refusal("Danh sách ở đây chỉ gồm chữ trong nháy.", "A list here holds quoted texts alone.")
        fixed = frozenset(node)
        return lambda _: fixed
    term = read_term(node, language)
    if term.kind is not TermKind.TEXTS:
        raise refusal(
            "Hàm A_… cần một trường danh sách, ví dụ A_CONTAINS(ward_codes, ('00001')).",
            "A_… functions take a list property, such as A_CONTAINS(ward_codes, ('00001')).",
        )
    return term.of
