"""What the planted faults are written with."""

from __future__ import annotations

Planted = tuple[str, str, str, str, str, str]

RULES_END = "\ntables:\n"


def rule(name: str, level: str, condition: str) -> str:
    """A rule to put before the tables, with one condition."""
    return (
        f"  - id: {name}\n    level: {level}\n    label_vi: a\n    label_en: a\n    provenance: verified\n"
        f"    sources: [vd01]\n    any_of:\n      - {condition}\n{RULES_END}"
    )


def all_of(name: str, level: str, *conditions: str) -> str:
    """The same with several requirements."""
    listed = "".join(f"      - {each}\n" for each in conditions)
    return rule(name, level, "X").replace("any_of:\n      - X\n", f"all_of:\n{listed}")
