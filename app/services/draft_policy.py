"""A policy somebody wants to try: written out, as the text of a file, or by the id of one that is kept."""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.domain.errors import FieldFault, InvalidPolicy, PolicyNotFound
from app.domain.policy import Policy
from app.domain.policy_lint import PolicyFault, lint
from app.services.policy_faults import in_words
from app.services.policy_library import read_policy, shipped_policies
from app.services.policy_text import invalid
from app.storage.policies import newest_stored_policy, stored_policy_ids


def kept_policies(session: Session) -> dict[str, Policy]:
    """Every policy that can be named by its id: the shipped ones, and those stored here that are not shipped."""
    shipped = shipped_policies()
    stored = {each: newest_stored_policy(session, each) for each in stored_policy_ids(session) if each not in shipped}
    return {**shipped, **{each: policy for each, policy in stored.items() if policy is not None}}


def policy_by_id(session: Session, policy_id: str) -> Policy:
    """A shipped policy, drafts included, or else the newest one that was stored under this id.

    Raises:
        PolicyNotFound: no policy of this id.
    """
    policy = shipped_policies().get(policy_id) or newest_stored_policy(session, policy_id)
    if policy is None:
        raise PolicyNotFound(policy_id)
    return policy


def policy_from_text(text: str, *, pointer: str) -> Policy:
    """A policy from the text of a file.

    Args:
        pointer: where the text stands in what was sent; line and place within it are told in words.

    Raises:
        InvalidPolicy: with every fault.
    """
    try:
        return read_policy(text, name=pointer.removeprefix("/"))
    except InvalidPolicy as fault:
        errors = [replace(each, pointer=pointer) for each in fault.errors]
        raise InvalidPolicy(vi=fault.detail_vi, en=fault.detail_en, errors=errors) from fault


def policy_from_document(document: object, *, pointer: str) -> Policy:
    """A policy from its parts.

    Args:
        pointer: where they stand in what was sent.

    Raises:
        InvalidPolicy: with every fault and a pointer to it.
    """
    try:
        policy = Policy.model_validate(document)
    except ValidationError as error:
        raise _refused(in_words(error, document), pointer) from error
    faults = [each for each in lint(policy) if each.severity == "fault"]
    if faults:
        raise _refused(faults, pointer)
    return policy


def _refused(faults: list[PolicyFault], pointer: str) -> InvalidPolicy:
    errors = [
        FieldFault("".join([pointer, *(f"/{_escaped(part)}" for part in each.location)]), each.vi, each.en)
        for each in faults
    ]
    return invalid(pointer.removeprefix("/"), errors)


def _escaped(part: int | str) -> str:
    """A name as RFC 6901 writes it."""
    return str(part).replace("~", "~0").replace("/", "~1")
