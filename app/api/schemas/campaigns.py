"""Campaigns of mass testing on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from app.api.schemas.common import Day, DocumentNumber, Note, Taken, Title, WardCode
from app.api.validation_faults import BilingualValueError
from app.domain.campaigns import Campaign

Codes = Annotated[list[WardCode], Field(min_length=1, max_length=1000)]
TargetPct = Annotated[int, Field(ge=1, le=100, description="Share of each ward's people to sample at least once.")]


class CampaignIn(Taken):
    """A campaign: whom it is about (some wards, some districts, or all), from when, by when, how many of them."""

    name: Title
    all: bool = Field(False, description="The whole register.")
    ward_codes: Codes | None = None
    district_codes: Codes | None = None
    starts_on: Day
    target_on: Day
    target_pct: TargetPct = 100
    document_number: DocumentNumber | None = None
    signer: Title | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _one_scope(self) -> CampaignIn:
        if sum((self.all, self.ward_codes is not None, self.district_codes is not None)) != 1:
            raise BilingualValueError(
                vi="cần đúng một trong ba: ward_codes, district_codes hoặc all: true",
                en="needs exactly one of ward_codes, district_codes and all: true",
            )
        return self

    def as_record(self) -> Campaign:
        """The campaign as the services take it."""
        return Campaign(
            campaign_id="",
            version=1,
            name=self.name,
            ward_codes=tuple(sorted(set(self.ward_codes or ()))),
            district_codes=tuple(sorted(set(self.district_codes or ()))),
            starts_on=self.starts_on,
            target_on=self.target_on,
            target_pct=self.target_pct,
            document_number=self.document_number,
            signer=self.signer,
            note=self.note or None,
            ended=False,
        )


class CampaignChangeIn(Taken):
    """What to change of a campaign; a member left out stays as it is."""

    name: Title | None = None
    starts_on: Day | None = None
    target_on: Day | None = None
    target_pct: TargetPct | None = None
    document_number: DocumentNumber | None = None
    signer: Title | None = None
    note: Note | None = None
    ended: bool | None = Field(None, description="It asks for nothing more; what it reached stays readable.")

    @model_validator(mode="after")
    def _says_something(self) -> CampaignChangeIn:
        if not self.model_fields_set:
            raise BilingualValueError(vi="cần ít nhất một điều để sửa", en="needs at least one thing to change")
        return self

    def as_change(self) -> dict[str, object]:
        """The fields to set, by name."""
        return {name: value for name in self.model_fields_set if (value := getattr(self, name)) is not None}
