"""`khoanhvung policy evaluate`: ask a policy what it says of a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import progress, told
from app.domain.indicator_catalogue import UnitKind
from app.domain.policy import Policy
from app.services.policy_evaluation import evaluate_table
from app.services.policy_library import read_policy_bytes, shipped_policy


def evaluate(
    policy: Annotated[str, typer.Argument(metavar="ID", help="A shipped policy, or the path of a policy file.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV table.")],
    unit: Annotated[UnitKind, typer.Option(help="Whose criteria to ask.")] = UnitKind.WARD,
) -> None:
    """Ask a policy what it says of a table: the same rows as CSV, with computed_level, rule and explanation_en added.

    One row per unit and day: a column unit_code (or ward_code, district_code, county_fips, unit, else the first column
    left), a column date (or reporting_date, as_of), and a column per indicator of the policy; an empty cell is missing.
    Other columns are handed on.

    Where the policy looks at them: cases by class (community_unknown_source, …: sums of its window) and population;
    open_outbreaks and linked_outbreaks ("market:unknown;school:known") and neighbor_own_levels ("red;orange"), where
    an empty cell means none; children ("red:3;green:20;unknown:2"). Of a column that is not there nothing is known,
    except that borders then raise nothing.

    Periods look back at the same unit on the exact earlier day. Holding a level for days is left out: that needs every
    day. While a clause says that no level may fall, a row keeps the level of the unit's row before.

    Example: khoanhvung policy evaluate cdc-community-levels-2022 counties.csv > levels.csv
    """
    with told():
        evaluation = evaluate_table(policy_named(policy), file.read_bytes(), kind=unit)
    for remark in evaluation.remarks:
        progress.print(f"{remark.vi}\n{remark.en}", markup=False)
    sys.stdout.write(evaluation.table)


def policy_named(name: str) -> Policy:
    """A shipped policy by id, or one from a file by its path.

    Raises:
        PolicyNotFound: neither is there.
        InvalidPolicy: the file is no sound policy.
    """
    path = Path(name)
    if path.suffix in {".yaml", ".yml"} and path.is_file():
        return read_policy_bytes(path.read_bytes(), name=path.name)
    return shipped_policy(name)
