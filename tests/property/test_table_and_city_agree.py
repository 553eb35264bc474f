"""A table that says what the city knows of a ward on a day is judged as the ward is, by its own evidence."""

from __future__ import annotations

from hypothesis import given

from app.domain.indicators import window_sums
from app.domain.policy import Policy
from app.domain.vocabulary import CASE_CLASSES, UNKNOWN
from tests.property.histories import histories, shipped
from tests.spec.asking import Figure, all_said
from tests.spec.situation import DrawnOutbreak, Situation, day


def _is_open(outbreak: DrawnOutbreak, number: int) -> bool:
    return outbreak.opened <= number and (outbreak.closed is None or number < outbreak.closed)


def _listed(outbreaks: list[DrawnOutbreak]) -> str:
    return ";".join(f"{each.setting}:{'known' if each.source_known else 'unknown'}" for each in outbreaks)


def rows_of(situation: Situation, policy: Policy, last: int) -> list[dict[str, Figure]]:
    """One row a ward and day, days within wards."""
    window = policy.window_days.value
    sums = window_sums(situation.evidence(first=1, last=last, window_days=window), window)
    rows: list[dict[str, Figure]] = []
    for position, ward in enumerate(situation.wards):
        for number in range(1, last + 1):
            current = [each for each in situation.outbreaks if _is_open(each, number)]
            here = [each for each in current if ward in each.wards]
            linked = [each for each in current if ward in each.linked and ward not in each.wards]
            counts = dict(zip(CASE_CLASSES, sums[position, number - 1].tolist(), strict=True))
            rows.append(
                {
                    "unit": ward,
                    "date": str(day(number)),
                    **counts,
                    "open_outbreaks": _listed(here),
                    "linked_outbreaks": _listed(linked),
                }
            )
    return rows


@given(histories(), shipped)
def test_a_ward_of_which_everything_is_reported_is_judged_the_same(
    history: tuple[Situation, int], policy: Policy
) -> None:
    situation, last = history
    situation.missing.clear()
    said = [each.level for each in all_said(policy, rows_of(situation, policy, last))]
    judged = situation.judged(policy, through=last)
    own = [
        policy.level_of.get(int(each.own_raw_rank[position]), UNKNOWN)
        for position in range(len(situation.wards))
        for each in judged
    ]
    assert said == own
