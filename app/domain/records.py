"""What is reported and declared, as frozen values: reports, outbreaks, fills, adoptions, rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shapely.geometry.base import BaseGeometry

from app.domain.plausibility import PlausibilityWarning
from app.domain.vocabulary import OutbreakSetting, ReasonCode


@dataclass(frozen=True)
class CaseCounts:
    """New cases of one ward and day by class; all classes are always given, 0 is a report."""

    community_unknown_source: int
    community_known_source: int
    lockdown_area: int
    quarantine: int
    imported: int

    def as_tuple(self) -> tuple[int, int, int, int, int]:
        """The counts in the order of `CASE_CLASSES`."""
        return (
            self.community_unknown_source,
            self.community_known_source,
            self.lockdown_area,
            self.quarantine,
            self.imported,
        )

    @property
    def total(self) -> int:
        """New cases of all classes."""
        return sum(self.as_tuple())


@dataclass(frozen=True)
class ReportKey:
    """What a report is about: exactly one current version stands under it."""

    ward_code: str
    reporting_date: date
    source: str


@dataclass(frozen=True)
class CaseReport:
    """One version of a report; `counts` None means withdrawn, so the day is missing again."""

    key: ReportKey
    version: int
    counts: CaseCounts | None
    samples: int | None
    positives: int | None
    note: str | None
    reason_code: str | None
    reported_by: str
    received_at: datetime
    after_publication: bool
    recorded_revision: int
    new_f1_contacts: int | None = None
    warnings: tuple[PlausibilityWarning, ...] = ()


@dataclass(frozen=True)
class CaseTransfer:
    """Cases moved from the report of one ward to that of another; the versions are those the move made."""

    recorded_revision: int
    reporting_date: date
    source: str
    from_ward_code: str
    to_ward_code: str
    counts: CaseCounts
    from_version: int
    to_version: int
    reason_code: ReasonCode
    note: str | None
    recorded_by: str


@dataclass(frozen=True)
class ZeroFill:
    """Days first_day ≤ D < end_day for which no report means no cases; first_day None: since ever."""

    kind: str
    first_day: date | None
    end_day: date
    signer: str | None
    document_number: str | None
    note: str | None
    recorded_revision: int


@dataclass(frozen=True)
class Outbreak:
    """A declared outbreak (ổ dịch); `ward_codes` are the wards its place meets."""

    outbreak_id: str
    version: int
    name: str
    opened_on: date
    closed_on: date | None
    source_known: bool
    setting: OutbreakSetting
    place: BaseGeometry | None
    ward_codes: tuple[str, ...]
    linked_ward_codes: tuple[str, ...]
    note: str | None
    recorded_revision: int

    def is_open(self, on: date) -> bool:
        """Whether it counts on a reporting day: from the day it opened until, not including, the day it closed."""
        return self.opened_on <= on and (self.closed_on is None or on < self.closed_on)


@dataclass(frozen=True)
class PolicyAdoption:
    """From which day a scheme is judged by which version of which policy."""

    scheme: str
    policy_id: str
    policy_version: str
    effective_from: date
    document_number: str | None
    signer: str | None
    recorded_revision: int


@dataclass(frozen=True)
class TestRound:
    """One version of a round of sampling all who live in a ward, or in a cordon (then `ward_code` is None).

    `closed_with_reason` closes it below full coverage; `withdrawn`: it was logged by mistake and counts no more;
    `reason_code` says why this version corrects the one before, None where it only carries the round on. `ended_at`:
    the moment at which it was first recorded that the round ended on that day, where a reader needs to know.
    """

    round_id: int
    ward_code: str | None
    started_on: date
    completed_on: date | None
    samples: int
    positives: int
    method: str
    pool_size: int
    closed_with_reason: str | None
    cordon_id: str | None = None
    note: str | None = None
    version: int = 1
    withdrawn: bool = False
    reason_code: ReasonCode | None = None
    recorded_by: str = ""
    recorded_revision: int = 0
    ended_at: datetime | None = None

    @property
    def unit_id(self) -> str:
        """The code of the ward, or the id of the cordon."""
        return self.ward_code or self.cordon_id or ""
