"""The pages on publications: all of them, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from app.api.pages.shared import LevelView, Shell, address
from app.domain.publication import FILE_NAMES, FileKind, LevelTotal, Publication
from app.formats.qr import qr_path
from app.services.publication_reading import Standing
from app.storage.publications import FileEntry

LISTED: Final = 30
"""Publications on one page of the list."""
SHOWN: Final = (FileKind.PDF, FileKind.PNG, FileKind.SVG, FileKind.CSV, FileKind.GEOJSON)
"""The order in which people want the forms."""
FORM_NAMES: Final = {
    FileKind.PDF: "publication_pdf",
    FileKind.PNG: "publication_png",
    FileKind.SVG: "publication_svg",
    FileKind.CSV: "publication_csv",
    FileKind.GEOJSON: "publication_geojson",
}
"""Messages by form."""


@dataclass(frozen=True)
class FileRow:
    """One form of a publication in a list."""

    kind: str
    name: str
    href: str
    size: str
    sha256: str


@dataclass(frozen=True)
class TotalRow:
    """A level of a publication; `level` None when the present policy no longer knows it."""

    label: str
    level: LevelView | None
    wards: str
    people: str


@dataclass(frozen=True)
class PublicationView:
    """A publication as it is shown; `successor` empty while it stands."""

    number: str
    name: str
    title: str
    day: str
    document: str
    signer: str
    href: str
    successor: str
    successor_href: str
    facts: Sequence[tuple[str, str]]
    totals: Sequence[TotalRow]
    counts: str
    files: Sequence[FileRow]
    schematic: bool
    map_href: str


@dataclass(frozen=True)
class PublicationPage:
    """The page of one publication, with the code that leads to it, and the way to a newer one.

    `picture` is the address of the map for those who pass the page on.
    """

    publication: PublicationView
    code: Markup
    address: str
    picture: str
    newest: tuple[str, str] | None


@dataclass(frozen=True)
class PublicationsPage:
    """A page of the list; `older` is empty on the last one."""

    rows: Sequence[PublicationView]
    older: str


def publications_page(shell: Shell, found: Sequence[Standing], *, more: bool) -> PublicationsPage:
    """Some publications, the newest first."""
    rows = [publication_view(shell, each) for each in found]
    if not more:
        return PublicationsPage(rows, "")
    return PublicationsPage(rows, address("/publications", before=rows[-1].number, lang=shell.links.asked_language))


def publication_page(shell: Shell, found: Standing, *, newest: int) -> PublicationPage:
    """One publication; its QR code leads to the address printed on it."""
    path, side = qr_path(found.publication.live_address)
    # Nothing in a path of digits and letters needs escaping.
    code = Markup(f'<svg viewBox="0 0 {side} {side}" aria-hidden="true"><path d="{path}"/></svg>')  # noqa: S704
    return PublicationPage(
        publication_view(shell, found),
        code,
        found.publication.live_address,
        f"{found.publication.address}/api/v1/publications/{found.publication.number}/{FILE_NAMES[FileKind.PNG]}",
        newer(shell, found.publication.number, found.superseded_by, newest),
    )


def publication_view(shell: Shell, found: Standing) -> PublicationView:
    """A publication in the reader's language."""
    words, publication = shell.words, found.publication
    successor = "" if found.superseded_by is None else str(found.superseded_by)
    return PublicationView(
        number=str(publication.number),
        name=words("publication_name", number=str(publication.number)),
        title=publication.title,
        day=words.day(publication.as_of),
        document=publication.document_number,
        signer=publication.signer,
        href=_href(shell, publication.number),
        successor=successor,
        successor_href=_href(shell, found.superseded_by) if found.superseded_by else "",
        facts=_facts(shell, publication),
        totals=[_total(shell, publication, each) for each in publication.totals],
        counts=", ".join(f"{_label(shell, each)} {words.number(each.wards)}" for each in publication.totals),
        files=_files(shell, found.files),
        schematic=publication.boundary_status.value == "schematic",
        map_href=f"/api/v1/publications/{publication.number}/{FILE_NAMES[FileKind.SVG]}",
    )


def _facts(shell: Shell, publication: Publication) -> list[tuple[str, str]]:
    words = shell.words
    facts = [
        (words("publication_document"), publication.document_number),
        (words("publication_signer"), publication.signer),
        (words("publication_day"), words.long_day(publication.as_of)),
        (words("publication_moment"), words.moment(publication.at)),
        (words("publication_policy"), f"{publication.policy_id} ({publication.policy_version})"),
        (words("publication_boundaries"), publication.boundary_version),
        (words("publication_record"), words.number(publication.revision)),
    ]
    if publication.supersedes is not None:
        facts.append((words("publication_supersedes"), str(publication.supersedes)))
    if publication.note:
        facts.append((words("publication_note"), publication.note))
    return facts


def _total(shell: Shell, publication: Publication, total: LevelTotal) -> TotalRow:
    words, policy = shell.words, shell.snapshot.policy
    is_known = publication.policy_id == policy.id and total.level in shell.levels
    return TotalRow(
        label=_label(shell, total),
        level=shell.levels[total.level] if is_known else None,
        wards=words.number(total.wards),
        people="–" if total.population is None else words.number(total.population),
    )


def _label(shell: Shell, total: LevelTotal) -> str:
    return shell.words.pick((total.label_vi, total.label_en))


def _files(shell: Shell, entries: Sequence[FileEntry]) -> list[FileRow]:
    by_kind = {entry.kind: entry for entry in entries}
    return [
        FileRow(
            kind=kind.value.upper() if kind is not FileKind.GEOJSON else "GeoJSON",
            name=shell.words(FORM_NAMES[kind]),
            href=f"/api/v1/publications/{entry.publication}/{FILE_NAMES[kind]}",
            size=f"{shell.words.number(max(1, round(entry.size / 1000)))} kB",
            sha256=entry.sha256,
        )
        for kind in SHOWN
        if (entry := by_kind.get(kind)) is not None
    ]


def way_to(shell: Shell, number: int | None) -> tuple[str, str] | None:
    """The words and the address of a link to a publication; None without a number."""
    if number is None:
        return None
    return shell.words("verify_open", number=str(number)), _href(shell, number)


def newer(shell: Shell, number: int, successor: int | None, newest: int) -> tuple[str, str] | None:
    """The way to the newest publication, where one looks at an older one that is not led on from anyway."""
    if newest <= number or newest == successor:
        return None
    return shell.words("publication_newest", number=str(newest)), _href(shell, newest)


def _href(shell: Shell, number: int) -> str:
    return address(f"/p/{number}", lang=shell.links.asked_language)
