"""Moves of cases between wards on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from app.api.schemas.case_reports import CountsIn, CountsOut, LevelChangeOut
from app.api.schemas.common import Day, Given, Note, SourceCode, Taken, WardCode
from app.domain.receipts import receipt_number
from app.domain.records import CaseTransfer
from app.domain.vocabulary import ReasonCode
from app.services.case_transfers import Move

Version = Annotated[int, Field(ge=1, le=10**9, description="The version of the report that was looked at.")]


class CaseTransferIn(Taken):
    """So many cases of each class, from the report of one ward and day to that of another."""

    reporting_date: Day
    source: SourceCode | None = None
    from_ward_code: WardCode
    to_ward_code: WardCode
    counts: CountsIn
    from_version: Version
    to_version: Version
    reason_code: Annotated[ReasonCode, Field(strict=False)] = ReasonCode.MOVED
    note: Note | None = None

    def as_move(self, *, default_source: str) -> Move:
        """The move as the services take it."""
        return Move(
            reporting_date=self.reporting_date,
            source=self.source or default_source,
            from_ward_code=self.from_ward_code,
            to_ward_code=self.to_ward_code,
            counts=self.counts.as_record(),
            from_version=self.from_version,
            to_version=self.to_version,
            reason_code=self.reason_code,
            note=self.note or None,
        )


class MovedOut(Given):
    """What was moved; the versions are those the move made."""

    reporting_date: date
    source: str
    from_ward_code: str
    to_ward_code: str
    counts: CountsOut
    from_version: int
    to_version: int
    reason_code: str
    note: str | None
    recorded_by: str

    @classmethod
    def content_of(cls, transfer: CaseTransfer) -> dict[str, Any]:
        """The fields of a move as staff in scope see it."""
        return {
            "reporting_date": transfer.reporting_date,
            "source": transfer.source,
            "from_ward_code": transfer.from_ward_code,
            "to_ward_code": transfer.to_ward_code,
            "counts": CountsOut.model_validate(transfer.counts, from_attributes=True),
            "from_version": transfer.from_version,
            "to_version": transfer.to_version,
            "reason_code": transfer.reason_code.value,
            "note": transfer.note,
            "recorded_by": transfer.recorded_by,
        }


class CaseTransferOut(MovedOut):
    """A move as recorded."""

    receipt: str
    revision: int

    @classmethod
    def of(cls, transfer: CaseTransfer) -> CaseTransferOut:
        """A stored move."""
        revision = transfer.recorded_revision
        return cls(**cls.content_of(transfer), receipt=receipt_number(revision), revision=revision)


class CaseTransferDone(MovedOut):
    """What a move did, or would do in a dry run, which has no receipt and no revision."""

    dry_run: bool
    receipt: str | None
    revision: int | None
    level_changes: list[LevelChangeOut]


class CaseTransferPage(Given):
    """Moves, the newest first."""

    items: list[CaseTransferOut]
    number_returned: int
    links: list[dict[str, str]]
