"""The registered indicators, and what of them may be reported."""

from __future__ import annotations

import pytest

from app.domain.errors import IndicatorNotFound, InvalidValue
from app.domain.indicator_catalogue import BY_NAME, CATALOGUE, UnitKind
from app.domain.indicator_checks import check_indicator_unit, check_indicator_value, registered_indicator
from app.domain.names import fold


def test_every_name_means_one_indicator() -> None:
    assert len(BY_NAME) == 3 * len(CATALOGUE)


def test_a_label_is_known_without_marks_and_case() -> None:
    assert BY_NAME[fold("TY LE DAN SO DA TIEM DU LIEU")].id == "fully_vaccinated_total_pct"


@pytest.mark.parametrize("indicator_id", CATALOGUE)
def test_both_ends_of_the_range_are_believed_and_beyond_is_not(indicator_id: str) -> None:
    indicator = CATALOGUE[indicator_id]
    check_indicator_value(indicator, indicator.lowest, pointer="/value")
    check_indicator_value(indicator, indicator.highest, pointer="/value")
    for beyond in (indicator.lowest - 1, indicator.highest + 1, float("nan"), float("inf")):
        with pytest.raises(InvalidValue, match="outside the plausible range"):
            check_indicator_value(indicator, beyond, pointer="/value")


def test_a_refusal_names_the_indicator_the_value_and_the_range() -> None:
    with pytest.raises(InvalidValue) as refusal:
        check_indicator_value(CATALOGUE["icu_occupancy_pct"], 151.5, pointer="/3/value")
    (fault,) = refusal.value.errors
    assert fault.pointer == "/3/value"
    for text in (fault.vi, fault.en):
        assert "icu_occupancy_pct = 151.5" in text
        assert "0–150" in text


def test_places_and_answers_come_whole() -> None:
    for indicator_id, value in (("f1_places_free", 2.5), ("treatment_capacity_met", 0.5)):
        with pytest.raises(InvalidValue, match="whole number"):
            check_indicator_value(CATALOGUE[indicator_id], value, pointer="/value")


def test_an_indicator_of_hospitals_is_not_reported_per_ward() -> None:
    with pytest.raises(InvalidValue, match="district or city"):
        check_indicator_unit(CATALOGUE["icu_occupancy_pct"], UnitKind.WARD, pointer="/unit_kind")


def test_an_unknown_id_is_not_found_in_an_address_and_a_fault_in_a_body() -> None:
    with pytest.raises(IndicatorNotFound):
        registered_indicator("vaccinated")
    with pytest.raises(InvalidValue, match="send one of: vaccinated_1dose_18plus_pct"):
        registered_indicator("vaccinated", pointer="/indicator_id")
