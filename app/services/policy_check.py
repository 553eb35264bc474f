"""Everything there is to say of a policy file: faults that bar it, and warnings that do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from app.domain.errors import FieldFault
from app.domain.policy import Policy
from app.domain.policy_lint import PolicyFault, Severity, lint
from app.domain.policy_probe import Probe, probe
from app.services.policy_faults import in_words
from app.services.policy_text import Location, PolicyText, invalid, parse


@dataclass(frozen=True)
class Finding:
    """One thing said of a place in a file: what, how badly, and on which line (from 1)."""

    severity: Severity
    line: int
    said: FieldFault


@dataclass(frozen=True)
class Examination:
    """What was found in a policy file; `policy` is None when it is not one."""

    name: str
    policy: Policy | None
    findings: tuple[Finding, ...]
    probes: int = 0
    """How often a threshold was tried on the engine."""

    @property
    def faults(self) -> list[FieldFault]:
        """What bars the policy, in the order of the checks."""
        return [each.said for each in self.findings if each.severity == "fault"]

    @property
    def warnings(self) -> list[FieldFault]:
        """What is odd and may still be meant."""
        return [each.said for each in self.findings if each.severity == "warning"]


def examine(text: str, *, name: str) -> Examination:
    """Read a policy file and say all that is wrong or odd with it; its thresholds are tried on the engine.

    Args:
        text: YAML.
        name: of the file, for messages.

    Raises:
        InvalidPolicy: it is not YAML, so that nothing else can be said.
    """
    read, policy, faults = _read(text, name)
    if policy is None or _barring(faults):
        return Examination(name, policy, _found(read, faults))
    probes = probe(policy)
    failures = [_of_probe(each) for each in probes if each.failure is not None]
    return Examination(name, policy, _found(read, [*faults, *failures]), len(probes))


def sound_policy(text: str, *, name: str) -> Policy:
    """The policy of a file; warnings are not told.

    Raises:
        InvalidPolicy: with every fault, each naming the place in the file and the cure.
    """
    read, policy, faults = _read(text, name)
    barring = _barring(faults)
    if policy is None or barring:
        raise invalid(name, [read.fault(each.location, vi=each.vi, en=each.en) for each in barring])
    return policy


def _read(text: str, name: str) -> tuple[PolicyText, Policy | None, list[PolicyFault]]:
    read = parse(text, name=name)
    if read.repeated:
        return read, None, [_standing_twice(location) for location in read.repeated]
    try:
        policy = Policy.model_validate(read.document)
    except ValidationError as error:
        return read, None, in_words(error, read.document)
    return read, policy, lint(policy)


def _standing_twice(location: Location) -> PolicyFault:
    return PolicyFault(
        location,
        vi="mục này được ghi hai lần, chỉ một lần có tác dụng; gộp lại hoặc xóa một.",
        en="this entry stands twice and only one would count; merge them or remove one.",
    )


def _barring(faults: Sequence[PolicyFault]) -> list[PolicyFault]:
    return [each for each in faults if each.severity == "fault"]


def _of_probe(tried: Probe) -> PolicyFault:
    subject = " ".join(tried.subject[1:])
    return PolicyFault(
        tried.location,
        vi=f"thử {subject} = {tried.value} thì bộ máy không cho ra mức nào ({tried.failure}); báo lại kèm tệp này.",
        en=f"tried with {subject} = {tried.value}, the engine gives no level ({tried.failure}); report it with this "
        "file.",
    )


def _found(read: PolicyText, faults: Sequence[PolicyFault]) -> tuple[Finding, ...]:
    return tuple(
        Finding(each.severity, read.line(each.location), read.fault(each.location, vi=each.vi, en=each.en))
        for each in faults
    )
