"""Everything there is to say of a policy file: faults that bar it, warnings that do not, and how its thresholds answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from app.domain.errors import FieldFault
from app.domain.policy import Policy
from app.domain.policy_lint import PolicyFault, Severity, lint
from app.services.policy_faults import in_words
from app.services.policy_text import PolicyText, parse


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

    @property
    def faults(self) -> list[FieldFault]:
        """What bars the policy, in the order of the checks."""
        return [each.said for each in self.findings if each.severity == "fault"]

    @property
    def warnings(self) -> list[FieldFault]:
        """What is odd and may still be meant."""
        return [each.said for each in self.findings if each.severity == "warning"]


def examine(text: str, *, name: str, known_indicators: Collection[str] | None = None) -> Examination:
    """Read a policy file and say all that is wrong or odd with it.

    Args:
        text: YAML.
        name: of the file, for messages.
        known_indicators: ids of the indicators a site can be told values of; None leaves that unchecked.

    Raises:
        InvalidPolicy: it is not YAML, so that nothing else can be said.
    """
    read = parse(text, name=name)
    try:
        policy = Policy.model_validate(read.document)
    except ValidationError as error:
        return Examination(name, None, _found(read, in_words(error, read.document)))
    return Examination(name, policy, _found(read, lint(policy, known_indicators=known_indicators)))


def _found(read: PolicyText, faults: Sequence[PolicyFault]) -> tuple[Finding, ...]:
    return tuple(
        Finding(each.severity, read.line(each.location), read.fault(each.location, vi=each.vi, en=each.en))
        for each in faults
    )
