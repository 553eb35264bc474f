"""What a number or a criterion stands on: its documents in words, and how sure we are that they say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.policy import AdjacencyRule, Band, Cited, Criteria, Criterion, DecisionTable, Policy
from app.domain.seen import Seen, within
from app.domain.sentences import Phrase, joined, one_line
from app.domain.vocabulary import Provenance

_MARKS: Final = {
    Provenance.VERIFIED: Phrase("", ""),
    Provenance.RECONSTRUCTED: Phrase(" (hệ thống suy ra)", " (reconstructed)"),
    Provenance.EXAMPLE: Phrase(" (mức minh họa)", " (an example)"),
}


@dataclass(frozen=True)
class CitedSource:
    """The document a reason stands on."""

    document: str
    issuer: str
    issued_on: date
    article: str | None


def cited(policy: Policy, keys: Sequence[str]) -> tuple[CitedSource, ...]:
    """The documents behind source keys."""
    found = [policy.sources[key] for key in keys]
    return tuple(CitedSource(each.document, each.issuer, each.issued_on, each.article) for each in found)


def criteria_sources(criteria: Criteria) -> tuple[str, ...]:
    """The keys of the documents that criteria cite, most important first."""
    return tuple(dict.fromkeys(key for each in criteria.ordered for key in each.sources))


def basis_of(criterion: Criterion | AdjacencyRule, seen: Seen) -> Cited:
    """What a criterion stands on for what was seen: of a table, the very cell or band where that is cited by itself."""
    return _cell_basis(criterion, seen) if isinstance(criterion, DecisionTable) else criterion


def basis_words(policy: Policy, basis: Cited, *, all_documents: bool = True) -> Phrase:
    """The documents of a number or criterion, and a word where they do not say it in so many words."""
    if not basis.sources:
        beside = criteria_words(policy, policy, all_documents=all_documents)
        return Phrase(f"tiêu chí minh họa, bổ sung cho {beside.vi}", f"an illustrative criterion beside {beside.en}")
    documents = document_words(cited(policy, basis.sources), all_documents=all_documents)
    mark = _MARKS[basis.provenance]
    return Phrase(f"{documents.vi}{mark.vi}", f"{documents.en}{mark.en}")


def criteria_words(policy: Policy, criteria: Criteria, *, all_documents: bool = True) -> Phrase:
    """The documents that criteria come from; the policy itself when they cite none."""
    documents = document_words(cited(policy, criteria_sources(criteria)), all_documents=all_documents)
    return documents if documents.vi else Phrase(one_line(policy.title_vi), one_line(policy.title_en))


def document_words(sources: Sequence[CitedSource], *, all_documents: bool = True) -> Phrase:
    """Documents by name, each once, or the first of them for short."""
    names = list(dict.fromkeys(one_line(each.document) for each in sources))
    shown = names if all_documents else names[:1]
    return Phrase(joined(shown, last="và"), joined(shown, last="and"))


def provenance_mark(provenance: Provenance) -> Phrase:
    """What is said after documents that do not say it in so many words; nothing for those that do."""
    return _MARKS[provenance]


def weakest(provenances: Sequence[Provenance]) -> Provenance:
    """The least sure of some provenances: what is built on several is no surer than that.

    >>> weakest([Provenance.VERIFIED, Provenance.EXAMPLE, Provenance.RECONSTRUCTED]).value
    'example'
    """
    return max(provenances, key=list(Provenance).index)


def _cell_basis(table: DecisionTable, seen: Seen) -> Cited:
    """The cell's own citation, else that of a band that decided, else the table's."""
    reached = [
        [
            number
            for number, band in enumerate(axis.bands, start=1)
            if within(band, seen.reading(axis.indicator)).possible
        ]
        for axis in table.axes
    ]
    if any(len(bands) != 1 for bands in reached):
        return table
    column, row = reached[0][0], reached[1][0] if len(reached) > 1 else 1
    own = [cell for cell in table.cells if (cell.row, cell.column) == (row, column)]
    if own:
        return own[0]
    bands = [axis.bands[numbers[0] - 1] for axis, numbers in zip(table.axes, reached, strict=True)]
    return _band_basis(table, bands)


def _band_basis(table: DecisionTable, bands: Sequence[Band]) -> Cited:
    told = [band for band in bands if band.provenance is not None]
    if not told:
        return table
    least_sure = max(told, key=lambda band: list(Provenance).index(band.provenance or table.provenance))
    return Cited(
        sources=least_sure.sources or table.sources,
        provenance=least_sure.provenance or table.provenance,
        note_vi=least_sure.note_vi or table.note_vi,
        note_en=least_sure.note_en or table.note_en,
    )
