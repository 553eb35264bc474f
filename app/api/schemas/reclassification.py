"""Reclassification runs on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from pydantic import Field, model_validator

from app.api.schemas.case_reports import LevelChangeOut
from app.api.schemas.common import Day, Given, Taken
from app.api.validation_faults import BilingualValueError
from app.storage.statuses import JobRun

MOST_DAYS: Final = 366
"""One call judges at most so many days: it holds the site's lock while it does."""


class ReclassificationIn(Taken):
    """Which closed days to judge: one (`as_of`), a range (`from`, `to`), or, with neither, all not judged yet."""

    as_of: Day | None = None
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None

    @model_validator(mode="after")
    def _one_way(self) -> ReclassificationIn:
        if self.as_of is not None and (self.from_ is not None or self.to is not None):
            raise BilingualValueError(
                vi="chỉ gửi as_of, hoặc chỉ gửi from và to", en="needs either as_of, or from and to, not both"
            )
        if (self.from_ is None) is not (self.to is None):
            raise BilingualValueError(vi="cần cả from và to", en="needs both from and to")
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise BilingualValueError(vi="có from sau to; đổi chỗ hai ngày", en="has from after to; swap the two days")
        if self.from_ is not None and self.to is not None and (self.to - self.from_).days >= MOST_DAYS:
            raise BilingualValueError(
                vi=f"có quá {MOST_DAYS} ngày; chia thành nhiều lượt",
                en=f"spans more than {MOST_DAYS} days; ask for fewer at a time",
            )
        return self


class RunOut(Given):
    """One reclassification of one reporting day."""

    id: int
    scheme: str
    as_of: date
    state: str
    started_at: datetime
    finished_at: datetime | None
    wards_judged: int
    wards_changed: int
    duration_s: float
    started_by: str
    revision: int
    problem: str | None

    @classmethod
    def of(cls, run: JobRun) -> RunOut:
        """A stored run as it is shown."""
        return cls(
            id=run.run_id,
            scheme=run.scheme,
            as_of=run.as_of,
            state=run.state,
            started_at=run.started_at,
            finished_at=run.finished_at,
            wards_judged=run.wards_judged,
            wards_changed=run.wards_changed,
            duration_s=round(run.duration_s, 4),
            started_by=run.started_by,
            revision=run.recorded_revision,
            problem=run.problem,
        )


class RunsOut(Given):
    """Runs, newest day first."""

    items: list[RunOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class ReclassificationOut(Given):
    """What a reclassification did; the same days again give `changed` 0."""

    state: str
    days: list[date]
    new_days: list[date]
    wards_judged: int
    changed: int
    level_changes: list[LevelChangeOut]
    duration_s: float
    revision: int | None
    runs: list[RunOut]
