"""The answer to somebody who holds a copy of a publication, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.api.pages.publications import newer, way_to
from app.api.pages.shared import Shell
from app.domain.publication_check import GEOMETRY, REWRITING_WORDS, Finding, FindingKind, PublicationCheck, Verdict

FINDINGS: Final = {
    FindingKind.ROW_MISSING: "finding_row_missing",
    FindingKind.ROW_ADDED: "finding_row_added",
    FindingKind.ROW_REPEATED: "finding_row_repeated",
    FindingKind.COLUMN_MISSING: "finding_column_missing",
    FindingKind.COLUMN_ADDED: "finding_column_added",
    FindingKind.NAME_REPEATED: "finding_name_repeated",
}
"""Messages by what differs, but for values, which are shown themselves."""


@dataclass(frozen=True)
class ChangeRow:
    """One difference in words."""

    where: str
    code: str
    column: str
    published: str
    found: str
    said: str


@dataclass(frozen=True)
class CheckView:
    """The answer in words; `tone` is the class of its colours, `more` the differences that are not listed."""

    tone: str
    headline: str
    sentence: str
    reason: str
    rewritings: Sequence[str]
    publication: tuple[str, str] | None
    successor: tuple[str, str] | None
    newest: tuple[str, str] | None
    changes: Sequence[ChangeRow]
    more: int


def check_view(shell: Shell, check: PublicationCheck) -> CheckView:
    """The answer to somebody who sent a file, a hash or a number."""
    words, comparison = shell.words, check.comparison
    number = "" if check.publication is None else str(check.publication.number)
    return CheckView(
        tone=check.verdict.value.replace("_", "-"),
        headline=words(HEADLINES[check.verdict]),
        sentence=_sentence(shell, check, number),
        reason="" if check.reason is None else words.pick(check.reason),
        rewritings=[words.pick(REWRITING_WORDS[each]) for each in comparison.rewritings],
        publication=way_to(shell, None if check.publication is None else check.publication.number),
        successor=way_to(shell, check.superseded_by),
        newest=None
        if check.publication is None
        else newer(shell, check.publication.number, check.superseded_by, check.newest),
        changes=[_change(shell, each) for each in comparison.findings],
        more=comparison.count - len(comparison.findings),
    )


HEADLINES: Final = {
    Verdict.GENUINE: "verify_genuine",
    Verdict.SUPERSEDED: "verify_is_superseded",
    Verdict.ALTERED: "verify_is_altered",
    Verdict.NOT_OURS: "verify_is_not_ours",
}
"""Messages by verdict."""


def _sentence(shell: Shell, check: PublicationCheck, number: str) -> str:
    words = shell.words
    if check.verdict is Verdict.NOT_OURS:
        return words("verify_not_ours")
    if check.verdict is Verdict.ALTERED:
        key = "verify_altered" if check.comparison.count else "verify_altered_bytes"
        return words(key, number=number, n=check.comparison.count)
    if check.verdict is Verdict.SUPERSEDED:
        return words("verify_superseded", number=number, successor=str(check.superseded_by))
    if check.kind is None:
        return words("verify_number_stands", number=number)
    return words("verify_exact" if check.exact else "verify_same_values", number=number)


def _change(shell: Shell, finding: Finding) -> ChangeRow:
    words = shell.words
    is_border = finding.column == GEOMETRY
    column = words("finding_geometry") if is_border else finding.column or ""
    is_value = finding.kind is FindingKind.VALUE and not is_border
    said = "" if is_value else words("finding_geometry_changed" if is_border else FINDINGS[finding.kind])
    return ChangeRow(
        where=_short(finding.ward_name or finding.ward_code or "") or words("verify_whole"),
        code=_short(finding.ward_code or "") if finding.ward_name else "",
        column=_short(column),
        published=finding.published or words("verify_empty") if is_value else "",
        found=_short(finding.found or "") or words("verify_empty") if is_value else "",
        said=said,
    )


def _short(text: str, longest: int = 120) -> str:
    """What somebody sent, cut where it grows long."""
    return text if len(text) <= longest else f"{text[:longest]}…"
