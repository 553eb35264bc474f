"""Publications: numbers without gaps, heads, and files that are found by number or by what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.publication import FileKind, LevelTotal, Publication
from app.domain.vocabulary import BoundaryStatus
from app.storage.tables.publications import PublicationFileRow, PublicationRow


@dataclass(frozen=True)
class FileEntry:
    """What is known of a file without reading it."""

    publication: int
    kind: FileKind
    sha256: str
    size: int


@dataclass(frozen=True)
class StoredFile(FileEntry):
    """A file, byte for byte as it was given out."""

    content: bytes


_ENTRY = (PublicationFileRow.publication, PublicationFileRow.kind, PublicationFileRow.sha256, PublicationFileRow.size)


def newest_number(session: Session) -> int:
    """The number of the newest publication; 0 before the first. Under the site lock the next one is one more."""
    return session.scalar(select(func.max(PublicationRow.number))) or 0


def add_publication(session: Session, publication: Publication, files: Iterable[StoredFile]) -> None:
    """Store a publication with its files."""
    session.add(
        PublicationRow(
            number=publication.number,
            scheme=publication.scheme,
            as_of=publication.as_of,
            at=publication.at,
            recorded_revision=publication.revision,
            policy_id=publication.policy_id,
            policy_version=publication.policy_version,
            boundary_version=publication.boundary_version,
            boundary_status=publication.boundary_status.value,
            title=publication.title,
            signer=publication.signer,
            document_number=publication.document_number,
            note=publication.note,
            address=publication.address,
            published_at=publication.published_at,
            published_by=publication.published_by,
            supersedes=publication.supersedes,
            totals=[asdict(total) for total in publication.totals],
        )
    )
    session.flush()
    session.add_all(
        PublicationFileRow(
            publication=each.publication, kind=each.kind.value, sha256=each.sha256, size=each.size, content=each.content
        )
        for each in files
    )
    session.flush()


def find_publication(session: Session, number: int, *, known_revision: int | None = None) -> Publication | None:
    """The publication of a number, if it was there at a revision. One row by primary key."""
    row = session.get(PublicationRow, number)
    is_known = row is not None and (known_revision is None or row.recorded_revision <= known_revision)
    return _record(row) if row is not None and is_known else None


def publications(
    session: Session, *, before: int | None = None, limit: int = 50, known_revision: int | None = None
) -> list[Publication]:
    """The newest publications first, of numbers below another where one is given, as known at a revision."""
    statement = select(PublicationRow).order_by(PublicationRow.number.desc()).limit(limit)
    if before is not None:
        statement = statement.where(PublicationRow.number < before)
    if known_revision is not None:
        statement = statement.where(PublicationRow.recorded_revision <= known_revision)
    return [_record(row) for row in session.scalars(statement)]


def count_publications(session: Session, *, known_revision: int) -> int:
    """How many there were at a revision."""
    statement = select(func.count()).select_from(PublicationRow)
    return session.scalar(statement.where(PublicationRow.recorded_revision <= known_revision)) or 0


def successors(session: Session, numbers: Iterable[int], *, known_revision: int | None = None) -> dict[int, int]:
    """By which publication each of some was superseded, as known at a revision; those that stand are left out."""
    statement = select(PublicationRow.supersedes, PublicationRow.number).where(PublicationRow.supersedes.in_(numbers))
    if known_revision is not None:
        statement = statement.where(PublicationRow.recorded_revision <= known_revision)
    return {superseded: number for superseded, number in session.execute(statement) if superseded is not None}


def file_entries(session: Session, numbers: Iterable[int]) -> dict[int, list[FileEntry]]:
    """The files of some publications, by number, each in the order of their kinds. One query by primary key."""
    found: dict[int, dict[FileKind, FileEntry]] = {}
    for row in session.execute(select(*_ENTRY).where(PublicationFileRow.publication.in_(numbers))):
        entry = FileEntry(row.publication, FileKind(row.kind), row.sha256, row.size)
        found.setdefault(entry.publication, {})[entry.kind] = entry
    return {number: [of_one[kind] for kind in FileKind if kind in of_one] for number, of_one in found.items()}


def files_of_hash(session: Session, sha256: str) -> list[FileEntry]:
    """The files that hold exactly the bytes of a SHA-256, by the index of hashes; empty for bytes never published."""
    statement = select(*_ENTRY).where(PublicationFileRow.sha256 == sha256).order_by(PublicationFileRow.publication)
    return [FileEntry(row.publication, FileKind(row.kind), row.sha256, row.size) for row in session.execute(statement)]


def read_file(session: Session, number: int, kind: FileKind) -> StoredFile | None:
    """One file, whole. One row by primary key."""
    row = session.get(PublicationFileRow, (number, kind.value))
    return None if row is None else StoredFile(row.publication, kind, row.sha256, row.size, row.content)


def _record(row: PublicationRow) -> Publication:
    return Publication(
        number=row.number,
        scheme=row.scheme,
        as_of=row.as_of,
        at=row.at,
        revision=row.recorded_revision,
        policy_id=row.policy_id,
        policy_version=row.policy_version,
        boundary_version=row.boundary_version,
        boundary_status=BoundaryStatus(row.boundary_status),
        title=row.title,
        signer=row.signer,
        document_number=row.document_number,
        note=row.note,
        address=row.address,
        published_at=row.published_at,
        published_by=row.published_by,
        supersedes=row.supersedes,
        totals=tuple(LevelTotal(**total) for total in row.totals),
    )
