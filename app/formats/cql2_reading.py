"""CQL2 as clients send it, text or JSON, read into the tree of its JSON encoding by the library that knows the grammar.

The library tries every way through a nested bracket that is not closed, each twice as long as the one before, so depth
and length are bounded before it sees a filter; its panics, which are no `Exception`, are refusals too.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, Literal

import cql2

from app.domain.faults_of_queries import InvalidFilter

FilterLanguage = Literal["cql2-text", "cql2-json", "cql-text"]
LANGUAGES: Final[tuple[FilterLanguage, ...]] = ("cql2-text", "cql2-json", "cql-text")
"""`cql-text` is the name of a draft that GDAL asks for; its filters are read as CQL2, and ILIKE too."""
LONGEST_FILTER: Final = 12_000
DEEPEST_BRACKETS: Final = 10
DEEPEST_JSON: Final = 24
MOST_NODES: Final = 4_000
_QUOTED: Final = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\")")
_ILIKE: Final = re.compile(r"('(?:[^']|'')*')|([\w.]+|\"[^\"]*\")\s+ILIKE\s+('(?:[^']|'')*')", re.IGNORECASE)
"""A quoted text, which is passed over whole; or a comparison by ILIKE."""


def read_filter(text: str, language: FilterLanguage) -> Any:
    """The tree of a filter, as in the JSON encoding of CQL2.

    Raises:
        InvalidFilter: it is too long, too deep, or not of this language.
    """
    if len(text) > LONGEST_FILTER:
        raise InvalidFilter(
            vi=f"filter dài quá {LONGEST_FILTER} ký tự; hãy rút gọn, hoặc dùng bbox.",
            en=f"The filter is longer than {LONGEST_FILTER} characters; shorten it, or use bbox.",
        )
    tree = _read_json(text) if language == "cql2-json" else _read_text(text, language)
    if _size(tree) > MOST_NODES:
        raise InvalidFilter(
            vi=f"filter có quá {MOST_NODES} phần; hãy rút gọn.",
            en=f"The filter has more than {MOST_NODES} parts; shorten it.",
        )
    return tree


def _read_text(text: str, language: FilterLanguage) -> Any:
    if _depth(_QUOTED.sub("", text), "(", ")") > DEEPEST_BRACKETS:
        raise _too_deep(DEEPEST_BRACKETS)
    asked = _ILIKE.sub(_without_ilike, text) if language == "cql-text" else text
    return _through_library(asked, cql2.parse_text)


def _without_ilike(found: re.Match[str]) -> str:
    return found[0] if found[1] else f"CASEI({found[2]}) LIKE CASEI({found[3]})"


def _read_json(text: str) -> Any:
    if _depth(_JSON_TEXT.sub("", text), "{[", "}]") > DEEPEST_JSON:
        raise _too_deep(DEEPEST_JSON)
    return _through_library(text, cql2.parse_json)


_JSON_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


def _through_library(text: str, parse: Any) -> Any:
    try:
        # By way of text, since a number beyond all numbers is one that JSON cannot say.
        return json.loads(json.dumps(parse(text).to_json(), allow_nan=False))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise InvalidFilter(
            vi="filter không đúng cú pháp CQL2"
            f"{_place(error)}. Ví dụ cql2-text: level = 'red' AND district_code = '017'.",
            en=f"The filter is not valid CQL2{_place(error)}. As cql2-text: level = 'red' AND district_code = '017'.",
        ) from None


def _place(error: BaseException) -> str:
    """Where the grammar stopped: line and sign, when the library says so."""
    found = re.match(r"\s*--> (\d+):(\d+)", str(error))
    return f" ({found[1]}:{found[2]})" if found else ""


def _too_deep(limit: int) -> InvalidFilter:
    return InvalidFilter(
        vi=f"filter lồng quá {limit} bậc ngoặc; hãy viết phẳng hơn.",
        en=f"The filter nests brackets more than {limit} deep; write it flatter.",
    )


def _depth(text: str, opening: str, closing: str) -> int:
    deepest = depth = 0
    for sign in text:
        if sign in opening:
            depth += 1
            deepest = max(deepest, depth)
        elif sign in closing:
            depth -= 1
    return deepest


def _size(tree: Any) -> int:
    if isinstance(tree, dict):
        return 1 + sum(_size(each) for each in tree.values())
    return 1 + sum(_size(each) for each in tree) if isinstance(tree, list) else 1
