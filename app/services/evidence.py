"""From the ledger to the arrays a judgement needs, as known now or at an earlier revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.domain.assessment import carried_level
from app.domain.decisions import Decision
from app.domain.disclosure import Disclosure
from app.domain.evidence import DecidedFact, Evidence, OutbreakFact
from app.domain.policy import Policy
from app.domain.records import Outbreak, ZeroFill
from app.domain.register import Register
from app.domain.register_chain import Descent, RegisterChain
from app.services.indicator_loading import load_indicator_values
from app.services.placed_outbreaks import OutbreakPlaces
from app.services.policy_library import kept_policy
from app.services.register_chain import decision_positions, register_chain
from app.services.site_rules import SiteRules
from app.storage.case_reports import first_reporting_date, load_counts
from app.storage.decisions import decisions, first_decided_from
from app.storage.indicator_values import first_reported_on
from app.storage.outbreaks import first_opened_on
from app.storage.packed_ledger import PackedLedger, load_packed_ledger
from app.storage.statuses import first_full_run_day
from app.storage.zero_fills import zero_fills


@dataclass(frozen=True)
class EvidenceSource:
    """Everything but the counts, read once: register, outbreaks, declarations; and how far knowledge reaches.

    `ledger` holds the counts of all wards when they were read in advance too. `chain` has the registers up to that one,
    `outbreaks` those of its wards; `places` tells where they were by older registers, `decided_under` by decision which
    of the registers its ward is one of.
    """

    rules: SiteRules
    register: Register
    outbreaks: Sequence[Outbreak]
    fills: Sequence[ZeroFill]
    known_revision: int | None
    decisions: Sequence[Decision] = ()
    ledger: PackedLedger | None = None
    chain: RegisterChain | None = None
    places: OutbreakPlaces | None = None
    disclosure: Disclosure | None = None
    decided_under: Mapping[str, int] = field(default_factory=dict)

    @property
    def registers(self) -> RegisterChain:
        """The registers up to this one; it alone when it never changed."""
        return self.chain or RegisterChain.of(self.register)

    def under(self, position: int) -> EvidenceSource:
        """The same by an older register of the chain: its wards, and what there was of them."""
        chain = self.registers
        if position == len(chain.spans) - 1:
            return self
        shorter = RegisterChain(chain.spans[: position + 1], chain.passages[:position])
        placed = self.outbreaks if self.places is None else self.places.under(position)
        return replace(self, register=chain.spans[position].register, outbreaks=placed, ledger=None, chain=shorter)

    @classmethod
    def read(
        cls, session: Session, *, rules: SiteRules, register: Register, known_revision: int | None = None
    ) -> EvidenceSource:
        """Read what does not depend on wards and days; `register` is the newest known."""
        chain = register_chain(session, known_revision=known_revision)
        places = OutbreakPlaces.read(session, chain, known_revision=known_revision)
        found = decisions(session, scheme=rules.scheme, known_revision=known_revision)
        return cls(
            rules=rules,
            register=register,
            outbreaks=places.under(len(chain.spans) - 1),
            fills=zero_fills(session, source=rules.source, known_revision=known_revision),
            known_revision=known_revision,
            decisions=found,
            decided_under=decision_positions(session, chain, found),
            chain=chain if len(chain.spans) > 1 else None,
            places=places,
        )

    def load(
        self,
        session: Session,
        *,
        wards: NDArray[np.intp],
        first_day: date,
        last_day: date,
        last_closed_day: date,
        policy: Policy,
    ) -> Evidence:
        """Counts, reports and whatever else a policy looks at, of some wards (positions in the register), over as much
        history as it looks back on and the days to judge."""
        history_days = policy.history_days
        codes = tuple(self.register.codes[position] for position in wards)
        counts, reported = self.counts_of(session, wards, first_day - timedelta(days=history_days), last_day)
        return Evidence(
            ward_codes=codes,
            first_day=first_day,
            history_days=history_days,
            counts=counts,
            reported=reported,
            last_closed_day=last_closed_day,
            outbreaks=self._facts(codes, last_day),
            borders=self._borders(wards),
            decided=tuple(self.decided(session, codes, policy)),
            populations=self._populations(wards),
            reported_values=load_indicator_values(
                session,
                register=self.register,
                indicator_ids=policy.reported_indicators,
                ward_codes=codes,
                first_day=first_day - timedelta(days=history_days),
                last_day=last_day,
                source=self.rules.source,
                known_revision=self.known_revision,
                born=self._born(codes, first_day),
            ),
        )

    def with_ledger(
        self, session: Session, *, first_day: date, last_day: date, disclosure: Disclosure
    ) -> EvidenceSource:
        """The same with every ward's counts read in advance, for judging many days more than once.

        Across a change of the register they are read as they are asked for.

        Args:
            disclosure: of whom the judgement is for; counts hidden from them are taken for the most they could be.
        """
        begun = self.registers.spans[-1].first_day
        if begun is not None and begun > first_day:
            return replace(self, disclosure=disclosure)
        ledger = load_packed_ledger(
            session,
            ward_codes=self.register.codes,
            first_day=first_day,
            last_day=last_day,
            source=self.rules.source,
            fills=self.fills,
            known_revision=self.known_revision,
        )
        return replace(self, ledger=replace(ledger, cases=disclosure.at_most(ledger.cases)))

    def counts_of(
        self, session: Session, wards: NDArray[np.intp], first_day: date, last_day: date
    ) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Counts and reports of some wards; of days before their register those of the units they came out of."""
        begun = self.registers.spans[-1].first_day
        own_from = first_day if begun is None else max(first_day, begun)
        pieces: list[tuple[NDArray[np.int32], NDArray[np.bool_]]] = []
        if first_day < own_from:
            pieces += self._earlier_counts(session, wards, first_day, min(last_day, own_from - timedelta(days=1)))
        if own_from <= last_day:
            codes = tuple(self.register.codes[position] for position in wards)
            pieces.append(self._own_counts(session, codes, own_from, last_day))
        if len(pieces) == 1:
            return pieces[0]
        return np.concatenate([each[0] for each in pieces], axis=1), np.concatenate(
            [each[1] for each in pieces], axis=1
        )

    def _earlier_counts(
        self, session: Session, wards: NDArray[np.intp], first_day: date, last_day: date
    ) -> Iterator[tuple[NDArray[np.int32], NDArray[np.bool_]]]:
        chain = self.registers
        newest = len(chain.spans) - 1
        for position in range(chain.position_on(first_day), chain.position_on(last_day) + 1):
            span = chain.spans[position]
            begins = first_day if span.first_day is None else max(first_day, span.first_day)
            ends = last_day if span.end_day is None else min(last_day, span.end_day - timedelta(days=1))
            counts, reported = self._own_counts(session, span.register.codes, begins, ends)
            descent = Descent.along(chain.passage(position, newest), span.register, self.register)
            counts, reported = descent.counts(counts, reported)
            yield counts[wards], reported[wards]

    def _own_counts(
        self, session: Session, codes: tuple[str, ...], first_day: date, last_day: date
    ) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        if self.ledger is not None and self.ledger.ward_codes == codes:
            return self.ledger.between(first_day, last_day)
        counts, reported = load_counts(
            session,
            ward_codes=codes,
            first_day=first_day,
            last_day=last_day,
            source=self.rules.source,
            fills=self.fills,
            known_revision=self.known_revision,
        )
        return counts if self.disclosure is None else self.disclosure.at_most(counts), reported

    def _born(self, codes: Sequence[str], day: date) -> dict[str, date]:
        """The day each ward began as it is, of those that did not begin with the first register."""
        chain = self.registers
        if not chain.passages:
            return {}
        found = {code: chain.begun_on(code, day) for code in codes}
        return {code: begun for code, begun in found.items() if begun is not None}

    def _facts(self, codes: Sequence[str], last_day: date) -> tuple[OutbreakFact, ...]:
        position = {code: index for index, code in enumerate(codes)}
        facts = []
        for each in self.outbreaks:
            placed = [position[code] for code in each.ward_codes if code in position]
            linked = [position[code] for code in each.linked_ward_codes if code in position]
            if (placed or linked) and each.opened_on <= last_day:
                facts.append(
                    OutbreakFact(
                        outbreak_id=each.outbreak_id,
                        placed=np.array(placed, dtype=np.intp),
                        linked=np.array(linked, dtype=np.intp),
                        source_known=each.source_known,
                        setting=each.setting,
                        opened_on=each.opened_on,
                        closed_on=each.closed_on,
                    )
                )
        return tuple(facts)

    def _populations(self, wards: NDArray[np.intp]) -> NDArray[np.float64]:
        people = [self.register.wards[position].population for position in wards]
        return np.array([np.nan if each is None else each for each in people], dtype=np.float64)

    def decided(self, session: Session, codes: Sequence[str], policy: Policy) -> Iterator[DecidedFact]:
        """Decided levels as neighbors see them, in the policy's own: on every day of which one is in force any part."""
        position = {code: index for index, code in enumerate(codes)}
        for each in decisions_about(self.registers, self.decisions, self.decided_under):
            days = each.days(self.rules.clock)
            if days is not None and each.ward_code in position:
                old = kept_policy(session, each.policy_id, each.policy_version)
                yield DecidedFact(position[each.ward_code], carried_level(each.level, old, policy), *days)

    def _borders(self, wards: NDArray[np.intp]) -> NDArray[np.intp]:
        local = np.full(len(self.register.codes), -1, dtype=np.intp)
        local[wards] = np.arange(len(wards))
        pairs = local[self.register.borders.pairs]
        inside: NDArray[np.intp] = pairs[(pairs >= 0).all(axis=1)]
        return inside


def decisions_about(
    chain: RegisterChain, found: Iterable[Decision], decided_under: Mapping[str, int]
) -> list[Decision]:
    """The decisions about units of the last register of a chain: those about a unit that ended are about no other,
    even where its code is used again."""
    newest = len(chain.spans) - 1
    return [
        each for each in found if chain.goes_on(each.ward_code, decided_under.get(each.decision_id, newest), newest)
    ]


def first_evidence_day(session: Session, source: EvidenceSource, *, scheme: str) -> date | None:
    """The day every judgement starts from: nothing was ever said or judged of an earlier one; None on an empty site.

    Versions and declarations are never removed, so this day only ever moves back.
    """
    known = source.known_revision
    days = [
        first_reporting_date(session, source=source.rules.source, known_revision=known),
        first_opened_on(session, known_revision=known),
        first_reported_on(session, source=source.rules.source, known_revision=known),
        *((each.first_day or each.end_day) for each in source.fills),
        first_full_run_day(session, scheme=scheme, known_revision=known),
        _first_decided_day(session, source, scheme=scheme),
    ]
    return min((day for day in days if day is not None), default=None)


def _first_decided_day(session: Session, source: EvidenceSource, *, scheme: str) -> date | None:
    """The day the first decision begins, whatever became of it."""
    begins = first_decided_from(session, scheme=scheme, known_revision=source.known_revision)
    return None if begins is None else source.rules.clock.open_day(begins)
