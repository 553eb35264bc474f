"""Publications as the public reads them: as known at one revision, with what has become of each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.errors import PublicationNotFound
from app.domain.publication import FileKind, Publication
from app.storage.publications import (
    FileEntry,
    count_publications,
    file_entries,
    find_publication,
    publications,
    read_file,
    successors,
)


@dataclass(frozen=True)
class Standing:
    """A publication, its files, and the number that superseded it; None while it stands."""

    publication: Publication
    superseded_by: int | None
    files: tuple[FileEntry, ...]


def one_publication(session: Session, number: int, *, known_revision: int | None = None) -> Standing:
    """The publication of a number.

    Raises:
        PublicationNotFound: there was none at this revision.
    """
    found = find_publication(session, number, known_revision=known_revision)
    if found is None:
        raise PublicationNotFound(str(number))
    superseded_by = successors(session, [number], known_revision=known_revision).get(number)
    return Standing(found, superseded_by, tuple(file_entries(session, [number])[number]))


def page_of_publications(
    session: Session, *, before: int | None, limit: int, known_revision: int
) -> tuple[list[Standing], int, bool]:
    """Some publications, the newest first, how many there are in all, and whether more follow."""
    found = publications(session, before=before, limit=limit + 1, known_revision=known_revision)
    shown = found[:limit]
    numbers = [each.number for each in shown]
    superseded = successors(session, numbers, known_revision=known_revision)
    files = file_entries(session, numbers)
    standing = [Standing(each, superseded.get(each.number), tuple(files[each.number])) for each in shown]
    return standing, count_publications(session, known_revision=known_revision), len(found) > limit


def publication_file(session: Session, number: int, kind: FileKind) -> tuple[Publication, FileEntry]:
    """What is known of one file.

    Raises:
        PublicationNotFound: there is no such publication.
    """
    standing = one_publication(session, number)
    return standing.publication, next(each for each in standing.files if each.kind is kind)


def file_content(session: Session, entry: FileEntry) -> bytes:
    """The bytes of a file."""
    stored = read_file(session, entry.publication, entry.kind)
    assert stored is not None, "files are stored with their publication and never removed"
    return stored.content
