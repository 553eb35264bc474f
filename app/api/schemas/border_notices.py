"""Notices to neighboring districts, as they are given."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.api.schemas.common import Given, Taken
from app.domain.border_notices import TouchedWard
from app.services.border_notices import NoticePage
from app.storage.border_notices import StoredNotice


class TouchedWardOut(Given):
    """A ward of the district told: metres of border with the ground, and the strictest layer it lies in itself."""

    ward_code: str
    ward_name: str
    shared_border_m: float
    neighbours: list[str]
    layer: str | None

    @classmethod
    def of(cls, ward: TouchedWard) -> TouchedWardOut:
        """A touched ward as it is shown."""
        return cls(
            ward_code=ward.ward_code,
            ward_name=ward.ward_name,
            shared_border_m=ward.shared_border_m,
            neighbours=list(ward.neighbor_codes),
            layer=ward.layer.value if ward.layer else None,
        )


class BorderNoticeOut(Given):
    """What happened across the line, and whom of the district it touches.

    `subject` is `level` (of the ward `subject_id`), `ring` (of that outbreak) or `cordon`; `action` is `raised`,
    `lowered` or `cancelled` of a level; `proposed`, `issued`, `extended`, `shrunk`, `redrawn` or `lifted` of the other
    two.
    """

    id: int
    district_code: str
    subject: str
    subject_id: str
    subject_name: str
    action: str
    level: str | None
    level_before: str | None
    since: datetime
    document_number: str | None
    signer: str | None
    shared_border_m: float
    approximate: bool
    wards: list[TouchedWardOut]
    recorded_at: datetime
    revision: int
    read_at: datetime | None

    @classmethod
    def of(cls, stored: StoredNotice) -> BorderNoticeOut:
        """A stored notice as its reader sees it."""
        notice, told = stored.notice, stored.notice.happening
        return cls(
            id=stored.notice_id,
            district_code=notice.district_code,
            subject=told.subject.value,
            subject_id=told.subject_id,
            subject_name=told.subject_name,
            action=told.action.value,
            level=told.level,
            level_before=told.level_before,
            since=told.since,
            document_number=told.document_number,
            signer=told.signer,
            shared_border_m=notice.shared_border_m,
            approximate=notice.approximate,
            wards=[TouchedWardOut.of(each) for each in notice.wards],
            recorded_at=stored.recorded_at,
            revision=stored.recorded_revision,
            read_at=stored.read_at,
        )


class BorderNoticesOut(Given):
    """Notices, newest first; `unread` counts all that wait for this reader."""

    items: list[BorderNoticeOut]
    unread: int
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]

    @classmethod
    def of(cls, page: NoticePage, links: list[dict[str, str]]) -> BorderNoticesOut:
        """A page of notices as it is shown."""
        items = [BorderNoticeOut.of(each) for each in page.notices]
        return cls(
            items=items, unread=page.unread, number_matched=page.matched, number_returned=len(items), links=links
        )


class ReadThroughIn(Taken):
    """Which notices were read: all up to this number."""

    through: Annotated[int, Field(ge=1, le=999_999_999, description="The number of the newest notice that was read.")]


class MarkedOut(Given):
    """How many notices were marked, and how many still wait."""

    marked: int
    unread: int
