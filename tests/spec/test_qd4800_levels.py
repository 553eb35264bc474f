"""Decision 4800/QĐ-BYT of 12 October 2021, criteria 1 and 2: the level by weekly incidence and first-dose coverage.

The official table could not be read; this is the reconstruction the policy file says it is:

    ≥ 1 dose (18+) | below 20 | 20 – below 50 | 50 – below 150 | 150 and more   new cases/100k/week
    below 70 %     |    1     |       2       |       3        |      4
    70 % and more  |    1     |       2       |       2        |      3
"""

from __future__ import annotations

import pytest

from app.domain.indicator_catalogue import UnitKind
from app.domain.vocabulary import Provenance
from app.services.policy_library import shipped_policy
from tests.spec.asking import says

QD4800 = "moh-4800-2021"
RATE, DOSE = "incidence_7d_per_100k", "vaccinated_1dose_18plus_pct"
POLICY = shipped_policy(QD4800)
LEVELS = [(0, 1, 1), (19, 1, 1), (20, 2, 2), (49, 2, 2), (50, 3, 2), (149, 3, 2), (150, 4, 3), (900, 4, 3)]


def level(rate: float | None, dose: float | None, *, kind: UnitKind = UnitKind.WARD) -> str:
    return says(QD4800, kind, **{RATE: rate, DOSE: dose}).level


@pytest.mark.parametrize("kind", UnitKind)
@pytest.mark.parametrize(("rate", "below_70", "from_70"), LEVELS)
def test_the_table_is_the_same_for_wards_districts_and_the_city(
    rate: float, below_70: int, from_70: int, kind: UnitKind
) -> None:
    assert level(rate, 69.9, kind=kind) == f"level_{below_70}"
    assert level(rate, 70, kind=kind) == f"level_{from_70}"
    assert level(rate, 70.1, kind=kind) == f"level_{from_70}"


@pytest.mark.parametrize(("rate", "expected"), [(19.49, 1), (19.5, 2), (19.96, 2), (149.49, 2), (149.5, 3)])
def test_the_rate_is_rounded_to_the_nearest_whole_number_before_it_is_compared(rate: float, expected: int) -> None:
    """26 November 2021: 3,292 / 2 / 8.2465 million is 19.96; the notice prints 20 and level 2."""
    assert level(rate, 93.9) == f"level_{expected}"


def test_the_rate_is_that_of_fourteen_days_halved_over_all_local_cases() -> None:
    said = says(
        QD4800,
        population=8_246_500,
        community_known_source=1124,
        community_unknown_source=0,
        lockdown_area=1000,
        quarantine=1168,
        imported=500,
        vaccinated_1dose_18plus_pct=93.9,
    )
    assert said.level == "level_2"
    assert said.explanation.startswith("Level 2: 20 cases/100k/week (≥ 20, < 50)")


def test_imported_cases_are_no_local_cases() -> None:
    assert all("imported" not in each.classes for each in POLICY.indicators if hasattr(each, "classes"))


@pytest.mark.parametrize(("rate", "expected"), [(5, "level_1"), (30, "level_2"), (80, "level_2"), (150, "level_3")])
def test_without_a_coverage_the_level_that_is_certain_counts(rate: float, expected: str) -> None:
    assert level(rate, None) == expected


@pytest.mark.parametrize("dose", [None, 50, 90])
def test_without_a_rate_the_level_is_unknown(dose: float | None) -> None:
    assert level(None, dose) == "unknown"


def test_the_table_is_said_to_be_reconstructed_and_each_cell_how_far() -> None:
    (table,) = POLICY.tables
    assert table.provenance is Provenance.RECONSTRUCTED
    assert {(cell.row, cell.column) for cell in table.cells} == {
        (row, column) for row in (1, 2) for column in range(1, 5)
    }
    assert [(cell.row, cell.column) for cell in table.cells if cell.provenance is Provenance.VERIFIED] == [(1, 4)]
    assert any(gap.id == "decision-table" for gap in POLICY.gaps)


def test_raising_a_level_is_announced_48_hours_before() -> None:
    """“Raising a level must be announced at least 48 h before” (Resolution 128/NQ-CP)."""
    assert POLICY.notice is not None
    assert POLICY.notice.raise_hours.value == 48
    assert POLICY.notice.raise_hours.provenance is Provenance.VERIFIED


def test_it_can_be_adopted_with_duties_and_rings_that_are_said_to_be_examples() -> None:
    assert POLICY.is_adoptable
    assert {each.provenance for each in (*POLICY.testing, *POLICY.rings)} == {Provenance.EXAMPLE}
