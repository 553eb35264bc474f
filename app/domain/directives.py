"""Which directive applies where several orders meet: the strictest in force, else the strictest proposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.vocabulary import Directive

_STRICTNESS: Final = {Directive.D16: 3, Directive.D15: 2, Directive.D19: 1}


@dataclass(frozen=True)
class AppliedDirective:
    """A directive, and whether an order in force says so or it is only proposed."""

    directive: Directive
    in_force: bool


def strictest(found: Iterable[AppliedDirective]) -> AppliedDirective | None:
    """The one that counts: what is in force comes before what is proposed; None when there is none."""
    return max(found, key=lambda each: (each.in_force, _STRICTNESS[each.directive]), default=None)
