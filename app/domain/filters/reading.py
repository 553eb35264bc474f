"""What a filter may name, and the small checks that every part of it shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.faults_of_queries import InvalidFilter
from app.domain.features import Field
from app.domain.reference_systems import CRS84, ReferenceSystem

GEOMETRY: Final = "geometry"
IDENTIFIER: Final = "id"


@dataclass(frozen=True)
class Language:
    """What filters of one layer are made of: its fields by name, and the system their coordinates are in."""

    fields: Mapping[str, Field]
    system: ReferenceSystem = CRS84

    @property
    def names(self) -> str:
        """All names a filter may use, for people."""
        return ", ".join((IDENTIFIER, GEOMETRY, *self.fields))


def refusal(vi: str, en: str) -> InvalidFilter:
    """What ends the reading of a filter, with the reason and the cure."""
    return InvalidFilter(vi=vi, en=en)


def operation(node: Any) -> tuple[str, Sequence[Any]] | None:
    """The operator of a node in lower letters, and its arguments; None when it is none."""
    if not isinstance(node, dict) or "op" not in node:
        return None
    name, arguments = node["op"], node.get("args")
    if not isinstance(name, str) or not isinstance(arguments, list):
        raise refusal(
            "Mỗi phép toán của filter cần “op” là chữ và “args” là danh sách.",
            "Every operation of a filter needs “op” as text and “args” as a list.",
        )
    return name.lower(), arguments


def expect(arguments: Sequence[Any], count: int, *, of: str) -> Sequence[Any]:
    """The arguments, when there are so many.

    Raises:
        InvalidFilter: there are more or fewer.
    """
    if len(arguments) != count:
        raise refusal(f"{of} cần đúng {count} đối số.", f"{of} takes exactly {count} arguments.")
    return arguments


def property_name(node: Any) -> str | None:
    """The name a property node gives; None when the node is none."""
    if isinstance(node, dict) and set(node) == {"property"} and isinstance(node["property"], str):
        name: str = node["property"]
        return name
    return None


def unknown_name(language: Language, name: str) -> InvalidFilter:
    """What says that a layer has no such field, and which it has."""
    shown = name[:60]
    return refusal(
        f"Lớp này không có trường “{shown}”; các trường: {language.names}.",
        f"This collection has no property “{shown}”; it has: {language.names}.",
    )
