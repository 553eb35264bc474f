"""Publications on the wire: what is ordered, what was published, and what can be said of a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.api.schemas.common import DocumentNumber, Given, Note, Taken, Title
from app.domain.publication import FILE_NAMES, Publication
from app.domain.publication_check import REWRITING_WORDS, Finding, PublicationCheck
from app.domain.sentences import Phrase
from app.services.publication import PublicationOrder
from app.services.publication_reading import Standing
from app.storage.publications import FileEntry

LARGEST_NUMBER = 999_999_999
"""Of a publication; at one an hour it lasts for a hundred thousand years."""
PUBLICATIONS = "/api/v1/publications"

Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]


class PublicationIn(Taken):
    """What is in force is published under the next number; signed, and never changed again."""

    title: Annotated[Title, Field(examples=["Mức nguy cơ ngày 14/09/2021"])]
    signer: Title
    document_number: DocumentNumber
    note: Note | None = None
    supersedes: Annotated[Number | None, Field(description="The number of the publication that this corrects.")] = None

    def as_order(self) -> PublicationOrder:
        """The same for the service."""
        return PublicationOrder(self.title, self.signer, self.document_number, self.note or None, self.supersedes)


class LevelTotalOut(Given):
    """How many wards and inhabitants were at a level; `population` null when that of any of them is unknown."""

    level: str
    label_vi: str
    label_en: str
    wards: int
    population: int | None


class PublicationFileOut(Given):
    """One form of a publication, for ever the same bytes."""

    kind: str
    href: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, entry: FileEntry) -> PublicationFileOut:
        """A file as it is listed."""
        href = f"{PUBLICATIONS}/{entry.publication}/{FILE_NAMES[entry.kind]}"
        return cls(kind=entry.kind.value, href=href, bytes=entry.size, sha256=entry.sha256)


class PublicationOut(Given):
    """A publication; `superseded_by` null while it stands."""

    number: int
    status: str
    superseded_by: int | None
    supersedes: int | None
    title: str
    signer: str
    document_number: str
    note: str | None
    scheme: str
    as_of: date
    at: datetime
    published_at: datetime
    revision: int
    policy_id: str
    policy_version: str
    boundary_version: str
    boundary_status: str
    page: str
    totals: list[LevelTotalOut]
    files: list[PublicationFileOut]

    @classmethod
    def of(cls, standing: Standing) -> PublicationOut:
        """A publication as it is shown."""
        publication = standing.publication
        return cls(
            number=publication.number,
            status="genuine" if standing.superseded_by is None else "superseded",
            superseded_by=standing.superseded_by,
            supersedes=publication.supersedes,
            title=publication.title,
            signer=publication.signer,
            document_number=publication.document_number,
            note=publication.note,
            scheme=publication.scheme,
            as_of=publication.as_of,
            at=publication.at,
            published_at=publication.published_at,
            revision=publication.revision,
            policy_id=publication.policy_id,
            policy_version=publication.policy_version,
            boundary_version=publication.boundary_version,
            boundary_status=publication.boundary_status.value,
            page=publication.live_address,
            totals=[
                LevelTotalOut(
                    level=each.level,
                    label_vi=each.label_vi,
                    label_en=each.label_en,
                    wards=each.wards,
                    population=each.population,
                )
                for each in publication.totals
            ],
            files=[PublicationFileOut.of(each) for each in standing.files],
        )


class PublicationsOut(Given):
    """Publications, the newest first."""

    items: list[PublicationOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class Words(Given):
    """A sentence in both languages."""

    vi: str
    en: str

    @classmethod
    def of(cls, phrase: Phrase) -> Words:
        """A phrase as it is shown."""
        return cls(vi=phrase.vi, en=phrase.en)


class RewritingOut(Words):
    """A way in which a file is written that alters nothing."""

    code: str


class FindingOut(Given):
    """One difference between a file and what was published; `ward_code` null: in the head or of the whole table."""

    kind: str
    ward_code: str | None
    ward_name: str | None
    column: str | None
    published: str | None
    found: str | None

    @classmethod
    def of(cls, finding: Finding) -> FindingOut:
        """A finding as it is shown; a text that somebody sent is cut where it grows long."""
        return cls(
            kind=finding.kind.value,
            ward_code=_cut(finding.ward_code),
            ward_name=_cut(finding.ward_name),
            column=_cut(finding.column),
            published=finding.published,
            found=_cut(finding.found),
        )


class CheckedPublication(Given):
    """The publication that a file or a number names."""

    number: int
    title: str
    as_of: date
    at: datetime
    signer: str
    document_number: str
    page: str

    @classmethod
    def of(cls, publication: Publication) -> CheckedPublication:
        """The head of a publication as it is shown."""
        return cls(
            number=publication.number,
            title=publication.title,
            as_of=publication.as_of,
            at=publication.at,
            signer=publication.signer,
            document_number=publication.document_number,
            page=publication.live_address,
        )


class CheckOut(Given):
    """The answer: `verdict` genuine, superseded (by `superseded_by`), altered (`changes`) or not_ours (`reason`).

    `exact`: byte for byte one of the published files; false with a genuine verdict: another program wrote the same
    values anew (`rewritings`). `changes` lists at most 200, `number_of_changes` counts all.
    """

    verdict: str
    publication: CheckedPublication | None
    kind: str | None
    exact: bool
    superseded_by: int | None
    newest: int
    sha256: str | None
    changes: list[FindingOut]
    number_of_changes: int
    rewritings: list[RewritingOut]
    reason: Words | None

    @classmethod
    def of(cls, check: PublicationCheck) -> CheckOut:
        """A check as it is shown."""
        return cls(
            verdict=check.verdict.value,
            publication=None if check.publication is None else CheckedPublication.of(check.publication),
            kind=None if check.kind is None else check.kind.value,
            exact=check.exact,
            superseded_by=check.superseded_by,
            newest=check.newest,
            sha256=check.sha256,
            changes=[FindingOut.of(each) for each in check.comparison.findings],
            number_of_changes=check.comparison.count,
            rewritings=[
                RewritingOut(code=each.value, vi=REWRITING_WORDS[each].vi, en=REWRITING_WORDS[each].en)
                for each in check.comparison.rewritings
            ],
            reason=None if check.reason is None else Words.of(check.reason),
        )


def _cut(text: str | None, longest: int = 200) -> str | None:
    return text if text is None or len(text) <= longest else f"{text[:longest]}…"
