"""Filling in a workbook as a person would, cell by cell, leaving all else in the file as it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape

SHEET = "xl/worksheets/sheet1.xml"


def filled(content: bytes, cells: Mapping[str, int | float | str]) -> bytes:
    """The workbook with these cells of its first sheet filled in; each must be there, as styled cells are."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for item in given.infolist():
            part = given.read(item)
            made.writestr(item, _filled(part.decode(), cells).encode() if item.filename == SHEET else part)
    return out.getvalue()


def _filled(xml: str, cells: Mapping[str, int | float | str]) -> str:
    for address, value in cells.items():
        found = re.search(rf'<c r="{address}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)', xml)
        assert found is not None, f"the sheet has no cell {address}"
        xml = xml[: found.start()] + _cell(address, found[1] or "", value) + xml[found.end() :]
    return xml


def _cell(address: str, style: str, value: int | float | str) -> str:
    if isinstance(value, str):
        return f'<c r="{address}"{style} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{address}"{style}><v>{value}</v></c>'
