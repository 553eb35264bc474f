"""The words of the field, as they stand on the wire."""

from __future__ import annotations

from app.domain.vocabulary import (
    CASE_CLASSES,
    UNKNOWN,
    BoundaryStatus,
    DataStatus,
    Directive,
    LockdownLayer,
    OutbreakSetting,
    RingStatus,
)
from app.services.policy_library import shipped_policies


def test_unknown_is_the_level_of_no_policy() -> None:
    assert UNKNOWN == "unknown"
    assert all(UNKNOWN not in policy.rank_of for policy in shipped_policies().values())


def test_the_core_is_stricter_than_the_next_layer_and_that_than_the_outer() -> None:
    assert sorted(LockdownLayer, key=lambda layer: -layer.strictness) == ["core", "next", "outer"]


def test_directives_are_text_so_that_nobody_calculates_with_them() -> None:
    assert [each.value for each in Directive] == ["16", "15", "19"]


def test_settings_are_those_of_the_contract() -> None:
    assert ", ".join(OutbreakSetting) == "industrial_park, school, supermarket, market, hospital, residential, other"


def test_the_columns_of_counts_keep_their_order() -> None:
    """Stored arrays and files rely on it."""
    assert CASE_CLASSES == (
        "community_unknown_source",
        "community_known_source",
        "lockdown_area",
        "quarantine",
        "imported",
    )


def test_the_states_of_data_rings_and_boundaries_are_those_of_the_contract() -> None:
    assert list(DataStatus) == ["complete", "partial", "missing"]
    assert list(RingStatus) == ["proposed", "issued", "lifted"]
    assert list(BoundaryStatus) == ["schematic", "official"]
