"""From the ledger to the arrays a judgement needs, as known now or at an earlier revision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from app.services.indicator_loading import load_indicator_values
from app.services.policy_library import kept_policy
from app.services.site_rules import SiteRules
from app.storage.case_reports import first_reporting_date, load_counts
from app.storage.decisions import decisions, first_decided_from
from app.storage.indicator_values import first_reported_on
from app.storage.outbreaks import first_opened_on, outbreaks
from app.storage.packed_ledger import PackedLedger, load_packed_ledger
from app.storage.statuses import first_full_run_day
from app.storage.zero_fills import zero_fills


@dataclass(frozen=True)
class EvidenceSource:
    """Everything but the counts, read once: register, outbreaks, declarations; and how far knowledge reaches.

    `ledger` holds the counts of all wards when they were read in advance too.
    """

    rules: SiteRules
    register: Register
    outbreaks: Sequence[Outbreak]
    fills: Sequence[ZeroFill]
    known_revision: int | None
    decisions: Sequence[Decision] = ()
    ledger: PackedLedger | None = None

    @classmethod
    def read(
        cls, session: Session, *, rules: SiteRules, register: Register, known_revision: int | None = None
    ) -> EvidenceSource:
        """Read what does not depend on wards and days."""
        return cls(
            rules=rules,
            register=register,
            outbreaks=outbreaks(session, known_revision=known_revision),
            fills=zero_fills(session, source=rules.source, known_revision=known_revision),
            known_revision=known_revision,
            decisions=decisions(session, scheme=rules.scheme, known_revision=known_revision),
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
        counts, reported = self._counts(session, codes, first_day - timedelta(days=history_days), last_day)
        return Evidence(
            ward_codes=codes,
            first_day=first_day,
            history_days=history_days,
            counts=counts,
            reported=reported,
            last_closed_day=last_closed_day,
            outbreaks=self._facts(codes, last_day),
            borders=self._borders(wards),
            decided=tuple(self._decided(session, codes, policy)),
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
            ),
        )

    def with_ledger(
        self, session: Session, *, first_day: date, last_day: date, disclosure: Disclosure
    ) -> EvidenceSource:
        """The same with every ward's counts read in advance, for judging many days more than once.

        Args:
            disclosure: of whom the judgement is for; counts hidden from them are taken for the most they could be.
        """
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

    def _counts(
        self, session: Session, codes: tuple[str, ...], first_day: date, last_day: date
    ) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        if self.ledger is not None and self.ledger.ward_codes == codes:
            return self.ledger.between(first_day, last_day)
        return load_counts(
            session,
            ward_codes=codes,
            first_day=first_day,
            last_day=last_day,
            source=self.rules.source,
            fills=self.fills,
            known_revision=self.known_revision,
        )

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

    def _decided(self, session: Session, codes: Sequence[str], policy: Policy) -> Iterator[DecidedFact]:
        """Decided levels as neighbors see them, in the policy's own: on every day of which one is in force any part."""
        position = {code: index for index, code in enumerate(codes)}
        for each in self.decisions:
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
