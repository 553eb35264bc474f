"""Areas beside the colours (Vùng 1/2/3, green clusters, industrial parks) on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from app.api.documents.features import geometry_document
from app.api.schemas.common import DocumentNumber, Given, Note, Taken, Title
from app.api.schemas.places import Moment, PlacedIn, WardPartOut, moment, ward_parts_out
from app.api.validation_faults import BilingualValueError
from app.domain.areas import AREA_LABELS, Area, AreaKind
from app.domain.register import Register
from app.domain.vocabulary import BoundaryStatus, Directive
from app.services.area_control import AreaChange, AreaWanted
from app.services.area_status import AreaSituation

Kind = Annotated[AreaKind, Field(strict=False, description="A part of a plan beside the levels; never a level.")]
AreaDirective = Annotated[Directive, Field(strict=False, description="Its own directive: 16, 15 or 19.")]


def _paired(document_number: str | None, signer: str | None) -> None:
    if (document_number is None) != (signer is None):
        raise BilingualValueError(
            vi="document_number và signer đi cùng nhau; bỏ cả hai thì mới là đề xuất",
            en="document_number and signer go together; leave both out for a proposal",
        )


class AreaIn(PlacedIn):
    """An area: in force from its start when a document comes with it, proposed otherwise."""

    kind: Kind
    name: Title
    directive: AreaDirective | None = None
    start: Annotated[Moment | None, Field(description="When it begins; at once if left out.")] = None
    end: Annotated[Moment | None, Field(description="When it ends by itself; until further notice if left out.")] = None
    document_number: DocumentNumber | None = None
    signer: Title | None = None
    note: Note | None = None
    override_schematic: bool = Field(False, description="Order a drawn shape although boundaries are schematic.")

    @model_validator(mode="after")
    def _whole(self) -> AreaIn:
        if not self.says_where:
            raise BilingualValueError(
                vi="cần đúng một trong hai: place (GeoJSON) hoặc ward_codes",
                en="needs exactly one of place (GeoJSON) and ward_codes",
            )
        _paired(self.document_number, self.signer)
        return self

    def as_wanted(self, register: Register) -> AreaWanted:
        """The area as the service takes it."""
        place = self.as_place(register)
        assert place is not None
        return AreaWanted(
            kind=self.kind,
            name=self.name,
            place=place,
            directive=self.directive,
            starts_at=moment(self.start, "/start"),
            ends_at=moment(self.end, "/end"),
            document_number=self.document_number,
            signer=self.signer,
            note=self.note or None,
            override_schematic=self.override_schematic,
        )


class AreaChangeIn(PlacedIn):
    """What to change of an area; a member left out stays as it is, `directive: "none"` takes the directive away."""

    name: Title | None = None
    directive: AreaDirective | Literal["none"] | None = None
    start: Moment | None = None
    end: Moment | None = None
    document_number: DocumentNumber | None = None
    signer: Title | None = None
    note: Note | None = None
    override_schematic: bool = False

    @model_validator(mode="after")
    def _signed_whole(self) -> AreaChangeIn:
        _paired(self.document_number, self.signer)
        return self

    def as_change(self, register: Register) -> AreaChange:
        """The change as the service takes it."""
        return AreaChange(
            name=self.name,
            place=self.as_place(register),
            directive=self.directive if isinstance(self.directive, Directive) else None,
            without_directive=self.directive == "none",
            starts_at=moment(self.start, "/start"),
            ends_at=moment(self.end, "/end"),
            document_number=self.document_number,
            signer=self.signer,
            note=self.note or None,
            override_schematic=self.override_schematic,
        )


class AreaEndIn(Taken):
    """The end of an area, now or at a moment to come; an area in force needs a document for it."""

    end: Moment | None = None
    document_number: DocumentNumber | None = None
    signer: Title | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _signed_whole(self) -> AreaEndIn:
        _paired(self.document_number, self.signer)
        return self


class LevelShareOut(Given):
    """The part of an area at one level of the policy in force."""

    level: str
    wards: int
    wards_partial: int
    population: int | None


class SituationOut(Given):
    """Wards and people of an area, in all and by level; `wards_partial` of the wards lie only partly inside."""

    wards: int
    wards_partial: int
    population: int | None
    population_estimated: bool
    levels: list[LevelShareOut]

    @classmethod
    def of(cls, situation: AreaSituation) -> SituationOut:
        """The situation as it is shown."""
        return cls(
            wards=situation.wards,
            wards_partial=situation.wards_partial,
            population=situation.population,
            population_estimated=situation.population_estimated,
            levels=[
                LevelShareOut(
                    level=each.level, wards=each.wards, wards_partial=each.wards_partial, population=each.population
                )
                for each in situation.levels
            ],
        )


class AreaVersionOut(Given):
    """One version of an area; `status` is that of the moment it was asked for."""

    id: str
    version: int
    action: str
    status: str
    kind: str
    kind_label: dict[str, str]
    name: str
    ward_codes: list[str]
    wards: list[WardPartOut]
    place: dict[str, Any] | None
    directive: str | None
    start: datetime
    end: datetime | None
    document_number: str | None
    signer: str | None
    note: str | None
    boundary_version: str
    boundary_status: str
    approximate: bool = Field(description="Drawn on schematic boundaries: wards and people are approximate.")
    recorded_by: str
    recorded_at: datetime
    revision: int

    @classmethod
    def members(cls, area: Area, register: Register) -> dict[str, Any]:
        """The members of one version."""
        label_vi, label_en = AREA_LABELS[area.kind]
        schematic = register.boundary_status is BoundaryStatus.SCHEMATIC
        return {
            "id": area.area_id,
            "version": area.version,
            "action": area.action.value,
            "status": area.status.value,
            "kind": area.kind.value,
            "kind_label": {"vi": label_vi, "en": label_en},
            "name": area.name,
            "ward_codes": list(area.ward_codes),
            "wards": ward_parts_out(register, area.ward_parts),
            "place": None if area.place is None else geometry_document(area.place),
            "directive": None if area.directive is None else area.directive.value,
            "start": area.starts_at,
            "end": area.ends_at,
            "document_number": area.document_number,
            "signer": area.signer,
            "note": area.note,
            "boundary_version": area.boundary_version,
            "boundary_status": register.boundary_status.value,
            "approximate": schematic and any(share < 1.0 for share in area.ward_parts.values()),
            "recorded_by": area.recorded_by,
            "recorded_at": area.recorded_at,
            "revision": area.recorded_revision,
        }

    @classmethod
    def of(cls, area: Area, register: Register) -> AreaVersionOut:
        """A version as it is shown."""
        return cls(**cls.members(area, register))


class AreaOut(AreaVersionOut):
    """An area with its situation."""

    situation: SituationOut

    @classmethod
    def read(cls, area: Area, register: Register, situation: AreaSituation, *, revision: int | None = None) -> AreaOut:
        """An area as staff see it; `revision` is that of the write being answered."""
        members = cls.members(area, register)
        return cls(**{**members, "revision": revision or area.recorded_revision}, situation=SituationOut.of(situation))


class AreasOut(Given):
    """Areas: in force, then proposed, then ended, each by id."""

    items: list[AreaOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class AreaVersionsOut(Given):
    """Every version of an area, oldest first."""

    items: list[AreaVersionOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
