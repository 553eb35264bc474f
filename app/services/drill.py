"""Playing a drill ("diễn tập") on a site of its own: the past at once, the present as its moments come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from app.domain.drill import DEFAULT_DAYS, DEFAULT_SEED, EventGroup, group_events, scenario_days
from app.domain.drill_events import DrillEvent
from app.domain.errors import DrillRefused, FutureReportingDate, NothingToJudge
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock
from app.services.drill_acts import PLAYER, Played, Stage
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.audit import AuditEntry, record
from app.storage.case_reports import has_reports
from app.storage.drills import Drill, note_played, read_drill, set_last_day, start_drill
from app.storage.indicator_values import has_values
from app.storage.outbreaks import outbreaks
from app.storage.revisions import begin_write, mark_drill
from app.storage.statuses import open_statuses
from app.storage.testing_rounds import has_rounds
from app.storage.zero_fills import zero_fills

Progress = Callable[[int, int], None]

_LOOK_AGAIN_AFTER: Final = timedelta(minutes=1)
_MOST_GROUPS_A_CALL: Final = 8


@dataclass(frozen=True)
class DrillOutcome:
    """How far a drill has come, and what this run wrote; `played.changed` is 0 when there was nothing left to play.

    `last_day` is the newest reporting day of which anything was played.
    """

    seed: int
    first_day: date
    last_day: date
    played_until: datetime | None
    wards: int
    played: Played


def run_drill(
    sessions: sessionmaker[Session],
    *,
    rules: SiteRules,
    seed: int | None = None,
    days: int = DEFAULT_DAYS,
    until: date | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> DrillOutcome:
    """Make the site a drill and play the scenario up to `now`; a drill that has begun is gone on with.

    Each group of events is one transaction, at the moment the events simulate; what is in force therefore has a true
    history. Events later than `now` are left for later.

    Args:
        seed: of the scenario; None: the drill's own, or the default one.
        days: reporting days from the first to `until`; only a drill that begins asks.
        until: the last reporting day of the drill; the open one means that it goes on for ever, and so does None for a
            drill that begins. None leaves the end of one that has begun as it is.
        progress: told days done and days in all.

    Raises:
        DrillRefused: the site holds real records, or plays another seed.
        FutureReportingDate: `until` has not begun.
        NothingToJudge: there is no register.
        Unavailable: the site was never initialised.
    """
    drill = _begin(sessions, rules=rules, seed=seed, days=days, until=until, now=now)
    with sessions() as session:
        session.connection(execution_options={"read_only": True})
        register = current_register(session)
    reel = Reel(register, drill, rules.clock)
    last_day = min(drill.last_day or rules.clock.open_day(now), rules.clock.open_day(now))
    total = (last_day - drill.first_day).days + 1
    played = Played()
    while (step := _play_next(sessions, reel, rules=rules, until=now, at_own_moment=True)) is not None:
        played += step.played
        if progress is not None:
            progress(min((rules.clock.open_day(step.through) - drill.first_day).days, total), total)
    if progress is not None:
        progress(total, total)
    with sessions() as session:
        session.connection(execution_options={"read_only": True})
        stored = read_drill(session) or drill
    return DrillOutcome(stored.seed, stored.first_day, last_day, stored.played_until, len(register.codes), played)


class DrillPlayer:
    """Plays the events of a drill site as their moments come; does nothing on a real site.

    Safe to have in several processes: each group of events is played once.
    """

    def __init__(self, sessions: sessionmaker[Session], *, rules: SiteRules) -> None:
        self._sessions, self._rules = sessions, rules
        self._reel: Reel | None = None
        self._next_look: datetime | None = None

    def play_due(self, now: datetime) -> None:
        """Play what has become due, at the present moment: what is in force is never changed for the past.

        Looks at the database only when something is due, or once a minute. A long backlog takes several calls.
        """
        if self._next_look is not None and now < self._next_look:
            return
        self._next_look = now + _LOOK_AGAIN_AFTER
        reel = self._current_reel()
        if reel is None:
            return
        for _ in range(_MOST_GROUPS_A_CALL):
            if _play_next(self._sessions, reel, rules=self._rules, until=now, at_own_moment=False) is None:
                break
        upcoming = reel.next_moment
        if upcoming is not None:
            self._next_look = min(self._next_look, upcoming)

    def _current_reel(self) -> Reel | None:
        """The scenario of the site as it stands; None on a real site."""
        with self._sessions() as session:
            session.connection(execution_options={"read_only": True})
            drill = read_drill(session)
            if drill is None:
                return None
            register = current_register(session)
        if self._reel is None or not self._reel.is_of(register, drill):
            self._reel = Reel(register, drill, self._rules.clock)
        return self._reel


class Reel:
    """A scenario that is wound forward: hands out the events that come after those already played."""

    _days: Iterator[tuple[DrillEvent, ...]]
    _next_day: date
    _ahead: list[DrillEvent]
    _handed_out: datetime | None

    def __init__(self, register: Register, drill: Drill, clock: ReportingClock) -> None:
        self._identity = _identity(register, drill)
        self._register, self._drill, self._clock = register, drill, clock
        self._wind_back()

    def is_of(self, register: Register, drill: Drill) -> bool:
        """Whether it is still the scenario of this register and drill."""
        return self._identity == _identity(register, drill)

    @property
    def next_moment(self) -> datetime | None:
        """When the next event comes that was not handed out yet; None when that is not known, or never."""
        return self._ahead[0].at if self._ahead else None

    def next_group(self, *, after: datetime | None, until: datetime) -> EventGroup | None:
        """The next events that may be written together, after one moment and not later than another."""
        if after is not None and self._handed_out is not None and after < self._handed_out:
            # What was handed out was not committed, or the database was restored to an earlier state.
            self._wind_back()
        self._wind_to(after, until)
        due = [event for event in self._ahead if event.at <= until]
        group = next(group_events(due, self._clock), None)
        if group is not None:
            self._handed_out = group.through
        return group

    def _wind_back(self) -> None:
        self._days = scenario_days(
            self._register, seed=self._drill.seed, first_day=self._drill.first_day, clock=self._clock
        )
        self._next_day = self._drill.first_day
        self._ahead = []
        self._handed_out = None

    def _wind_to(self, after: datetime | None, until: datetime) -> None:
        """Drop what was played; when nothing is left that is due, take the next day that has begun."""
        while True:
            self._ahead = [event for event in self._ahead if after is None or event.at > after]
            last_day = self._drill.last_day
            ended = last_day is not None and self._next_day > last_day
            if self._ahead or ended or self._clock.opens_at(self._next_day) > until:
                return
            self._ahead = list(next(self._days, ()))
            self._next_day += timedelta(days=1)


@dataclass(frozen=True)
class _Step:
    played: Played
    through: datetime


def _play_next(
    sessions: sessionmaker[Session], reel: Reel, *, rules: SiteRules, until: datetime, at_own_moment: bool
) -> _Step | None:
    """Play the next group of events in one transaction; None when nothing is due."""
    with sessions.begin() as session:
        drill = read_drill(session, lock=True)
        group = None if drill is None else reel.next_group(after=drill.played_until, until=until)
        if drill is None or group is None:
            session.rollback()
            return None
        stage = Stage(session, rules=rules, outbreak_ids=drill.outbreak_ids)
        played = Played()
        for event in group.acts:
            played += stage.play(event, moment=event.at if at_own_moment else until)
        note_played(session, until=group.through, outbreak_ids=stage.outbreak_ids)
        return _Step(played, group.through)


def _begin(
    sessions: sessionmaker[Session],
    *,
    rules: SiteRules,
    seed: int | None,
    days: int,
    until: date | None,
    now: datetime,
) -> Drill:
    """The site's drill, begun if there is none yet."""
    open_day = rules.clock.open_day(now)
    if until is not None and until > open_day:
        raise FutureReportingDate("/until", until, open_day)
    last_day = until if until is not None and until < open_day else None
    with sessions.begin() as session:
        stored = read_drill(session, lock=True)
        if stored is None:
            first_day = (until or open_day) - timedelta(days=days - 1)
            return _start(session, rules=rules, seed=seed, first_day=first_day, last_day=last_day, now=now)
        if seed is not None and seed != stored.seed:
            raise _other_seed(stored.seed, seed)
        if until is None:
            return stored
        set_last_day(session, last_day)
        return Drill(stored.seed, stored.first_day, last_day, stored.played_until, stored.outbreak_ids)


def _start(
    session: Session, *, rules: SiteRules, seed: int | None, first_day: date, last_day: date | None, now: datetime
) -> Drill:
    revision = begin_write(session, now=now, kind="drill", actor=PLAYER.username)
    _refuse_real(session, rules)
    if not current_register(session).codes:
        raise NothingToJudge(
            vi="Chưa có danh mục phường, xã để diễn tập. Chạy khoanhvung init.",
            en="There is no register of wards to drill on. Run khoanhvung init.",
        )
    drill = Drill(DEFAULT_SEED if seed is None else seed, first_day, last_day, None, {})
    mark_drill(session, begins_at=rules.clock.opens_at(first_day), first_day=first_day)
    start_drill(session, seed=drill.seed, first_day=first_day, last_day=last_day)
    detail = {"seed": drill.seed, "first_day": first_day}
    entry = AuditEntry(
        at=now, actor=PLAYER.username, action="drill", subject="site", detail=detail, revision=revision.number
    )
    record(session, entry)
    return drill


def _refuse_real(session: Session, rules: SiteRules) -> None:
    """A site that holds anything but its set-up is real, and stays so."""
    if (
        has_reports(session)
        or has_values(session)
        or outbreaks(session)
        or has_rounds(session)
        or zero_fills(session, source=rules.source)
        or open_statuses(session, scheme=rules.scheme)
    ):
        raise DrillRefused(
            vi="Cơ sở dữ liệu này đã có số liệu thật hoặc đã phân loại thật; diễn tập cần một nơi riêng, ví dụ "
            "KHOANHVUNG_DATA_DIR=var/dien-tap.",
            en="This database holds real reports or real judgements; a drill needs one of its own, for example "
            "KHOANHVUNG_DATA_DIR=var/drill.",
        )


def _other_seed(stored: int, asked: int) -> DrillRefused:
    return DrillRefused(
        vi=f"Nơi này đang diễn tập kịch bản số {stored}, không phải {asked}; bỏ --seed để chơi tiếp, hoặc dùng một "
        "cơ sở dữ liệu khác.",
        en=f"This site plays the drill of seed {stored}, not {asked}; leave --seed out to go on with it, or use "
        "another database.",
    )


def _identity(register: Register, drill: Drill) -> tuple[object, ...]:
    return register.boundary_version, drill.seed, drill.first_day, drill.last_day
