"""`khoanhvung backtest`: a draft policy against the active one over days that are known."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from app.api.documents.backtest import backtest_csv, backtest_document
from app.cli.context import database, emit, now, progress, read_day, read_settings, told
from app.configuration import site_rules
from app.domain.disclosure import Disclosure
from app.domain.errors import NothingToJudge
from app.domain.level_comparison import merge_levels
from app.domain.policy import Policy
from app.services.backtest import LABEL_EN, LABEL_VI, BacktestReport, run_backtest
from app.services.draft_policy import policy_by_id
from app.services.policy_library import read_policy
from app.services.site_rules import SiteRules
from app.settings import Settings
from app.storage.engine import read_session_factory
from app.storage.revisions import read_site
from app.storage.schema import is_current

WARDS_SHOWN = 10


def backtest_command(
    policy: Annotated[str, typer.Option("--policy", help="A policy file, or the id of a shipped or stored policy.")],
    first: Annotated[str, typer.Option("--from", help="First closed day.")],
    last: Annotated[str, typer.Option("--to", help="Last closed day; at most 366 days.")],
    as_json: Annotated[bool, typer.Option("--json", help="All of it as JSON on stdout.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A row a day as CSV on stdout.")] = False,
) -> None:
    """Replay a draft policy over known days against the adopted ones; nothing is written, nothing is predicted.

    Example: khoanhvung backtest --policy my-order.yaml --from 2021-08-01 --to 2021-09-14
    """
    if as_json and as_csv:
        raise typer.BadParameter("use --json or --csv, not both")
    settings = read_settings()
    rules = site_rules(settings)
    with told(as_json=as_json):
        report, drill = _run(settings, rules, policy, first, last)
    progress.print(f"{LABEL_VI} / {LABEL_EN}" + (" · DIỄN TẬP / DRILL" if drill else ""))
    document = backtest_document(report, drill=drill)
    if as_json:
        emit(document)
    elif as_csv:
        sys.stdout.write(backtest_csv(report))
    else:
        _print(document)


def _run(settings: Settings, rules: SiteRules, policy: str, first: str, last: str) -> tuple[BacktestReport, bool]:
    first_day, last_day = read_day(first, rules, "--from"), read_day(last, rules, "--to")
    assert first_day is not None
    assert last_day is not None
    with database(settings) as engine, read_session_factory(engine)() as session:
        if not is_current(engine):
            raise NothingToJudge(
                vi="Cơ sở dữ liệu chưa được chuẩn bị cho bản này. Chạy khoanhvung init.",
                en="The database is not prepared for this release. Run khoanhvung init.",
            )
        draft = _draft(session, policy)
        report = run_backtest(
            session,
            rules=rules,
            draft=draft,
            first_day=first_day,
            last_day=last_day,
            now=now(),
            disclosure=Disclosure.open(),
        )
        site = read_site(session)
        return report, site is not None and site.drill


def _draft(session: Session, named: str) -> Policy:
    """The policy of a file where there is one of this name, else the one of this id."""
    file = Path(named)
    if file.is_file():
        return read_policy(file.read_text(encoding="utf-8"), name=file.name)
    return policy_by_id(session, named)


def _print(document: dict[str, Any]) -> None:
    console = Console(highlight=False)
    active, draft = document["active"], document["draft"]
    table = Table("", "đang áp dụng / active", "dự thảo / draft", title=_title(document))
    table.columns[1].justify = table.columns[2].justify = "right"
    for name, one, other in _figures(active, draft):
        table.add_row(name, _number(one), _number(other))
    console.print(table)
    found = document["difference"]
    console.print(
        f"Khác nhau / they differ: {_number(found['wards'])} phường, xã / wards; "
        f"{_number(found['ward_days'])} phường-ngày / ward-days (chặt hơn / stricter "
        f"{_number(found['ward_days_stricter'])}, nhẹ hơn / milder {_number(found['ward_days_milder'])}"
        f"; khác hoặc thiếu số liệu / other or no data "
        f"{_number(found['ward_days_unordered'] + found['ward_days_one_unknown'])}); "
        f"{_number(found['people_days'])} người-ngày / people-days."
    )
    if document["top_wards"]:
        console.print(_wards(document))


def _title(document: dict[str, Any]) -> str:
    sides = [", ".join(each["policy_id"] for each in document[side]["policies"]) for side in ("active", "draft")]
    return f"{document['from']} … {document['to']}: {sides[0]} / {sides[1]}"


def _figures(active: dict[str, Any], draft: dict[str, Any]) -> Iterator[tuple[str, int | None, int | None]]:
    for level in merge_levels(active["people_days"], draft["people_days"]):
        yield (
            f"người-ngày / people-days: {level}",
            active["people_days"].get(level),
            draft["people_days"].get(level),
        )
    for name, key in (
        ("đổi mức / level changes", "flips"),
        ("đợt dưới 7 ngày / spells under 7 days", "short_spells"),
        ("mẫu, ít nhất / samples, least", "samples_least"),
        ("mẫu, nhiều nhất / samples, most", "samples_most"),
        ("người lấy mẫu một lần / people sampled once", "people_once"),
    ):
        yield name, active[key], draft[key]


def _wards(document: dict[str, Any]) -> Table:
    table = Table("mã / code", "phường, xã / ward", "ngày / days", "chặt hơn / stricter", "nhẹ hơn / milder")
    for each in document["top_wards"][:WARDS_SHOWN]:
        figures = (each["days"], each["days_stricter"], each["days_milder"])
        table.add_row(each["ward_code"], each["ward_name"], *map(_number, figures))
    return table


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}".replace(",", ".")
