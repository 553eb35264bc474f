"""The words on a publication's sheets, Vietnamese first, English beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.publication import PublishedSheet
from app.domain.sentences import Phrase, day, number
from app.domain.vocabulary import BoundaryStatus
from app.formats.svg_rings import LayerShape

PLACES: Final = Phrase(
    "Các nơi trên mức thấp nhất và nơi chưa có số liệu", "Wards above the lowest level or without data"
)
NONE_ABOVE: Final = Phrase("Không nơi nào trên mức thấp nhất.", "No ward is above the lowest level.")
CHECK: Final = Phrase(
    "Quét mã hoặc mở địa chỉ để biết bản này có thật, đã bị thay chưa, và để tải bảng đầy đủ.",
    "Scan the code or open the address to see whether this is genuine and still stands, and for the whole table.",
)
TABLE_HASH: Final = Phrase("SHA-256 của bảng CSV", "SHA-256 of the CSV table")


@dataclass(frozen=True)
class Fact:
    """A line of the head: what it is, and its value in both languages."""

    name: Phrase
    value: Phrase


def title_line(sheet: PublishedSheet) -> Phrase:
    """`Công bố số 7`."""
    figure = str(sheet.publication.number)
    return Phrase(f"Công bố số {figure}", f"Publication no. {figure}")


def as_of_line(sheet: PublishedSheet) -> Phrase:
    """Of which day the figures are, and whether that day was closed when they were published."""
    publication, clock = sheet.publication, sheet.clock
    when = day(publication.as_of)
    if clock.closes_at(publication.as_of) > publication.at:
        hour = f"{publication.at.astimezone(clock.timezone):%H:%M}"
        return Phrase(
            f"Số liệu ngày {when.vi} nhận đến {hour}, chưa chốt", f"Figures of {when.en} up to {hour}, still open"
        )
    cutoff = f"{clock.cutoff:%H:%M}"
    return Phrase(f"Số liệu ngày {when.vi}, chốt {cutoff}", f"Figures of {when.en}, cut-off {cutoff}")


def moment_line(sheet: PublishedSheet) -> Phrase:
    """At which instant the levels were in force, by the site's clock."""
    local = sheet.publication.at.astimezone(sheet.clock.timezone)
    when = day(local.date())
    return Phrase(f"{local:%H:%M}, {when.vi}", f"{local:%H:%M}, {when.en}")


def facts(sheet: PublishedSheet) -> list[Fact]:
    """The head of the sheet beside day and moment: document, signer, policy, what it replaces."""
    publication = sheet.publication
    same = [
        (Phrase("Văn bản", "Document"), publication.document_number),
        (Phrase("Người ký", "Signed by"), publication.signer),
    ]
    lines = [Fact(name, Phrase(value, value)) for name, value in same]
    lines.append(Fact(Phrase("Quy tắc", "Policy"), Phrase(sheet.policy.title_vi, sheet.policy.title_en)))
    if publication.supersedes is not None:
        replaced = str(publication.supersedes)
        lines.append(Fact(Phrase("Thay công bố số", "Supersedes no."), Phrase(replaced, replaced)))
    return lines


def boundary_notice(sheet: PublishedSheet) -> Phrase | None:
    """What must be said of the boundaries; None where they are official.

    In words of its own: a register's notice also tells its operator how to import official ones, which a signed
    document must not.
    """
    if sheet.register.boundaries.status is not BoundaryStatus.SCHEMATIC:
        return None
    return Phrase(
        "Ranh giới sơ đồ, không phải ranh giới hành chính chính thức; không dùng để xác định một địa điểm thuộc "
        "phường, xã nào.",
        "Schematic boundaries, not official ones; not for deciding which ward a place belongs to.",
    )


def people(count: int | None) -> Phrase:
    """Inhabitants; a dash where they are not known."""
    return Phrase("–", "–") if count is None else number(count)


def layer_shapes(sheet: PublishedSheet) -> list[LayerShape]:
    """The layers of rings in force as they are drawn."""
    return [LayerShape(each.strictness, each.directive, each.directive, each.shape) for each in sheet.layers]


def ring_legend(sheet: PublishedSheet) -> list[tuple[str, Phrase]]:
    """Each kind of layer that is drawn, the strictest first: the form of its line, and what it is."""
    kinds = {(each.strictness, each.directive, each.label_vi, each.label_en) for each in sheet.layers}
    return [
        (directive, Phrase(f"{vi} · Chỉ thị {directive}", f"{en} · Directive {directive}"))
        for _, directive, vi, en in sorted(kinds, reverse=True)
    ]


def map_description(sheet: PublishedSheet) -> Phrase:
    """The map in words."""
    totals = sheet.publication.totals
    return Phrase(
        ", ".join(f"{each.label_vi}: {number(each.wards).vi}" for each in totals),
        ", ".join(f"{each.label_en}: {number(each.wards).en}" for each in totals),
    )
