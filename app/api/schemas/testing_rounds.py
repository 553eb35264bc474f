"""Rounds of mass testing on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.api.schemas.common import Count, Day, Given, Note, Taken, WardCode
from app.api.validation_faults import BilingualValueError
from app.domain.records import TestRound
from app.domain.vocabulary import ReasonCode

Method = Literal["rt_pcr", "rapid_antigen", "other"]
PoolSize = Annotated[int, Field(ge=1, le=100, description="Swabs in one test; 1: each by itself.")]
ClosingReason = Annotated[Note, Field(description="Closes the round below full coverage, with a reason.")]
CordonId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$", examples=["KP0001"])]


class TestRoundIn(Taken):
    """One round of sampling all who live in a ward, or in a cordon."""

    ward_code: WardCode | None = None
    cordon_id: CordonId | None = None
    started_on: Day
    completed_on: Day | None = None
    samples: Count
    positives: Count
    method: Method
    pool_size: PoolSize = 1
    note: Note | None = None
    closed_with_reason: ClosingReason | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> TestRoundIn:
        if (self.ward_code is None) is (self.cordon_id is None):
            raise BilingualValueError(
                vi="cần đúng một trong hai: ward_code hoặc cordon_id", en="needs exactly one of ward_code and cordon_id"
            )
        return self

    def as_record(self) -> TestRound:
        """The round as the services take it."""
        return TestRound(
            round_id=0,
            ward_code=self.ward_code,
            cordon_id=self.cordon_id,
            started_on=self.started_on,
            completed_on=self.completed_on,
            samples=self.samples,
            positives=self.positives,
            method=self.method,
            pool_size=self.pool_size,
            note=self.note or None,
            closed_with_reason=_reason(self.closed_with_reason),
        )


class TestRoundChangeIn(Taken):
    """What to change of a round; a member left out stays as it is, null empties it.

    A correction (fewer figures, other days or method, opened again, withdrawn) needs `reason_code`.
    """

    started_on: Day | None = None
    completed_on: Day | None = None
    samples: Count | None = None
    positives: Count | None = None
    method: Method | None = None
    pool_size: PoolSize | None = None
    note: Note | None = None
    closed_with_reason: ClosingReason | None = None
    withdrawn: bool | None = Field(None, description="Logged by mistake: it counts no more, and stays readable.")
    reason_code: Annotated[ReasonCode | None, Field(strict=False)] = None

    @model_validator(mode="after")
    def _says_something(self) -> TestRoundChangeIn:
        if not self.model_fields_set - {"reason_code"}:
            raise BilingualValueError(vi="cần ít nhất một điều để sửa", en="needs at least one thing to change")
        return self

    def as_change(self) -> dict[str, object]:
        """The fields to set, by name; those that cannot be empty are left out when null."""
        said = {name: getattr(self, name) for name in self.model_fields_set}
        if "closed_with_reason" in said:
            said["closed_with_reason"] = _reason(self.closed_with_reason)
        emptied = {"completed_on", "note", "closed_with_reason"}
        return {
            name: (value or None) if name in emptied else value
            for name, value in said.items()
            if value is not None or name in emptied
        }


class TestRoundOut(Given):
    """A round as it stands; `revision` is the write that made this version."""

    id: int
    version: int
    ward_code: str | None
    cordon_id: str | None
    started_on: date
    completed_on: date | None
    samples: int
    positives: int
    method: str
    pool_size: int
    note: str | None
    closed_with_reason: str | None
    withdrawn: bool
    reason_code: str | None
    recorded_by: str
    revision: int

    @classmethod
    def of(cls, test_round: TestRound) -> TestRoundOut:
        """A round as it is shown."""
        return cls.model_validate(_said(test_round))


class TestRoundVersionOut(TestRoundOut):
    """One version of a round, and when it was recorded."""

    recorded_at: datetime

    @classmethod
    def at(cls, test_round: TestRound, recorded_at: datetime) -> TestRoundVersionOut:
        """A version as it is shown."""
        return cls.model_validate({**_said(test_round), "recorded_at": recorded_at})


class TestRoundPage(Given):
    """Rounds, the newest first."""

    items: list[TestRoundOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class TestRoundVersions(Given):
    """Every version of a round, oldest first."""

    items: list[TestRoundVersionOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


def _reason(text: str | None) -> str | None:
    """A reason that can be read, or None: marks and invisible signs alone close nothing."""
    return text if text and any(map(str.isalnum, text)) else None


def _said(test_round: TestRound) -> dict[str, object]:
    names = TestRoundOut.model_fields.keys() - {"id", "revision", "reason_code"}
    return {
        **{name: getattr(test_round, name) for name in names},
        "id": test_round.round_id,
        "reason_code": test_round.reason_code.value if test_round.reason_code else None,
        "revision": test_round.recorded_revision,
    }
