"""The words of the field, as types: what may stand in a record, a policy or an answer.

Levels belong to a policy, not to code (the orders of 2021 use three palettes), so a level is a plain `str` id of
the policy in force; `UNKNOWN` is reserved and has no rank.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NewType

RiskLevel = NewType("RiskLevel", str)
"""The id of a level in the policy that gave it: `red`, `orange`, `yellow`, `green`, …"""

UNKNOWN: Final = RiskLevel("unknown")
"""Not enough data to say; never ranked, never green."""


class LockdownLayer(StrEnum):
    """A part of the territory in the Đông Anh three-ring model, strictest first."""

    CORE = "core"
    NEXT = "next"
    OUTER = "outer"

    @property
    def strictness(self) -> int:
        """3 for the core, 2 for the next layer, 1 for the outermost."""
        return {"core": 3, "next": 2, "outer": 1}[self.value]


class Directive(StrEnum):
    """Prime Minister's directives on distancing: 16 (31 Mar 2020), 15 (27 Mar 2020), 19 (24 Apr 2020)."""

    D16 = "16"
    D15 = "15"
    D19 = "19"


class CaseClass(StrEnum):
    """How a case was found; only the two community classes can change a colour."""

    COMMUNITY_UNKNOWN_SOURCE = "community_unknown_source"
    COMMUNITY_KNOWN_SOURCE = "community_known_source"
    LOCKDOWN_AREA = "lockdown_area"
    QUARANTINE = "quarantine"
    IMPORTED = "imported"


CASE_CLASSES: Final = tuple(CaseClass)
"""The order of columns wherever counts are an array."""


class DataStatus(StrEnum):
    """How much of the window's closed days was reported."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    MISSING = "missing"


class OutbreakSetting(StrEnum):
    """Where an outbreak (ổ dịch) sits; the first four are hard to control and trace."""

    INDUSTRIAL_PARK = "industrial_park"
    SCHOOL = "school"
    SUPERMARKET = "supermarket"
    MARKET = "market"
    HOSPITAL = "hospital"
    RESIDENTIAL = "residential"
    OTHER = "other"


class RingStatus(StrEnum):
    """A ring is proposed by the system, issued by an order, lifted by another."""

    PROPOSED = "proposed"
    ISSUED = "issued"
    LIFTED = "lifted"


class StatusCause(StrEnum):
    """What put a status in force: a judgement, an announced raise whose notice ran out, an approval, a decision; or the
    ward itself began with another register."""

    ASSESSMENT = "assessment"
    ANNOUNCED = "announced"
    APPROVAL = "approval"
    DECISION = "decision"
    DECISION_EXPIRED = "decision_expired"
    DECISION_REVOKED = "decision_revoked"
    REGISTER_CHANGE = "register_change"


class BoundaryStatus(StrEnum):
    """Whether a register's polygons are drawn from positions and areas, or official."""

    SCHEMATIC = "schematic"
    OFFICIAL = "official"


class Provenance(StrEnum):
    """How sure we are of a number: read in the text, rebuilt from published results, or our own example."""

    VERIFIED = "verified"
    RECONSTRUCTED = "reconstructed"
    EXAMPLE = "example"


class ReasonCode(StrEnum):
    """Why a report was corrected."""

    DUPLICATE = "duplicate"
    MOVED = "moved"
    FALSE_POSITIVE = "false_positive"
    LATE = "late"
    WRONG_PLACE = "wrong_place"
    OTHER = "other"


class Role(StrEnum):
    """What a member of staff may do; `job` is a machine, `admin` manages staff."""

    REPORTER = "reporter"
    SUPERVISOR = "supervisor"
    CITY = "city"
    JOB = "job"
    ADMIN = "admin"
