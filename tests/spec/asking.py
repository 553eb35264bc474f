"""Ask a policy about rows of figures, as `khoanhvung policy evaluate` does, and read what it says."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.indicator_catalogue import UnitKind
from app.domain.policy import Policy
from app.services.policy_evaluation import evaluate_table
from app.services.policy_library import shipped_policy

Figure = float | str | None
"""A cell; None is missing."""
DAY = "2021-12-01"


@dataclass(frozen=True)
class Said:
    """What a policy says of one row."""

    level: str
    rule: str
    explanation: str


def says(policy: str | Policy, kind: UnitKind = UnitKind.WARD, /, **figures: Figure) -> Said:
    """What a policy says of one unit on one day (`date`, unless given, is 1 December 2021)."""
    return all_said(policy, [figures], kind=kind)[0]


def level(policy: str | Policy, kind: UnitKind = UnitKind.WARD, /, **figures: Figure) -> str:
    """The level alone."""
    return says(policy, kind, **figures).level


def all_said(policy: str | Policy, rows: Sequence[dict[str, Figure]], *, kind: UnitKind = UnitKind.WARD) -> list[Said]:
    """What a policy says of several rows (`unit`, unless given, is the number of the row)."""
    asked = shipped_policy(policy) if isinstance(policy, str) else policy
    filled = [{"unit": str(number), "date": DAY, **row} for number, row in enumerate(rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in filled for name in row)), restval="")
    writer.writeheader()
    writer.writerows(filled)
    answer = csv.DictReader(io.StringIO(evaluate_table(asked, out.getvalue().encode(), kind=kind).table))
    return [Said(row["computed_level"], row["rule"], row["explanation_en"]) for row in answer]
