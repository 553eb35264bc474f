"""Rounds of mass testing on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.common import Count, Day, Given, Note, Taken, WardCode
from app.domain.records import TestRound

Method = Literal["rt_pcr", "rapid_antigen", "other"]


class TestRoundIn(Taken):
    """One round of sampling a ward's whole population."""

    ward_code: WardCode
    started_on: Day
    completed_on: Day | None = None
    samples: Count
    positives: Count
    method: Method
    pool_size: Annotated[int, Field(ge=1, le=100)] = 1
    closed_with_reason: Note | None = Field(None, description="Closes the round below full coverage, with a reason.")

    def as_record(self) -> TestRound:
        """The round as the services take it."""
        return TestRound(
            round_id=0,
            ward_code=self.ward_code,
            started_on=self.started_on,
            completed_on=self.completed_on,
            samples=self.samples,
            positives=self.positives,
            method=self.method,
            pool_size=self.pool_size,
            closed_with_reason=self.closed_with_reason or None,
        )


class TestRoundOut(Given):
    """A logged round."""

    id: int
    ward_code: str
    started_on: date
    completed_on: date | None
    samples: int
    positives: int
    method: str
    pool_size: int
    closed_with_reason: str | None
    revision: int

    @classmethod
    def of(cls, test_round: TestRound, revision: int) -> TestRoundOut:
        """A round as it is shown."""
        return cls(
            id=test_round.round_id,
            ward_code=test_round.ward_code,
            started_on=test_round.started_on,
            completed_on=test_round.completed_on,
            samples=test_round.samples,
            positives=test_round.positives,
            method=test_round.method,
            pool_size=test_round.pool_size,
            closed_with_reason=test_round.closed_with_reason,
            revision=revision,
        )
