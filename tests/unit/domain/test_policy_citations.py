"""How much of a policy was read in a text: everything that is cited counts, and what is said once counts once."""

from __future__ import annotations

import pytest

from app.domain.policy import Policy
from app.domain.policy_citations import cited_items, provenance_counts
from app.domain.vocabulary import Provenance
from app.services.policy_library import shipped_policies, shipped_policy

QD4800 = shipped_policy("moh-4800-2021")


def test_each_kind_of_provenance_is_counted_even_where_there_is_none() -> None:
    verified_only = QD4800.model_copy(
        update={"tables": (), "modifiers": (), "districts": None, "city": None, "indicators": (), "testing": ()}
    )
    assert set(provenance_counts(verified_only)) == set(Provenance)


def test_criteria_that_districts_and_the_city_share_with_wards_count_once() -> None:
    of_wards_alone = QD4800.model_copy(update={"districts": None, "city": None})
    assert provenance_counts(QD4800) == provenance_counts(of_wards_alone)


def test_a_number_of_one_level_counts_too() -> None:
    policy = shipped_policy("italy-dl105-2021")
    plain = policy.model_copy(update={"persistence": policy.persistence.model_copy(update={"by_level": ()})})
    assert provenance_counts(policy)[Provenance.VERIFIED] == provenance_counts(plain)[Provenance.VERIFIED] + 1


@pytest.mark.parametrize("policy", [pytest.param(each, id=each.id) for each in shipped_policies().values()])
def test_whatever_was_not_read_says_so_in_both_languages(policy: Policy) -> None:
    for name, item in cited_items(policy):
        if item.provenance is Provenance.VERIFIED:
            assert item.sources, name
        else:
            assert item.note_vi, name
            assert item.note_en, name


def test_only_the_draft_and_orders_of_other_countries_cannot_be_adopted() -> None:
    adoptable = {each.id for each in shipped_policies().values() if each.status == "official" and each.is_adoptable}
    assert adoptable == {"hanoi-ct06-2021", "hanoi-tb-2021-09-14", "moh-2686-2021", "moh-4800-2021"}
