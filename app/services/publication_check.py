"""Checking: whether a file, a hash or a number is a publication of this site, and whether it still stands."""

from __future__ import annotations

import hashlib
from typing import Final

from sqlalchemy.orm import Session

from app.domain.publication import FileKind, Publication
from app.domain.publication_check import NO_DIFFERENCE, Comparison, PublicationCheck, Rewriting, Verdict, compare_tables
from app.domain.sentences import Phrase
from app.formats.publication_reading import Reading, read_publication
from app.storage.publications import files_of_hash, find_publication, newest_number, read_file, successors

LONGEST_FILE: Final = 8 * 2**20
"""Bytes of a file that is looked at; the SHA-256 of a longer one can be looked up instead."""


def check_content(session: Session, content: bytes) -> PublicationCheck:
    """What can be said of a file: genuine, superseded, altered (and where), or not ours."""
    sha256 = hashlib.sha256(content).hexdigest()
    exact = check_hash(session, sha256)
    if exact.verdict is not Verdict.NOT_OURS:
        return exact
    reading = read_publication(content)
    publication = None if reading.number is None else find_publication(session, reading.number)
    if publication is None:
        reason = reading.reason or _unknown_number(reading.number, newest_number(session))
        return PublicationCheck(
            Verdict.NOT_OURS, kind=reading.kind, newest=newest_number(session), sha256=sha256, reason=reason
        )
    return _compared(session, publication, reading, sha256)


def check_hash(session: Session, sha256: str) -> PublicationCheck:
    """The same of the SHA-256 of a file."""
    entry = next(iter(files_of_hash(session, sha256.lower())), None)
    publication = None if entry is None else find_publication(session, entry.publication)
    if entry is None or publication is None:
        return PublicationCheck(Verdict.NOT_OURS, newest=newest_number(session), sha256=sha256, reason=UNKNOWN_HASH)
    return _standing(session, publication, kind=entry.kind, exact=True, sha256=sha256)


def check_number(session: Session, number: int) -> PublicationCheck:
    """The same of a number that somebody read on paper."""
    publication = find_publication(session, number)
    if publication is None:
        newest = newest_number(session)
        return PublicationCheck(Verdict.NOT_OURS, newest=newest, reason=_unknown_number(number, newest))
    return _standing(session, publication)


UNKNOWN_HASH: Final = Phrase("Không có tệp nào đã công bố mang SHA-256 này.", "No published file has this SHA-256.")
BYTES_DIFFER: Final = Phrase(
    "Tệp mang số công bố này nhưng không giống từng byte với bản đã công bố, và tệp dạng này không so được từng ô. "
    "Hãy tải lại bản gốc.",
    "The file carries this number but is not byte for byte what was published, and its form cannot be compared cell by "
    "cell. Download the original again.",
)


def _standing(
    session: Session,
    publication: Publication,
    *,
    kind: FileKind | None = None,
    exact: bool = False,
    sha256: str | None = None,
    comparison: Comparison = NO_DIFFERENCE,
) -> PublicationCheck:
    """The answer for what agrees with a publication: whether that still stands."""
    successor = successors(session, [publication.number]).get(publication.number)
    return PublicationCheck(
        Verdict.GENUINE if successor is None else Verdict.SUPERSEDED,
        publication=publication,
        kind=kind,
        exact=exact,
        superseded_by=successor,
        newest=newest_number(session),
        sha256=sha256,
        comparison=comparison,
    )


def _compared(session: Session, publication: Publication, reading: Reading, sha256: str) -> PublicationCheck:
    """The answer for a file that names a publication but is not byte for byte one of its files."""
    found = _differences(session, publication, reading)
    if found is not None and found.count == 0:
        seen = found.rewritings or (Rewriting.WRITTEN_ANEW,)
        same = Comparison((), 0, seen)
        return _standing(session, publication, kind=reading.kind, sha256=sha256, comparison=same)
    return PublicationCheck(
        Verdict.ALTERED,
        publication=publication,
        kind=reading.kind,
        superseded_by=successors(session, [publication.number]).get(publication.number),
        newest=newest_number(session),
        sha256=sha256,
        comparison=found or NO_DIFFERENCE,
        reason=BYTES_DIFFER if found is None else None,
    )


def _differences(session: Session, publication: Publication, reading: Reading) -> Comparison | None:
    """What a table has otherwise than the published one of its form; None where there is no table to compare."""
    stored = None if reading.kind is None else read_file(session, publication.number, reading.kind)
    original = None if stored is None else read_publication(stored.content).table
    if original is None or reading.table is None:
        return None
    return compare_tables(original, reading.table)


def _unknown_number(number: int | None, newest: int) -> Phrase:
    if newest == 0:
        return Phrase("Hệ thống này chưa có công bố nào.", "This service has published nothing yet.")
    return Phrase(
        f"Không có công bố số {number}; số mới nhất là {newest}.",
        f"There is no publication no. {number}; the newest is no. {newest}.",
    )
