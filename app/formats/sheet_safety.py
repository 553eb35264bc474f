"""What kind of file was sent, told by its bytes and not by its name, and whether it may be opened."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from app.formats.ole_file import SIGNATURE as OLE
from app.formats.ole_file import OleFile
from app.formats.sheet_archive import SheetArchive
from app.formats.sheet_refusals import LARGEST_FILE, refused


class SheetKind(StrEnum):
    """Kinds of files that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "csv"


ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_STARTS: Final = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "picture"),
    (b"{\\rtf", "document"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x09\x00\x04\x00", "old_workbook"),
    (b"\x09\x02\x06\x00", "old_workbook"),
    (b"\x09\x04\x06\x00", "old_workbook"),
    (b"\x09\x08", "old_workbook"),
)
_WEB: Final = (
    b"<!doctype html",
    b"<html",
    b"<table",
    b"<meta",
    b"<head",
    b"<body",
    b"<style",
    b"<div",
    b"mime-version:",
)
_MACRO_PLACES: Final = ("xl/macrosheets/", "xl/dialogsheets/", "basic/", "scripts/")
_LINK_PLACES: Final = ("xl/externallinks/", "xl/connections", "xl/querytables/")


def kind_of_file(content: bytes) -> SheetKind:
    """The kind of a file that may be opened.

    Raises:
        UnreadableSheet: it is none that is read, or not safe to open.
    """
    if len(content) > LARGEST_FILE:
        raise refused("too_large")
    if not content.strip():
        raise refused("empty")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_archive(SheetArchive(content))
    if content.startswith(OLE):
        return _kind_of_ole(OleFile(content))
    for start, reason in _STARTS:
        if content.startswith(start):
            raise refused(reason)
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_WEB) or (head.startswith(b"<") and b"<html" in content[:4096].lower()):
        raise refused("web_page")
    if head.startswith(b"<?xml"):
        raise refused("xml")
    return SheetKind.TEXT


def _kind_of_archive(archive: SheetArchive) -> SheetKind:
    names = {name.lower() for name in archive.names}
    if any(name.endswith(("vbaproject.bin", ".xlm")) for name in names) or any(map(archive.has, _MACRO_PLACES)):
        raise refused("macros")
    if "xl/workbook.bin" in names:
        raise refused("binary_workbook")
    if any(map(archive.has, _LINK_PLACES)):
        raise refused("external_link")
    if "xl/workbook.xml" in archive.names and "[Content_Types].xml" in archive.names:
        if b"macroenabled" in archive.read("[Content_Types].xml").lower():
            raise refused("macros")
        return SheetKind.XLSX
    if "content.xml" in archive.names and "mimetype" in archive.names:
        return _kind_of_open_document(archive)
    raise refused("document" if archive.has("word/") or archive.has("ppt/") else "archive")


def _kind_of_open_document(archive: SheetArchive) -> SheetKind:
    if not archive.read("mimetype").strip().startswith(ODS_TYPE):
        raise refused("document")
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise refused("encrypted")
    return SheetKind.ODS


def _kind_of_ole(file: OleFile) -> SheetKind:
    if file.has("EncryptedPackage", "EncryptionInfo"):
        raise refused("encrypted")
    if file.has("_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros", "VBA"):
        raise refused("macros")
    if file.has("Workbook"):
        return SheetKind.XLS
    raise refused("old_workbook" if file.has("Book") else "document")
