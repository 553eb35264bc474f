"""What changed on the map, as a feed tells it: one numbered change after another, each once, in one order for all.

A change belongs to a revision, the write that caused it; what the clock alone begins or ends belongs to the newest
revision of that moment. `id` is `"{revision}-{number}"`: later changes have later ids, and an id never names another
change. A change is public: it holds levels, orders and places, never counts of people or names of staff.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from app.domain.errors import InvalidValue

_CURSOR: Final = re.compile(r"(0|[1-9]\d{0,8})-(0|[1-9]\d{0,8})")


class ChangeKind(StrEnum):
    """What kind of thing changed; of one moment, in this order."""

    REGISTER = "register.changed"
    POLICY = "policy.adopted"
    SITE = "site.switched"
    OUTBREAK = "outbreak.changed"
    DECISION = "decision.changed"
    RING = "ring.changed"
    CORDON = "cordon.changed"
    AREA = "area.changed"
    STATUS = "status.changed"
    PUBLICATION = "publication.released"

    @property
    def place(self) -> int:
        """Its place among changes of one moment: grounds before what stands on them."""
        return list(ChangeKind).index(self)


@dataclass(frozen=True, order=True)
class ChangeId:
    """The place of a change in the feed; (0, 0) is before the first.

    >>> str(ChangeId(12, 3)), ChangeId.parse("12-3") < ChangeId.parse("12-10")
    ('12-3', True)
    """

    revision: int
    number: int

    @classmethod
    def parse(cls, text: str, *, pointer: str = "/after") -> ChangeId:
        """The place a cursor names.

        Raises:
            InvalidValue: it is none of ours.
        """
        found = _CURSOR.fullmatch(text)
        if found is None:
            raise InvalidValue(
                pointer,
                vi=f"{pointer[1:]} phải là mã thay đổi do hệ thống cấp, ví dụ 120-1, hoặc now.",
                en=f"{pointer[1:]} must be the id of a change given by this service, such as 120-1, or now.",
            )
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        """As it stands on the wire."""
        return f"{self.revision}-{self.number}"


BEGINNING: Final = ChangeId(0, 0)


@dataclass(frozen=True)
class SubjectState:
    """What is public of one subject at one instant, and the wards it concerns."""

    shown: Mapping[str, Any]
    ward_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A change that has no number yet; `before` None: there was nothing, `after` None: there is nothing any more."""

    at: datetime
    kind: ChangeKind
    subject: str
    before: SubjectState | None
    after: SubjectState | None

    @property
    def ward_codes(self) -> tuple[str, ...]:
        """The wards it concerned before and concerns now, ascending."""
        states = [each for each in (self.before, self.after) if each is not None]
        return tuple(sorted({code for each in states for code in each.ward_codes}))

    @property
    def sort_key(self) -> tuple[datetime, int, str]:
        """By moment, kind and subject."""
        return self.at, self.kind.place, self.subject


@dataclass(frozen=True)
class Change:
    """One change of the feed."""

    id: ChangeId
    at: datetime
    kind: ChangeKind
    subject: str
    ward_codes: tuple[str, ...]
    district_codes: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def as_item(self) -> dict[str, Any]:
        """As it is told, the same in the feed, in streams and to webhooks."""
        return {
            "id": str(self.id),
            "revision": self.id.revision,
            "at": self.at.isoformat(),
            "kind": self.kind.value,
            "subject": self.subject,
            "ward_codes": list(self.ward_codes),
            "district_codes": list(self.district_codes),
            "before": self.before,
            "after": self.after,
            "href": self.href,
        }

    @property
    def href(self) -> str:
        """Where the subject is read as it stands now."""
        return _HREFS[self.kind].format(subject=self.subject)


_HREFS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.REGISTER: "/api/v1/wards",
    ChangeKind.POLICY: "/api/v1/policy-adoptions",
    ChangeKind.SITE: "/api/v1/zones",
    ChangeKind.OUTBREAK: "/api/v1/outbreaks/{subject}/rings",
    ChangeKind.DECISION: "/api/v1/zones",
    ChangeKind.RING: "/api/v1/outbreaks/{subject}/rings",
    ChangeKind.CORDON: "/api/v1/cordons.geojson",
    ChangeKind.AREA: "/api/v1/areas.geojson",
    ChangeKind.STATUS: "/api/v1/zones/{subject}",
    ChangeKind.PUBLICATION: "/api/v1/publications/{subject}",
}


@dataclass(frozen=True)
class ChangeFilter:
    """Which changes a reader wants; empty: every one. What concerns no ward concerns every place."""

    kinds: frozenset[ChangeKind] = frozenset()
    district_codes: frozenset[str] = frozenset()
    ward_codes: frozenset[str] = frozenset()

    def takes(self, change: Change) -> bool:
        """Whether a change is wanted."""
        if self.kinds and change.kind not in self.kinds:
            return False
        if not change.ward_codes:
            return True
        if self.ward_codes and self.ward_codes.isdisjoint(change.ward_codes):
            return False
        return not self.district_codes or not self.district_codes.isdisjoint(change.district_codes)
