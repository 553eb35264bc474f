"""Outbreaks with the wards they lie in by any register: a place stays where it is when the units around it change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.errors import InvalidGeometry
from app.domain.records import Outbreak
from app.domain.register_chain import RegisterChain
from app.domain.rings import wards_met
from app.services.register_chain import position_of_revision, register_chain
from app.storage.outbreaks import outbreak_versions, outbreaks

_Places = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class OutbreakPlaces:
    """All outbreaks as they stand, and the register each version of each was recorded by (a position in the chain)."""

    chain: RegisterChain
    outbreaks: Sequence[Outbreak]
    recorded: Mapping[str, Sequence[tuple[int, Outbreak]]]

    @classmethod
    def read(cls, session: Session, chain: RegisterChain, *, known_revision: int | None = None) -> OutbreakPlaces:
        """Read them; one statement on a site whose register never changed."""
        found = outbreaks(session, known_revision=known_revision)
        recorded: dict[str, list[tuple[int, Outbreak]]] = {}
        if chain.passages and found:
            for each in outbreak_versions(session, known_revision=known_revision):
                position = position_of_revision(session, chain, each.recorded_revision)
                recorded.setdefault(each.outbreak_id, []).append((position, each))
        return cls(chain, found, recorded)

    def under(self, position: int) -> list[Outbreak]:
        """All as they stand, with their wards by one register of the chain."""
        if not self.recorded:
            return list(self.outbreaks)
        return [self._placed(each, position) for each in self.outbreaks]

    def _placed(self, outbreak: Outbreak, position: int) -> Outbreak:
        places = self._places(outbreak, position)
        return replace(outbreak, ward_codes=places[0], linked_ward_codes=places[1])

    def _places(self, outbreak: Outbreak, position: int) -> _Places:
        versions = self.recorded[outbreak.outbreak_id]
        # What was said by the very register counts; else what was said last before it, else first after it.
        said = [each for each in versions if each[0] <= position] or versions[:1]
        recorded_by, version = said[-1]
        linked = self.chain.carried(version.linked_ward_codes, recorded_by, position)
        if recorded_by == position:
            return version.ward_codes, version.linked_ward_codes
        if outbreak.place is not None:
            try:
                return wards_met(self.chain.spans[position].register, outbreak.place), linked
            except InvalidGeometry:
                # It lies where the other register draws nothing; what is known of its wards has to do.
                pass
        return self.chain.carried(version.ward_codes, recorded_by, position), linked


def placed_outbreaks(session: Session, *, on: date | None = None, known_revision: int | None = None) -> list[Outbreak]:
    """All outbreaks, open and closed, with their wards by the register in force on a day (None: the newest)."""
    chain = register_chain(session, known_revision=known_revision)
    places = OutbreakPlaces.read(session, chain, known_revision=known_revision)
    return places.under(len(chain.spans) - 1 if on is None else chain.position_on(on))
