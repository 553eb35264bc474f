"""Feed tokens on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.api.schemas.common import Given, Taken, WardCode
from app.storage.feed_tokens import FeedToken

FEED_PATH = "/api/v1/testing/due.ics"


class FeedTokenIn(Taken):
    """An address for a calendar program: what it is called, and whether it shows one district alone."""

    label: Annotated[str, Field(min_length=1, max_length=80, examples=["Lịch của tổ lấy mẫu số 3"])]
    district_code: WardCode | None = None


class FeedTokenOut(Given):
    """An address without its secret."""

    id: str
    label: str
    district_code: str | None
    created_at: datetime
    last_used_on: date | None

    @classmethod
    def of(cls, feed: FeedToken) -> FeedTokenOut:
        """An address as it is listed."""
        return cls(
            id=feed.token_id,
            label=feed.label,
            district_code=feed.district_code,
            created_at=feed.created_at,
            last_used_on=feed.last_used_on,
        )


class FeedTokenIssued(FeedTokenOut):
    """A new address with its secret, told this once: `url` is what a calendar program subscribes to."""

    token: str
    url: str
    revision: int


class FeedTokenRevoked(Given):
    """The address that was ended."""

    id: str
    label: str
    revision: int


class FeedTokens(Given):
    """One's own standing addresses."""

    items: list[FeedTokenOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
