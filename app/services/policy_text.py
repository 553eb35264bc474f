"""A policy's YAML text: what it says, and on which line and under which name each thing stands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from app.domain.errors import FieldFault, InvalidPolicy

Location = tuple[int | str, ...]
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_NAMES = ("id", "level", "layer")
"""What an entry of a list is called in a message, when it has one of these."""
_MOST_NODES = 200_000
"""Of a file with its anchors written out; the longest orders have a few thousand."""
_DEEPEST = 100
"""Blocks within blocks; the most nested order read so far has a dozen."""
_TOO_DEEP = "nested too deeply"
_LARGEST = 10**300
"""A larger whole number fits no float, and one of thousands of digits cannot be shown."""
_BARE_SIGN = re.compile(r"[{,:]\s*[<>≥≤]")


class _Loader(yaml.SafeLoader):
    """The safe loader, with dates left as text: an impossible one is a fault of its line, not of the reader."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class declares it so
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    _depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        """A node and what is inside it; what is nested beyond measure is refused on its line."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ComposerError(None, None, _TOO_DEEP, self.get_mark())
        node: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        """The value of a node; one that its tag cannot mean, such as `!!int ""`, is refused on its line."""
        try:
            value = super().construct_object(node, deep=deep)
            if isinstance(value, str):
                value.encode()  # Half a surrogate pair is no text, though YAML can write it.
            if isinstance(value, int) and abs(value) > _LARGEST:
                return _LARGEST  # Still too large for every entry, and short enough to be shown.
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise ConstructorError(None, None, str(error), node.start_mark) from error
        return value


@dataclass(frozen=True)
class PolicyText:
    """What a file says (`document`), and its tree to find lines and names in."""

    document: object
    tree: Node | None
    repeated: tuple[Location, ...] = ()
    """Names that stand twice in one block; the first would silently be dropped."""

    def line(self, location: Location) -> int:
        """The line, from 1, of a place, or of the innermost block around it that exists."""
        return self._whereabouts(location)[0]

    def fault(self, location: Location, *, vi: str, en: str) -> FieldFault:
        """A fault that begins with the line and the place it concerns."""
        line, names = self._whereabouts(location)
        place = f", {' › '.join(names)}" if names else ""
        return FieldFault(
            pointer="".join(f"/{part}" for part in location),
            vi=f"Dòng {line}{place}: {vi}",
            en=f"Line {line}{place}: {en}",
        )

    def _whereabouts(self, location: Location) -> tuple[int, list[str]]:
        """The line of the innermost thing that exists, and the names on the way to what is asked for."""
        node, line, names = self.tree, 1, []
        for part in location:
            found = _child(node, part) if node is not None else None
            if found is None:
                names.append(_name_of(None, part))
                node = None
                continue
            key, node = found
            line = key.start_mark.line + 1
            names.append(_name_of(node, part))
        return line, names


def parse(text: str, *, name: str) -> PolicyText:
    """The text's content and tree; what stands behind an anchor counts wherever it is used.

    Raises:
        InvalidPolicy: it is not YAML, or grows without measure when its anchors are written out.
    """
    try:
        loader = _Loader(text)
        tree = loader.get_single_node()
        if tree is not None and _sizes(tree)[id(tree)] > _MOST_NODES:
            raise _endless(name, tree)
        repeated = tuple(_repeated_names(tree))
        document = None if tree is None else loader.construct_document(tree)
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        if error.problem == _TOO_DEEP:
            raise _too_deep(name, line) from error
        raise _unreadable(name, line, text) from error
    except ReaderError as error:
        raise _strange_character(name, text, error.position) from error
    except RecursionError as error:
        raise _too_deep(name, None) from error  # By a chain of anchors, each inside the next.
    except yaml.YAMLError as error:
        raise _unreadable(name, None, text) from error
    return PolicyText(document, tree, repeated)


def invalid(name: str, faults: Sequence[FieldFault]) -> InvalidPolicy:
    """The refusal of a policy for the faults listed."""
    count = len(faults)
    return InvalidPolicy(
        vi=f"Bộ quy tắc {name} có {count} lỗi; xem từng lỗi bên dưới.",
        en=f"Policy {name} has {count} {'fault' if count == 1 else 'faults'}, listed below.",
        errors=faults,
    )


def _unreadable(name: str, line: int | None, text: str) -> InvalidPolicy:
    where_vi, where_en = _where(line)
    hint_vi, hint_en = "", ""
    if line is not None and _BARE_SIGN.search("\n".join(text.splitlines()[line - 1 : line])):
        hint_vi = " Ngưỡng không viết bằng dấu: ghi at_least (≥), above (>), below (<) hoặc at_most (≤)."
        hint_en = " A threshold is not written with a sign: at_least (≥), above (>), below (<) or at_most (≤)."
    return InvalidPolicy(
        vi=f"Tệp {name} không đọc được dưới dạng YAML{where_vi}. Sửa dấu cách, dấu hai chấm hoặc ngoặc ở đó.{hint_vi}",
        en=f"File {name} is not readable as YAML{where_en}. Mend the spacing, colon or bracket there.{hint_en}",
    )


def _strange_character(name: str, text: str, position: int) -> InvalidPolicy:
    line, code = text.count("\n", 0, position) + 1, ord(text[position])
    return InvalidPolicy(
        vi=f"Tệp {name} có ký tự không đọc được (dòng {line}, mã U+{code:04X}). Xóa ký tự ấy.",
        en=f"File {name} has a character that is not readable (line {line}, code U+{code:04X}). Remove it.",
    )


def _too_deep(name: str, line: int | None) -> InvalidPolicy:
    where_vi, where_en = _where(line)
    return InvalidPolicy(
        vi=f"Tệp {name} lồng quá {_DEEPEST} tầng{where_vi}. Bớt các tầng ngoặc, thụt dòng hoặc neo (&, *).",
        en=f"File {name} is nested more than {_DEEPEST} levels deep{where_en}. Take out brackets, indents or anchors "
        "(&, *).",
    )


def _where(line: int | None) -> tuple[str, str]:
    return (f" (dòng {line})", f" (line {line})") if line is not None else ("", "")


def _endless(name: str, tree: Node) -> InvalidPolicy:
    line = _line_of_growth(tree)
    return InvalidPolicy(
        vi=f"Tệp {name} quá lớn khi viết đủ các chỗ dùng lại (&, *), hoặc một chỗ dùng lại chính nó (dòng {line}). "
        "Bỏ bớt các neo.",
        en=f"File {name} is too large with its anchors (&, *) written out, or one contains itself (line {line}). "
        "Use fewer anchors.",
    )


def _line_of_growth(tree: Node) -> int:
    """The line of the innermost block that is too large by itself."""
    sizes, node, seen = _sizes(tree), tree, {id(tree)}
    while inside := [each for each in _inside(node) if sizes[id(each)] > _MOST_NODES and id(each) not in seen]:
        node = inside[0]
        seen.add(id(node))
    return int(node.start_mark.line) + 1


def _sizes(tree: Node) -> dict[int, float]:
    """By node how many nodes it has when what anchors stand for is written out; infinite when it contains itself."""
    sizes: dict[int, float] = {}

    def size(node: Node) -> float:
        if id(node) not in sizes:
            sizes[id(node)] = math.inf  # What is still being measured contains itself when it is met again.
            sizes[id(node)] = 1 + sum(size(each) for each in _inside(node))
        return sizes[id(node)]

    size(tree)
    return sizes


def _inside(node: Node) -> Iterator[Node]:
    if isinstance(node, SequenceNode):
        yield from node.value
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value


def _repeated_names(node: Node | None, at: Location = ()) -> Iterator[Location]:
    if isinstance(node, SequenceNode):
        for position, item in enumerate(node.value):
            yield from _repeated_names(item, (*at, position))
    elif isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield (*at, name)
            seen.add(name)
            yield from _repeated_names(value, (*at, name))


def _child(node: Node, part: int | str) -> tuple[Node, Node] | None:
    """The (key or item, value) under a name or a position; of a name that stands twice, the later."""
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    if isinstance(node, MappingNode):
        for key, value in reversed(node.value):
            if isinstance(key, ScalarNode) and key.value == str(part):
                return key, value
    return None


def _name_of(node: Node | None, part: int | str) -> str:
    """An entry's own name where a list's entry has one, else its key or its number counted from 1."""
    if isinstance(part, str):
        return part
    if isinstance(node, MappingNode):
        for wanted in _NAMES:
            found = _child(node, wanted)
            if found is not None and isinstance(found[1], ScalarNode) and found[1].value:
                return str(found[1].value)
    return f"#{part + 1}"
