"""`khoanhvung reclassify` and `verify-history`: judging closed days, and proving what was judged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer

from app.cli.context import (
    FAILED,
    database,
    emit,
    now,
    progress,
    read_day,
    read_settings,
    record_act,
    told,
)
from app.configuration import site_rules
from app.domain.errors import NothingToJudge
from app.services.history_check import check_history
from app.services.reclassification import RunReport, days_to_judge, reclassify
from app.services.site_rules import SiteRules
from app.settings import Settings
from app.storage.engine import read_session_factory, session_factory
from app.storage.schema import is_current


def reclassify_command(
    as_of: Annotated[str | None, typer.Option("--as-of", help="One closed day.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First closed day of a range.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last closed day of a range.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON on stdout.")] = False,
) -> None:
    """Judge closed reporting days for every ward; without options all days since the last run.

    Idempotent: the same days again change nothing (`changed: 0`). Exit codes: 0 done, 1 failed, 2 usage, 3 nothing to
    judge, 75 another process holds the database.

    Example: khoanhvung reclassify --as-of 2021-09-14 --json
    """
    settings = read_settings()
    rules = site_rules(settings)
    with told(as_json=as_json):
        report = _run(settings, rules, _asked(rules, as_of, first, last))
    progress.print(
        f"{len(report.days)} ngày, {report.wards_judged} phường/xã, {report.changed} đánh giá thay đổi, "
        f"{len(report.level_changes)} nơi đổi mức, {report.duration_s:.2f} s "
        "/ days, wards, assessments changed, levels changed"
    )
    if as_json:
        emit(_document(report))


def verify_history(
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON on stdout.")] = False,
) -> None:
    """Replay every record in commit order and compare with the stored statuses; exit 1 when one bit differs."""
    settings = read_settings()
    rules = site_rules(settings)
    with told(as_json=as_json), database(settings) as engine, read_session_factory(engine)() as session:
        check = check_history(
            session,
            rules=rules,
            progress=lambda done, total: progress.print(f"\r{done}/{total}", end="") if progress.is_terminal else None,
        )
    for difference in check.differences[:20]:
        progress.print(difference, markup=False)
    progress.print(
        f"{check.revisions} lần ghi, {check.statuses} trạng thái, {len(check.differences)} chỗ lệch "
        "/ revisions, statuses, differences"
    )
    if as_json:
        emit({"revisions": check.revisions, "statuses": check.statuses, "differences": list(check.differences)})
    if check.differences:
        raise typer.Exit(FAILED)


def _asked(rules: SiteRules, as_of: str | None, first: str | None, last: str | None) -> list[date] | None:
    day = read_day(as_of, rules, "--as-of")
    start, end = read_day(first, rules, "--from"), read_day(last, rules, "--to")
    if day is not None and (start is not None or end is not None):
        raise typer.BadParameter("use --as-of, or --from with --to, not both")
    if day is not None:
        return [day]
    if (start is None) is not (end is None):
        raise typer.BadParameter("--from and --to go together")
    if start is None or end is None:
        return None
    if end < start:
        raise typer.BadParameter("--to is before --from")
    return [start + timedelta(days=offset) for offset in range((end - start).days + 1)]


def _run(settings: Settings, rules: SiteRules, asked: list[date] | None) -> RunReport:
    with database(settings) as engine, session_factory(engine)() as session:
        if not is_current(engine):
            raise NothingToJudge(
                vi="Cơ sở dữ liệu chưa được chuẩn bị cho bản này. Chạy khoanhvung init.",
                en="The database is not prepared for this release. Run khoanhvung init.",
            )
        moment = now()
        days = asked if asked is not None else days_to_judge(session, rules=rules, now=moment)
        session.rollback()
        if not days:
            return RunReport((), (), 0, 0, (), 0.0, None)
        progress.print(f"Đang phân loại {len(days)} ngày / judging {len(days)} days …")
        report = reclassify(session, rules=rules, days=days, now=moment, actor="cli")
        if report.revision is None:
            session.rollback()
        else:
            days_judged = f"{report.days[0]}..{report.days[-1]}"
            record_act(session, "reclassify", days_judged, at=moment, detail={"changed": report.changed})
            session.commit()
        return report


def _document(report: RunReport) -> dict[str, object]:
    return {
        "state": "done",
        "days": [day.isoformat() for day in report.days],
        "new_days": [day.isoformat() for day in report.new_days],
        "wards_judged": report.wards_judged,
        "changed": report.changed,
        "level_changes": [
            {"ward_code": each.ward_code, "before": each.before, "after": each.after} for each in report.level_changes
        ],
        "duration_s": round(report.duration_s, 4),
        "revision": report.revision,
    }
