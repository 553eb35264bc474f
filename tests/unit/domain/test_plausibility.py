"""Which figures ask for a second look."""

from __future__ import annotations

import pytest

from app.domain.plausibility import (
    PlausibilityWarning,
    Surroundings,
    WarningCode,
    confirmed,
    find_warnings,
    sentence,
)


def codes(
    total: int,
    *,
    before: int | None = None,
    population: int | None = None,
    in_outbreak: bool = False,
    samples: int | None = None,
    positives: int | None = None,
) -> list[str]:
    around = Surroundings(previous_total=before, population=population, in_outbreak=in_outbreak)
    found = find_warnings(total, samples=samples, positives=positives, around=around, jump_factor=3)
    return [each.code.value for each in found]


@pytest.mark.parametrize(
    ("total", "before", "expected"),
    [
        (4, 0, []),
        (5, 0, ["jump"]),
        (5, 1, ["jump"]),
        (5, 2, []),
        (6, 2, ["jump"]),
        (8, 3, []),
        (9, 3, ["jump"]),
        (500, None, []),
    ],
)
def test_a_jump_is_three_times_the_day_before_and_at_least_five(
    total: int, before: int | None, expected: list[str]
) -> None:
    assert codes(total, before=before) == expected


@pytest.mark.parametrize(
    ("samples", "positives", "expected"),
    [(3, 3, []), (3, 4, ["positives_exceed_samples"]), (None, 4, []), (3, None, []), (0, 0, [])],
)
def test_more_positives_than_samples_are_odd(samples: int | None, positives: int | None, expected: list[str]) -> None:
    assert codes(0, samples=samples, positives=positives) == expected


@pytest.mark.parametrize(
    ("population", "expected"),
    [(10, []), (9, ["cases_exceed_population"]), (None, []), (0, ["cases_exceed_population"])],
)
def test_more_cases_than_people_are_odd(population: int | None, expected: list[str]) -> None:
    assert codes(10, population=population) == expected


@pytest.mark.parametrize(
    ("total", "before", "in_outbreak", "expected"),
    [
        (0, 1, True, ["drop_to_zero_in_outbreak"]),
        (0, 1, False, []),
        (0, 0, True, []),
        (0, None, True, []),
        (1, 9, True, []),
    ],
)
def test_a_drop_to_zero_is_odd_while_an_outbreak_is_open(
    total: int, before: int | None, in_outbreak: bool, expected: list[str]
) -> None:
    assert codes(total, before=before, in_outbreak=in_outbreak) == expected


def test_a_report_may_be_odd_in_several_ways_at_once() -> None:
    assert codes(99, before=1, population=50, samples=3, positives=4) == [
        "jump",
        "cases_exceed_population",
        "positives_exceed_samples",
    ]


def test_a_reason_confirms_its_own_warning_only() -> None:
    found = (
        PlausibilityWarning(WarningCode.JUMP, 9, 1),
        PlausibilityWarning(WarningCode.POSITIVES_EXCEED_SAMPLES, 4, 3),
    )
    told = confirmed(found, [(WarningCode.JUMP, "ổ dịch mới"), (WarningCode.CASES_EXCEED_POPULATION, "x")])
    assert [(each.code.value, each.is_confirmed) for each in told] == [
        ("jump", True),
        ("positives_exceed_samples", False),
    ]


@pytest.mark.parametrize("code", WarningCode)
@pytest.mark.parametrize("against", [0, 7])
def test_every_warning_names_both_numbers_in_both_languages(code: WarningCode, against: int) -> None:
    for words in sentence(PlausibilityWarning(code, 70, against)):
        assert str(against) in words
        if code is WarningCode.DROP_TO_ZERO_IN_OUTBREAK:
            assert "0" in words
        elif code is WarningCode.JUMP and against:
            assert "10" in words
        else:
            assert "70" in words
