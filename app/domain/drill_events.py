"""What happens in a drill, moment by moment: each event is something staff would do on a real site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shapely.geometry.base import BaseGeometry

from app.domain.areas import AreaKind
from app.domain.records import CaseCounts, TestRound
from app.domain.vocabulary import Directive, OutbreakSetting, ReasonCode

MARK = "DIỄN TẬP"
"""Begins every name and note a drill writes."""


@dataclass(frozen=True, slots=True)
class SimulatedReport:
    """What one ward says of one reporting day; `samples` and `positives` None: it says nothing of tests."""

    ward_code: str
    reporting_date: date
    counts: CaseCounts
    samples: int | None
    positives: int | None
    note: str | None


@dataclass(frozen=True)
class BaselineDeclared:
    """No cases were known before a day."""

    at: datetime
    before: date


@dataclass(frozen=True)
class ReportsSent:
    """Some wards report, on time or late."""

    at: datetime
    reports: tuple[SimulatedReport, ...]


@dataclass(frozen=True)
class ReportCorrected:
    """A report is corrected; `counts` None withdraws it."""

    at: datetime
    ward_code: str
    reporting_date: date
    counts: CaseCounts | None
    reason_code: ReasonCode


@dataclass(frozen=True)
class OutbreakDeclared:
    """An outbreak is declared; `key` names it within the scenario."""

    at: datetime
    key: str
    name: str
    place: BaseGeometry | None
    ward_codes: tuple[str, ...]
    linked_ward_codes: tuple[str, ...]
    source_known: bool
    setting: OutbreakSetting


@dataclass(frozen=True)
class OutbreakTraced:
    """The source of an outbreak has become known."""

    at: datetime
    key: str


@dataclass(frozen=True)
class OutbreakClosed:
    """An outbreak ends."""

    at: datetime
    key: str


@dataclass(frozen=True)
class RingIssued:
    """The proposed rings of an outbreak are put in force by an order."""

    at: datetime
    key: str
    document_number: str


@dataclass(frozen=True)
class RingLifted:
    """The rings of an outbreak are lifted by an order."""

    at: datetime
    key: str
    document_number: str


@dataclass(frozen=True)
class CordonOrdered:
    """A cordon is put in force; `key` is that of the outbreak it is round."""

    at: datetime
    key: str
    name: str
    place: BaseGeometry
    households: int
    population: int
    document_number: str


@dataclass(frozen=True)
class CordonLifted:
    """The cordon round an outbreak, if there is one, is lifted by an order."""

    at: datetime
    key: str
    document_number: str


@dataclass(frozen=True)
class AreaDeclared:
    """An area beside the colours is put in force."""

    at: datetime
    kind: AreaKind
    name: str
    ward_codes: tuple[str, ...]
    directive: Directive | None


@dataclass(frozen=True)
class RoundsLogged:
    """Rounds of mass testing are logged; their numbers are given when they are stored."""

    at: datetime
    rounds: tuple[TestRound, ...]


@dataclass(frozen=True)
class DayClosed:
    """A reporting day passes its cut-off and every ward is judged."""

    at: datetime
    day: date


DrillEvent = (
    BaselineDeclared
    | ReportsSent
    | ReportCorrected
    | OutbreakDeclared
    | OutbreakTraced
    | OutbreakClosed
    | RingIssued
    | RingLifted
    | CordonOrdered
    | CordonLifted
    | AreaDeclared
    | RoundsLogged
    | DayClosed
)
