"""The board of a reporting day: how far each district is, worst first, and what may be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from app.api.pages.shared import name_order
from app.api.pages.staff_frame import StaffPage
from app.domain.completeness import DistrictCompleteness, MissingWard
from app.domain.day_openings import DayOpening, open_until
from app.domain.names import bare_name
from app.domain.plausibility import sentence
from app.services.access import ACTS, Act, has_role, may
from app.web.staff_progress_messages import STAFF_PROGRESS

NAMED: Final = 6
"""So many missing wards of one district of several are named on the board; the others unfold."""
HOURS_OFFERED: Final = (1, 2, 4, 8, 24)
ONE_DAY: Final = timedelta(days=1)
SCRIPT_WORDS: Final = {
    "clock_hours": "prog_hours",
    "clock_minutes": "prog_minutes",
    "clock_seconds": "prog_seconds",
    "updated": "prog_updated",
    "offline": "prog_offline",
    "reopen_title": "prog_reopen_title",
    "reopen_lead": "prog_reopen_lead",
    "reopen": "prog_reopen",
    "close_title": "prog_close_title",
    "close_lead": "prog_close_lead",
    "close": "prog_close",
}
"""What the script of the page says, by the name it says it under."""


@dataclass(frozen=True)
class MissingLine:
    """One missing ward: its name, since when, and whether that is longer than today."""

    name: str
    since: str
    is_long: bool


@dataclass(frozen=True)
class OddLine:
    """One report with odd figures: where, and what is odd."""

    ward: str
    district: str
    sentences: Sequence[str]
    href: str


@dataclass(frozen=True)
class DistrictCard:
    """One district of the board.

    `share`: how many of a hundred wards need no report any more; `named` and `more`: the missing wards in two parts.
    `reopened`: that the locked day is open again; empty when it is not. `sheet`: where its figures are entered, if the
    reader may do that.
    """

    code: str
    name: str
    done: int
    wards: int
    share: float
    named: Sequence[MissingLine]
    more: Sequence[MissingLine]
    long_missing: int
    declared: str
    received: str
    sheet: str
    reopened: str
    may_open: bool
    may_close: bool

    @property
    def missing(self) -> int:
        """Wards still to report."""
        return len(self.named) + len(self.more)

    @property
    def is_complete(self) -> bool:
        """Whether no report is missing."""
        return not self.missing

    @property
    def is_silent(self) -> bool:
        """Whether nobody has reported yet; then no name says more than the sum."""
        return self.done == 0


@dataclass(frozen=True)
class Board:
    """Everything that changes while one looks.

    Args:
        page: the frame, for words and addresses.
        on: the day.
        now: the service's clock.
        found: how far each district is.
        openings: of the day, whosever.
    """

    page: StaffPage
    on: date
    now: datetime
    found: Sequence[DistrictCompleteness]
    openings: Sequence[DayOpening]

    @cached_property
    def cards(self) -> list[DistrictCard]:
        """Every district, by how much is missing, then by name."""
        cards = [_card(self, each) for each in self.found]
        return sorted(cards, key=lambda card: (card.share, -card.missing, name_order(card.name)))

    @property
    def waiting(self) -> list[DistrictCard]:
        """Districts of which a report is missing, the worst first."""
        return [card for card in self.cards if not card.is_complete]

    @property
    def complete(self) -> list[DistrictCard]:
        """The others, by name."""
        return sorted((card for card in self.cards if card.is_complete), key=lambda card: name_order(card.name))

    @property
    def done(self) -> int:
        """Wards that have reported, or whose day was declared."""
        return sum(card.done for card in self.cards)

    @property
    def wards(self) -> int:
        """Wards in scope."""
        return sum(card.wards for card in self.cards)

    @property
    def share(self) -> float:
        """Done of a hundred."""
        return _share(self.done, self.wards)

    @property
    def long_missing(self) -> int:
        """Wards whose missing began on an earlier day."""
        return sum(card.long_missing for card in self.cards)

    @cached_property
    def odd(self) -> list[OddLine]:
        """Reports with odd figures that nobody confirmed."""
        return [line for district in self.found for line in _odd_lines(self, district)]

    @property
    def is_open(self) -> bool:
        """Whether the day is the open one."""
        return self.on == self.open_day

    @property
    def open_day(self) -> date:
        """The day that is open now."""
        return self.page.shell.rules.clock.open_day(self.now)

    @property
    def is_locked(self) -> bool:
        """Whether the day has locked."""
        return self.page.shell.rules.clock.is_locked(self.on, self.now)

    @property
    def state(self) -> str:
        """How the day stands, in words."""
        words, clock = self.page.words, self.page.shell.rules.clock
        if self.is_open:
            return words("prog_open")
        locks_at = clock.locks_at(self.on)
        if locks_at is None:
            return words("prog_closed_for_good")
        return words("prog_locked" if self.is_locked else "prog_closed", moment=words.moment(locks_at))

    @property
    def publish_at(self) -> datetime:
        """When the day is published."""
        return self.page.shell.rules.clock.published_at(self.on)

    @property
    def day_before(self) -> date:
        """The reporting day before."""
        return self.on - ONE_DAY

    @property
    def closes_at(self) -> datetime:
        """The day's cut-off."""
        return self.page.shell.rules.clock.closes_at(self.on)

    @property
    def may_open_all(self) -> bool:
        """Whether the reader may open the locked day for every district at once."""
        return self.is_locked and may(self.page.caller, Act.REOPEN_DAY, None)

    @property
    def script_words(self) -> dict[str, str]:
        """Sentences for the script, with their places still to fill."""
        return {name: self.page.words.pick(STAFF_PROGRESS[key]) for name, key in SCRIPT_WORDS.items()}

    def day_href(self, day: date) -> str:
        """The board of another day; of the open one without naming it."""
        return self.page.to("/staff/progress", on=None if day == self.open_day else day.isoformat())


def _card(board: Board, found: DistrictCompleteness) -> DistrictCard:
    words, code = board.page.words, found.district_code
    lines = [_missing_line(board, each) for each in sorted(found.missing, key=_longest_first)]
    done = found.reported + found.declared
    cut = _named(lines, done, alone=len(board.found) == 1)
    until = open_until(board.openings, reporting_date=board.on, district_code=code, at=board.now)
    reopened = until if board.is_locked else None
    may_act = board.is_locked and code is not None and may(board.page.caller, Act.REOPEN_DAY, code)
    return DistrictCard(
        code=code or "",
        name=found.district_name or _without_district(board, found),
        done=done,
        wards=found.wards,
        share=_share(done, found.wards),
        named=lines[:cut],
        more=lines[cut:],
        long_missing=sum(line.is_long for line in lines),
        declared=words("prog_declared", n=found.declared) if found.declared else "",
        received=_received(board, found),
        sheet=_sheet(board, code),
        reopened=words("prog_reopened", moment=words.moment(reopened)) if reopened else "",
        may_open=may_act and reopened is None,
        may_close=may_act and reopened is not None,
    )


def _without_district(board: Board, found: DistrictCompleteness) -> str:
    """What stands over wards of no district; where there are no districts at all it is no lack."""
    is_alone = len(board.found) == 1
    return board.page.words("wards_n", n=found.wards) if is_alone else board.page.words("prog_no_district")


def _named(lines: Sequence[MissingLine], done: int, *, alone: bool) -> int:
    """How many of the missing wards are named at once; nobody unfolds a single name."""
    if alone or (len(lines) <= NAMED + 1 and done):
        return len(lines)
    return NAMED if done else 0


def _longest_first(missing: MissingWard) -> tuple[int, tuple[object, ...]]:
    return -missing.days_missing, (name_order(missing.ward.name),)


def _missing_line(board: Board, missing: MissingWard) -> MissingLine:
    """A day missing alone needs no word; what has been missing for longer, or was never there, says so."""
    words = board.page.words
    earlier = missing.missing_since is not None and (missing.missing_since < board.on or board.is_open)
    if missing.last_reported_on is None:
        since = words("prog_never")
    elif earlier and missing.missing_since is not None:
        since = words("prog_since", day=words.short_day(missing.missing_since), n=missing.days_missing)
    else:
        since = ""
    return MissingLine(bare_name(missing.ward.name, missing.ward.kind), since, earlier)


def _received(board: Board, found: DistrictCompleteness) -> str:
    words, first, last = board.page.words, found.first_received_at, found.last_received_at
    if first is None or last is None:
        return ""
    texts = [_time(board, moment) for moment in (first, last)]
    if texts[0] == texts[1]:
        return words("prog_received_at", first=texts[0])
    return words("prog_received", first=texts[0], last=texts[1])


def _time(board: Board, moment: datetime) -> str:
    """The time alone when it lies in the day's own calendar day, else with its date."""
    words = board.page.words
    day = words.local_date(moment)
    return words.time_of(moment) if day == board.on else f"{words.time_of(moment)} {words.short_day(day)}"


def _sheet(board: Board, district_code: str | None) -> str:
    if district_code is None or not has_role(board.page.caller, *ACTS[Act.POST_REPORT]):
        return ""
    return board.page.to(f"/staff/report/{district_code}/{board.on.isoformat()}")


def _odd_lines(board: Board, found: DistrictCompleteness) -> Iterable[OddLine]:
    words = board.page.words
    for odd in found.unconfirmed:
        yield OddLine(
            ward=odd.ward.name,
            district=found.district_name or "",
            sentences=[words.pick(sentence(each)) for each in odd.warnings],
            href=board.page.to(f"/staff/reports/{odd.ward.code}/{board.on.isoformat()}"),
        )


def _share(done: int, wards: int) -> float:
    return round(100 * done / wards, 1) if wards else 100.0
