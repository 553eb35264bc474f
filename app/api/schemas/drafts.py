"""Drafts of daily sheets on the wire: texts as typed, nothing judged yet."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from app.api.schemas.common import Given, Taken, WardCode
from app.domain.intake_columns import INTAKE_COLUMNS
from app.services.drafts import Sheet
from app.storage.drafts import Draft

ColumnName = Annotated[str, StringConstraints(pattern=f"^({'|'.join(each.name for each in INTAKE_COLUMNS)})$")]
Text = Annotated[str, StringConstraints(max_length=2000)]
TypedRow = dict[ColumnName, Text]


class DraftIn(Taken):
    """All cells that hold something: ward code, column, the text as typed. A cell left out is blank."""

    cells: Annotated[dict[WardCode, TypedRow], Field(max_length=1000)]

    def as_texts(self) -> dict[str, dict[str, str]]:
        """The cells as the services take them; a row without a cell is left out."""
        return {ward_code: dict(row) for ward_code, row in self.cells.items() if row}


class OthersDraftOut(Given):
    """What a colleague has typed for the same district and day and not sent yet."""

    username: str
    display_name: str
    updated_at: datetime | None
    cells: dict[str, dict[str, str]]


class DraftOut(Given):
    """The caller's own draft (version 0: none was kept yet), and those of colleagues."""

    version: int
    updated_at: datetime | None
    cells: dict[str, dict[str, str]]
    others: list[OthersDraftOut]

    @classmethod
    def of(cls, sheet: Sheet) -> DraftOut:
        """The drafts of one district and day."""
        own = sheet.own
        return cls(
            version=own.version,
            updated_at=own.updated_at,
            cells=_plain(own),
            others=[
                OthersDraftOut(
                    username=each.username,
                    display_name=each.display_name,
                    updated_at=each.updated_at,
                    cells=_plain(each),
                )
                for each in sheet.others
            ],
        )


class DraftKeptOut(Given):
    """The version under which the draft is kept now."""

    version: int
    updated_at: datetime | None


def _plain(draft: Draft) -> dict[str, dict[str, str]]:
    return {ward_code: dict(row) for ward_code, row in draft.cells.items()}
