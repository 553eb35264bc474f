"""Decisions, approvals and approval modes on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.api.instants import read_instant
from app.api.schemas.case_reports import LevelChangeOut
from app.api.schemas.common import DocumentNumber, Given, Note, Taken, Title, WardCode
from app.api.validation_faults import BilingualValueError
from app.domain.decisions import Approval, ApprovalMode, Decision, Revocation
from app.services.approvals import ModeWanted, Waiting
from app.services.decisions import Wanted

MOST_WARDS = 2000
LevelId = Annotated[str, Field(max_length=32, pattern=r"^[a-z][a-z0-9_]{1,30}$", examples=["red"])]
Moment = Annotated[str, Field(max_length=40, examples=["2021-09-14T18:00:00+07:00"])]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
DistrictCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,16}$"), Field(examples=["017"])]


class DecisionIn(Taken):
    """A level decided for a ward by a signed document. It is public, its reason too."""

    ward_code: WardCode
    level: LevelId
    from_: Annotated[Moment | None, Field(alias="from", description="When it begins; at once if left out.")] = None
    until: Moment | None = Field(None, description="When it ends by itself; until further notice if left out.")
    document_number: DocumentNumber
    signer: Title
    reason: Reason

    def as_wanted(self) -> Wanted:
        """The decision as the service takes it."""
        return Wanted(
            ward_code=self.ward_code,
            level=self.level,
            from_instant=None if self.from_ is None else read_instant(self.from_, "/from"),
            until_instant=None if self.until is None else read_instant(self.until, "/until"),
            document_number=self.document_number,
            signer=self.signer,
            reason=self.reason,
        )


class RevocationIn(Taken):
    """Why a decision ends before its own end."""

    reason: Reason
    document_number: DocumentNumber | None = None


class RevocationOut(Given):
    """A recorded revocation."""

    revoked_at: datetime
    reason: str
    document_number: str | None
    recorded_by: str

    @classmethod
    def of(cls, revocation: Revocation) -> RevocationOut:
        """A revocation as it is shown."""
        return cls(
            revoked_at=revocation.revoked_at,
            reason=revocation.reason,
            document_number=revocation.document_number,
            recorded_by=revocation.recorded_by,
        )


class DecisionOut(Given):
    """A recorded decision; `active`: it is in force now."""

    id: str
    ward_code: str
    level: str
    from_: Annotated[datetime, Field(serialization_alias="from")]
    until: datetime | None
    document_number: str
    signer: str
    reason: str
    policy_id: str
    recorded_by: str
    active: bool
    revocation: RevocationOut | None
    revision: int
    level_changes: list[LevelChangeOut] | None = None

    @classmethod
    def of(
        cls,
        decision: Decision,
        *,
        now: datetime,
        level_changes: list[LevelChangeOut] | None = None,
        revision: int | None = None,
    ) -> DecisionOut:
        """A decision as it is shown; `revision`: of the write that is answered, by default the one that recorded it."""
        return cls(
            id=decision.decision_id,
            ward_code=decision.ward_code,
            level=decision.level,
            from_=decision.from_instant,
            until=decision.until_instant,
            document_number=decision.document_number,
            signer=decision.signer,
            reason=decision.reason,
            policy_id=decision.policy_id,
            recorded_by=decision.recorded_by,
            active=decision.is_active(now),
            revocation=None if decision.revocation is None else RevocationOut.of(decision.revocation),
            revision=revision or decision.recorded_revision,
            level_changes=level_changes,
        )


class DecisionsOut(Given):
    """Decisions in the order they were recorded."""

    items: list[DecisionOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class ApprovalIn(Taken):
    """Which waiting falls may take effect: those of named wards, or all of a district."""

    ward_codes: Annotated[list[WardCode], Field(min_length=1, max_length=MOST_WARDS)] | None = None
    district_code: DistrictCode | None = None
    level: LevelId | None = Field(
        default=None,
        description="Only if this is the level that waits: a fall that deepened meanwhile is refused (409).",
    )
    document_number: DocumentNumber | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.ward_codes is None) == (self.district_code is None):
            raise BilingualValueError(
                vi="cần đúng một trong hai: ward_codes hoặc district_code",
                en="needs exactly one of ward_codes and district_code",
            )
        return self


class ApprovalOut(Given):
    """One ward whose fall was approved."""

    ward_code: str
    level: str

    @classmethod
    def of(cls, approval: Approval) -> ApprovalOut:
        """An approval as it is shown."""
        return cls(ward_code=approval.ward_code, level=approval.level)


class ApprovalsOut(Given):
    """What was approved, and what it changed."""

    approved: list[ApprovalOut]
    document_number: str | None
    revision: int
    level_changes: list[LevelChangeOut]


class WaitingOut(Given):
    """A ward whose fall waits: from the level in force by confirmation to the one computed, since when."""

    ward_code: str
    ward_name: str
    district_code: str | None
    confirmed_level: str
    awaiting_level: str
    since: datetime

    @classmethod
    def of(cls, waiting: Waiting) -> WaitingOut:
        """A waiting fall as it is shown."""
        return cls(
            ward_code=waiting.ward.code,
            ward_name=waiting.ward.name,
            district_code=waiting.ward.district_code,
            confirmed_level=waiting.confirmed_level,
            awaiting_level=waiting.awaiting_level,
            since=waiting.since,
        )


class WaitingListOut(Given):
    """What waits in the caller's districts, by ward code."""

    items: list[WaitingOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class ApprovalModeIn(Taken):
    """Whether falls in a district wait for approval from now on; `district_code` null: wards without a district."""

    district_code: DistrictCode | None
    needs_approval: bool
    document_number: DocumentNumber | None = None
    signer: Title | None = None

    def as_wanted(self) -> ModeWanted:
        """The mode as the service takes it."""
        return ModeWanted(self.district_code, self.needs_approval, self.document_number, self.signer)


class ApprovalModeOut(Given):
    """The mode of a district; districts that are not listed ask for no approval."""

    district_code: str | None
    needs_approval: bool
    document_number: str | None
    signer: str | None
    recorded_by: str
    revision: int
    level_changes: list[LevelChangeOut] | None = None

    @classmethod
    def of(cls, mode: ApprovalMode, *, level_changes: list[LevelChangeOut] | None = None) -> ApprovalModeOut:
        """A mode as it is shown."""
        return cls(
            district_code=mode.district_code,
            needs_approval=mode.needs_approval,
            document_number=mode.document_number,
            signer=mode.signer,
            recorded_by=mode.recorded_by,
            revision=mode.recorded_revision,
            level_changes=level_changes,
        )


class ApprovalModesOut(Given):
    """The modes of the caller's districts."""

    items: list[ApprovalModeOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
