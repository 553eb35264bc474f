"""A draft comes by id, as a text or written out; what is kept on the site can be named as well as what is shipped."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import InvalidPolicy, PolicyNotFound
from app.domain.policy import Policy
from app.services.draft_policy import kept_policies, policy_by_id, policy_from_document, policy_from_text
from app.services.policy_library import policy_version, shipped_policies
from app.storage.policies import store_policy
from tests.unit.domain.policies import make_policy, number


def keep(session: Session, policy: Policy, revision: int) -> None:
    """Store a policy as an adoption would."""
    store_policy(session, policy, policy_version=policy_version(policy), revision=revision)


def test_every_shipped_policy_can_be_named(session: Session) -> None:
    for policy_id, policy in shipped_policies().items():
        assert policy_by_id(session, policy_id) is policy


def test_a_stored_policy_can_be_named_and_its_newest_version_counts(session: Session) -> None:
    keep(session, make_policy(id="thu-2021", max_missing_days=number(1)), 2)
    keep(session, make_policy(id="thu-2021", max_missing_days=number(3)), 5)
    assert policy_by_id(session, "thu-2021").max_missing_days.value == 3
    assert list(kept_policies(session)) == [*shipped_policies(), "thu-2021"]


def test_a_shipped_policy_stands_before_what_was_stored_of_it(session: Session) -> None:
    keep(session, make_policy(max_missing_days=number(5)), 2)
    assert policy_by_id(session, "hanoi-ct06-2021") is shipped_policies()["hanoi-ct06-2021"]
    assert list(kept_policies(session)) == list(shipped_policies())


def test_a_policy_nobody_kept_is_not_found(session: Session) -> None:
    with pytest.raises(PolicyNotFound):
        policy_by_id(session, "thu-1900")


def test_names_in_a_pointer_are_escaped() -> None:
    document = {**make_policy().model_dump(mode="json"), "a/b~c": 1}
    with pytest.raises(InvalidPolicy) as refused:
        policy_from_document(document, pointer="/policy")
    assert [each.pointer for each in refused.value.errors] == ["/policy/a~1b~0c"]


def test_a_written_out_policy_is_taken_as_it_is() -> None:
    policy = make_policy(id="thu-2021")
    assert policy_from_document(policy.model_dump(mode="json"), pointer="/policy") == policy


@pytest.mark.parametrize("text", ["", "a: [", "a: &x [*x]", "- 1"])
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(InvalidPolicy):
        policy_from_text(text, pointer="/policy_text")
