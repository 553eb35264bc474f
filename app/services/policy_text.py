"""A policy's YAML text: what it says, and on which line and under which name each thing stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.domain.errors import FieldFault, InvalidPolicy

Location = tuple[int | str, ...]
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_NAMES = ("id", "level", "layer")
"""What an entry of a list is called in a message, when it has one of these."""


class _Loader(yaml.SafeLoader):
    """The safe loader, with dates left as text: an impossible one is a fault of its line, not of the reader."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class declares it so
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True)
class PolicyText:
    """What a file says (`document`), and its tree to find lines and names in."""

    document: object
    tree: Node | None

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
    """The text's content and tree.

    Raises:
        InvalidPolicy: it is not YAML, or a name stands twice in one block (the first would silently be dropped).
    """
    try:
        loader = _Loader(text)
        tree = loader.get_single_node()
        document = None if tree is None else loader.construct_document(tree)
    except yaml.MarkedYAMLError as error:
        raise _unreadable(name, None if error.problem_mark is None else error.problem_mark.line + 1) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _unreadable(name, None) from error
    read = PolicyText(document, tree)
    repeated = [_repeated(read, location) for location in _repeated_names(tree)]
    if repeated:
        raise invalid(name, repeated)
    return read


def invalid(name: str, faults: Sequence[FieldFault]) -> InvalidPolicy:
    """The refusal of a policy for the faults listed."""
    count = len(faults)
    return InvalidPolicy(
        vi=f"Bộ quy tắc {name} có {count} lỗi; xem từng lỗi bên dưới.",
        en=f"Policy {name} has {count} {'fault' if count == 1 else 'faults'}, listed below.",
        errors=faults,
    )


def _unreadable(name: str, line: int | None) -> InvalidPolicy:
    where_vi, where_en = (f" (dòng {line})", f" (line {line})") if line is not None else ("", "")
    return InvalidPolicy(
        vi=f"Tệp {name} không đọc được dưới dạng YAML{where_vi}. Sửa dấu cách, dấu hai chấm hoặc ngoặc ở đó.",
        en=f"File {name} is not readable as YAML{where_en}. Mend the spacing, colon or bracket there.",
    )


def _repeated(read: PolicyText, location: Location) -> FieldFault:
    return read.fault(
        location,
        vi="mục này được ghi hai lần, chỉ một lần có tác dụng; gộp lại hoặc xóa một.",
        en="this entry stands twice and only one would count; merge them or remove one.",
    )


def _repeated_names(node: Node | None, at: Location = ()) -> Iterator[Location]:
    if isinstance(node, SequenceNode):
        for position, item in enumerate(node.value):
            yield from _repeated_names(item, (*at, position))
    elif isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield (*at, key.value)
            seen.add(key.value)
            yield from _repeated_names(value, (*at, key.value))


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
