"""A register that was imported or tried, on the wire."""

from __future__ import annotations

from collections import Counter

from pydantic import Field

from app.api.language import Language
from app.api.schemas.common import Given
from app.api.schemas.imports import in_language
from app.domain.register_comparison import ComparedUnit, GoneUnit, RegisterComparison
from app.domain.register_findings import Finding
from app.domain.register_overlay import SharedGround
from app.domain.sentences import Phrase
from app.domain.vocabulary import BoundaryStatus
from app.services.register_desk import HandledRegister
from app.services.ward_import import WardImportReport

MOST_FINDINGS = 2_000


class FindingOut(Given):
    """One fault, oddity or change of a boundary file."""

    group: str = Field(description="`fault` keeps the file out, `oddity` is to be looked at, `change` is what it does.")
    kind: str
    ward_codes: list[str]
    lon: float | None
    lat: float | None
    area_m2: float | None
    message: str

    @classmethod
    def of(cls, finding: Finding, language: Language) -> FindingOut:
        """A finding in one language."""
        return cls(
            group=finding.group.value,
            kind=finding.kind,
            ward_codes=list(finding.unit_codes),
            lon=finding.lon,
            lat=finding.lat,
            area_m2=None if finding.area_m2 is None else round(finding.area_m2, 1),
            message=in_language(Phrase(finding.vi, finding.en), language),
        )


class SharedGroundOut(Given):
    """What a unit has in common with one of the other register, with the shares of the new and the old unit."""

    ward_code: str
    ward_name: str
    area_m2: float
    of_new: float
    of_old: float

    @classmethod
    def of(cls, ground: SharedGround) -> SharedGroundOut:
        """As the domain has it."""
        return cls(
            ward_code=ground.code,
            ward_name=ground.name,
            area_m2=ground.area_m2,
            of_new=ground.of_new,
            of_old=ground.of_old,
        )


class ComparedUnitOut(Given):
    """A unit that is not as it was."""

    ward_code: str
    ward_name: str
    changes: list[str]
    was: str | None = Field(description="Code of the unit that was this place; null: there was none.")
    gained_m2: float
    lost_m2: float
    neighbors_won: list[str]
    neighbors_lost: list[str]
    grounds: list[SharedGroundOut]

    @classmethod
    def of(cls, unit: ComparedUnit) -> ComparedUnitOut:
        """As the domain has it."""
        return cls(
            ward_code=unit.code,
            ward_name=unit.name,
            changes=[change.value for change in unit.changes],
            was=unit.was,
            gained_m2=unit.gained_m2,
            lost_m2=unit.lost_m2,
            neighbors_won=list(unit.neighbors_won),
            neighbors_lost=list(unit.neighbors_lost),
            grounds=[SharedGroundOut.of(each) for each in unit.grounds],
        )


class GoneUnitOut(Given):
    """A unit that is no more, and where its ground went."""

    ward_code: str
    ward_name: str
    went_to: list[SharedGroundOut]

    @classmethod
    def of(cls, unit: GoneUnit) -> GoneUnitOut:
        """As the domain has it."""
        return cls(
            ward_code=unit.code, ward_name=unit.name, went_to=[SharedGroundOut.of(each) for each in unit.went_to]
        )


class ComparisonOut(Given):
    """The file beside the register that stands."""

    by_ground: bool = Field(description="False where one of the two is schematic: codes, names, neighbors alone.")
    counts: dict[str, int]
    moved_m2: float
    people_moved: int | None
    changed: list[ComparedUnitOut]
    gone: list[GoneUnitOut]

    @classmethod
    def of(cls, comparison: RegisterComparison) -> ComparisonOut:
        """As the domain has it."""
        return cls(
            by_ground=comparison.by_ground,
            counts=dict(comparison.counts),
            moved_m2=round(comparison.moved_m2, 1),
            people_moved=comparison.people_moved,
            changed=[ComparedUnitOut.of(unit) for unit in comparison.changed],
            gone=[GoneUnitOut.of(unit) for unit in comparison.gone],
        )


class StoredRegisterOut(Given):
    """What was stored, or would be."""

    boundary_version: str
    boundary_status: BoundaryStatus
    changed: int = Field(description="Units of both levels that differ from what is stored; 0: nothing was written.")
    wards: int
    districts: int
    population: int | None
    area_km2: float
    added: list[str]
    updated: list[str]
    retired: list[str]
    unchanged: int

    @classmethod
    def of(cls, report: WardImportReport) -> StoredRegisterOut:
        """As the service tells it."""
        return cls(
            boundary_version=report.boundary_version,
            boundary_status=report.boundary_status,
            changed=report.changed,
            wards=report.wards,
            districts=report.districts,
            population=report.population,
            area_km2=report.area_km2,
            added=list(report.added),
            updated=list(report.updated),
            retired=list(report.retired),
            unchanged=len(report.unchanged),
        )


class RegisterImportOut(Given):
    """A boundary file: what it was, what is wrong with it, what it changes."""

    dry_run: bool
    is_accepted: bool = Field(description="Whether it was, or would be, taken.")
    revision: int | None
    source_name: str
    file_format: str
    layer: str | None
    reference_system: str
    columns: dict[str, str] = Field(description="Heading in the file by our name of what it holds.")
    remarks: list[str]
    finding_counts: dict[str, int]
    findings: list[FindingOut] = Field(description=f"The first {MOST_FINDINGS}, faults before oddities before changes.")
    register_after: StoredRegisterOut | None
    comparison: ComparisonOut | None
    picture_svg: str | None = Field(description="With `picture=true`: the map with every finding marked, as SVG.")

    @classmethod
    def of(cls, handled: HandledRegister, language: Language, *, picture_svg: str | None) -> RegisterImportOut:
        """A handled file in one language."""
        examined, report = handled.examined, handled.report
        source = examined.file.source
        return cls(
            dry_run=report is None or report.dry_run,
            is_accepted=report is not None,
            revision=None if report is None else report.revision,
            source_name=examined.source_name,
            file_format=source.file_format,
            layer=source.layer,
            reference_system=source.reference_system,
            columns=dict(source.columns),
            remarks=[in_language(remark, language) for remark in source.remarks],
            finding_counts=dict(Counter(each.kind for each in examined.findings)),
            findings=[FindingOut.of(each, language) for each in examined.findings[:MOST_FINDINGS]],
            register_after=None if report is None else StoredRegisterOut.of(report),
            comparison=None if examined.comparison is None else ComparisonOut.of(examined.comparison),
            picture_svg=picture_svg,
        )
