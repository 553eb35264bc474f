"""Sets of data values as DHIS2 sends them, and what became of one, in its own words."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from app.api.language import Language
from app.api.schemas.case_reports import LevelChangeOut
from app.api.schemas.common import Given
from app.formats.dhis2_values import MOST_VALUES
from app.services.dhis2 import TakenValues

_Text = Annotated[str, Field(max_length=100)]
MOST_CONFLICTS = 200


class _FromDhis2(BaseModel):
    """Fields as DHIS2 names them; what else it says of a value (who stored it, when, comments) is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class DataValueIn(_FromDhis2):
    """One value; a whole number, as text or not."""

    dataElement: _Text = Field(description="Id or code, of ours or of the mapping.")  # noqa: N815 - DHIS2's name
    period: _Text | None = Field(None, description="A day, yyyyMMdd.", examples=["20210914"])
    orgUnit: _Text | None = Field(None, description="Id or code.")  # noqa: N815 - DHIS2's name
    value: _Text | StrictInt | None = None
    deleted: bool | None = None
    categoryOptionCombo: _Text | None = None  # noqa: N815 - DHIS2's name
    attributeOptionCombo: _Text | None = None  # noqa: N815 - DHIS2's name


class DataValueSetIn(_FromDhis2):
    """A set; period and orgUnit may stand here for all values."""

    dataSet: _Text | None = None  # noqa: N815 - DHIS2's name
    period: _Text | None = None
    orgUnit: _Text | None = None  # noqa: N815 - DHIS2's name
    attributeOptionCombo: _Text | None = None  # noqa: N815 - DHIS2's name
    dryRun: bool | None = Field(None, description="Not taken when true: send `dry_run=true`.")  # noqa: N815 - DHIS2's name
    strategy: _Text | None = Field(None, description="Only values that create and update are taken.")
    dataValues: Annotated[list[DataValueIn], Field(min_length=1, max_length=MOST_VALUES)]  # noqa: N815 - DHIS2's name

    def as_document(self) -> dict[str, Any]:
        """The set as it came."""
        return self.model_dump(exclude_none=True)

    def wishes(self) -> dict[str, str]:
        """What the set itself says of how it is to be taken."""
        said = {"dryRun": self.dryRun, "strategy": self.strategy}
        return {name: str(wish) for name, wish in said.items() if wish is not None}


class ImportCountOut(Given):
    """Numbers of values."""

    imported: int
    updated: int
    ignored: int = Field(description="Not taken, or standing already.")
    deleted: int


class ConflictOut(Given):
    """Why values were not taken."""

    object: str = Field(description="What it was about.")
    value: str = Field(description="What is wrong, and the cure.")
    pointer: str = Field(description="Where it stands in what was sent.")


class ImportSummaryOut(Given):
    """What became of a set, as DHIS2 tells it, with what changed in force."""

    responseType: Literal["ImportSummary"] = "ImportSummary"  # noqa: N815 - DHIS2's name
    status: Literal["SUCCESS", "WARNING", "ERROR"]
    description: str
    importCount: ImportCountOut  # noqa: N815 - DHIS2's name
    conflicts: list[ConflictOut] = Field(description=f"The first {MOST_CONFLICTS}.")
    conflicts_matched: int
    level_changes: list[LevelChangeOut]
    dry_run: bool
    revision: int | None

    @classmethod
    def of(
        cls,
        taken: TakenValues,
        *,
        language: Language,
        level_changes: list[LevelChangeOut],
        dry_run: bool,
        revision: int | None,
    ) -> ImportSummaryOut:
        """The summary of what was taken."""
        is_whole = not taken.conflicts
        touched = taken.imported + taken.updated + taken.deleted
        status: Literal["SUCCESS", "WARNING", "ERROR"] = "SUCCESS" if is_whole else "WARNING" if touched else "ERROR"
        told = [
            ConflictOut(
                object=each.subject,
                value=each.fault.vi if language == "vi" else each.fault.en,
                pointer=each.fault.pointer,
            )
            for each in taken.conflicts[:MOST_CONFLICTS]
        ]
        return cls(
            status=status,
            description="Đã xử lý tập giá trị." if language == "vi" else "The data value set was taken.",
            importCount=ImportCountOut(
                imported=taken.imported, updated=taken.updated, ignored=taken.ignored, deleted=taken.deleted
            ),
            conflicts=told,
            conflicts_matched=len(taken.conflicts),
            level_changes=level_changes,
            dry_run=dry_run,
            revision=revision,
        )
