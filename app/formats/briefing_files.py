"""The files a briefing comes as: their kinds, their names, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.domain.briefing import Briefing
from app.formats.briefing_sheet import briefing_pdf, briefing_png
from app.formats.briefing_workbook import briefing_xlsx

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FILES: Final[Mapping[str, tuple[str, Callable[[Briefing], bytes]]]] = {
    "xlsx": (XLSX, briefing_xlsx),
    "pdf": ("application/pdf", briefing_pdf),
    "png": ("image/png", briefing_png),
}
"""Media type and maker by the ending of the name."""


def file_name(briefing: Briefing, ending: str) -> str:
    """A plain ASCII name that tells the day, and a drill."""
    drill = "dien-tap_" if briefing.basis.drill else ""
    return f"{drill}bao-cao-nhanh_{briefing.basis.on}.{ending}"
