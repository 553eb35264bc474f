"""Signed declarations on the wire: policy adoptions and baselines."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from app.api.schemas.common import Day, DocumentNumber, Given, Note, Taken, Title
from app.domain.records import PolicyAdoption, ZeroFill


class AdoptionIn(Taken):
    """From which day the scheme is judged by which policy; a decision with number and signer."""

    policy_id: Annotated[str, Field(max_length=64, examples=["hanoi-ct06-2021"])]
    from_: Annotated[Day, Field(alias="from")]
    document_number: DocumentNumber
    signer: Title
    scheme: Annotated[str, Field(pattern="^main$")] = "main"


class AdoptionOut(Given):
    """A recorded adoption."""

    scheme: str
    policy_id: str
    policy_version: str
    from_: Annotated[date, Field(serialization_alias="from")]
    document_number: str | None
    signer: str | None
    revision: int
    wards_changed: int

    @classmethod
    def of(cls, adoption: PolicyAdoption, *, wards_changed: int) -> AdoptionOut:
        """An adoption as it is shown."""
        return cls(
            scheme=adoption.scheme,
            policy_id=adoption.policy_id,
            policy_version=adoption.policy_version,
            from_=adoption.effective_from,
            document_number=adoption.document_number,
            signer=adoption.signer,
            revision=adoption.recorded_revision,
            wards_changed=wards_changed,
        )


class BaselineIn(Taken):
    """“No known cases before this day”, signed: days without a report before it count as reported with 0."""

    before: Day
    document_number: DocumentNumber
    signer: Title
    note: Note | None = None


class BaselineOut(Given):
    """A recorded declaration that stands for missing reports."""

    kind: str
    first_day: date | None
    before: date
    document_number: str | None
    signer: str | None
    note: str | None
    revision: int

    @classmethod
    def of(cls, fill: ZeroFill) -> BaselineOut:
        """A declaration as it is shown."""
        return cls(
            kind=fill.kind,
            first_day=fill.first_day,
            before=fill.end_day,
            document_number=fill.document_number,
            signer=fill.signer,
            note=fill.note,
            revision=fill.recorded_revision,
        )


class BaselinesOut(Given):
    """All declarations, in the order they were made."""

    items: list[BaselineOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
