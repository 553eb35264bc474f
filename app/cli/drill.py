"""`khoanhvung drill` and `serve --drill`: a marked scenario on a site of its own."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Annotated, Final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.cli.barriers import bring_example
from app.cli.context import database, emit, now, progress, read_day, read_settings, told, transaction
from app.configuration import site_rules
from app.domain.drill import DEFAULT_DAYS
from app.services.change_feed import tell_changes
from app.services.drill import DrillOutcome, run_drill
from app.services.drill_accounts import DrillAccount, open_drill_accounts
from app.settings import Settings
from app.storage.engine import session_factory

BANNER: Final = "DIỄN TẬP / DRILL"
_LARGEST_SEED: Final = 2**31 - 1


def drill(
    seed: Annotated[
        int | None, typer.Option(help="Scenario; a drill that has begun keeps its own.", min=0, max=_LARGEST_SEED)
    ] = None,
    days: Annotated[int, typer.Option(help="Reporting days of a drill that begins.", min=1, max=3650)] = DEFAULT_DAYS,
    until: Annotated[str | None, typer.Option(help="Last reporting day, or “today”; default: no end.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON on stdout.")] = False,
) -> None:
    """Make this site a drill and play a scenario on it up to now; run again, it goes on from there.

    The same seed gives the same scenario on the same register. The site carries the drill mark for ever; a database
    that holds real reports is refused. Exit codes: 0 done (`changed: 0` when nothing was left to play), 1 failed or
    refused, 2 usage, 3 no register.

    Example: KHOANHVUNG_DATA_DIR=var/drill khoanhvung drill --seed 7 --days 45 --json
    """
    settings = read_settings()
    with told():
        _play(settings, seed=seed, days=days, until=until, as_json=as_json)


def open_drill(settings: Settings, *, host: str, port: int) -> None:
    """Play the drill up to now, open one account of each role, and print their passwords and the address.

    Raises:
        DrillRefused: the database is that of a real site; nothing was written.
    """
    _play(settings, seed=None, days=DEFAULT_DAYS, until=None, as_json=False)
    with transaction(settings) as session:
        bring_example(session, moment=now())
        accounts = open_drill_accounts(session, now=now())
    progress.print(_table(accounts))
    progress.print(f"{BANNER}: mở / open {_address(host, port)}", markup=False)


def _play(settings: Settings, *, seed: int | None, days: int, until: str | None, as_json: bool) -> None:
    rules = site_rules(settings)
    last_day = read_day(until, rules, "--until")
    started = perf_counter()
    with database(settings) as engine, _bar() as bar:
        task = bar.add_task(f"{BANNER}: đang dựng kịch bản / playing", total=None)
        outcome = run_drill(
            session_factory(engine),
            rules=rules,
            seed=seed,
            days=days,
            until=last_day,
            now=now(),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
        # What was played is told here, so that the first reader of the feed does not wait for all of it.
        tell_changes(session_factory(engine), rules=rules, now=now())
    duration_s = perf_counter() - started
    progress.print(_summary(outcome), markup=False)
    if as_json:
        emit(_document(outcome, duration_s))


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("ngày / days"),
        TimeElapsedColumn(),
        console=progress,
    )


def _summary(outcome: DrillOutcome) -> str:
    played = outcome.played
    return (
        f"{BANNER}: {outcome.wards} phường/xã, {outcome.first_day:%d/%m/%Y} – {outcome.last_day:%d/%m/%Y}, kịch bản "
        f"{outcome.seed}; {played.changed} bản ghi mới, {played.level_changes} lần đổi mức "
        "/ wards, days, seed; new records, level changes"
    )


def _document(outcome: DrillOutcome, duration_s: float) -> dict[str, object]:
    played = outcome.played
    return {
        "drill": True,
        "seed": outcome.seed,
        "first_day": outcome.first_day.isoformat(),
        "last_day": outcome.last_day.isoformat(),
        "played_until": outcome.played_until.isoformat() if outcome.played_until else None,
        "wards": outcome.wards,
        "changed": played.changed,
        "reports": played.reports,
        "corrections": played.corrections,
        "outbreak_acts": played.outbreak_acts,
        "rounds": played.rounds,
        "days_judged": played.days_judged,
        "level_changes": played.level_changes,
        "duration_s": round(duration_s, 3),
    }


def _table(accounts: Sequence[DrillAccount]) -> Table:
    table = Table(title=f"{BANNER}: tài khoản, mật khẩu chỉ hiện lần này / accounts, passwords shown this once")
    for heading in ("Tài khoản\nuser", "Vai trò\nrole", "Quận, huyện\ndistrict", "Mật khẩu\npassword"):
        table.add_column(heading, overflow="fold")
    for account in accounts:
        table.add_row(account.username, account.role.value, ", ".join(account.district_codes) or "*", account.password)
    return table


def _address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{reached}:{port}/" if port else f"http://{reached}/ (cổng do máy chọn / the port the machine picks)"
