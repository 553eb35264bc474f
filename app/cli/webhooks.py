"""`khoanhvung webhooks`: telling webhooks from cron or a timer, where `serve` does not do it."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from app.cli.context import database, emit, now, progress, read_settings, told
from app.configuration import address_rules, site_key, site_rules
from app.services.change_feed import tell_changes
from app.services.webhook_dispatch import LONGEST_PAUSE_S, Dispatch, deliver_until_empty
from app.services.webhook_post import Poster
from app.services.webhook_secrets import SecretBox
from app.storage.engine import session_factory
from app.storage.revisions import read_site
from app.storage.webhooks import next_due

commands = typer.Typer(no_args_is_help=True, help="Gửi thay đổi tới webhook / telling webhooks what changes.")


@commands.callback()
def _group() -> None:
    pass


@commands.command("deliver")
def deliver(
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="Go on until no message waits for another try.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Tell webhooks what has changed and is not told yet, and try again what is due; then end.

    May run in several places at once: each message is tried by one of them.

    Example: khoanhvung webhooks deliver
    """
    settings = read_settings()
    with told(as_json=as_json), database(settings) as engine:
        sessions = session_factory(engine)
        with sessions() as session:
            site = read_site(session)
        is_drill = site is not None and site.drill
        poster = Poster(address_rules(settings), drill=lambda: is_drill)
        dispatch = Dispatch(sessions, poster, SecretBox(lambda: site_key(settings)), now)
        tell_changes(sessions, rules=site_rules(settings), now=now())
        dispatch.forget_old()
        tried = sum(deliver_until_empty(dispatch))
        while until_empty and (pause_s := _pause_s(dispatch)) is not None:
            time.sleep(pause_s)
            tried += sum(deliver_until_empty(dispatch))
    progress.print(f"Đã thử gửi {tried} tin / messages tried.")
    if as_json:
        emit({"tried": tried})


def _pause_s(dispatch: Dispatch) -> float | None:
    """How long until the next try; None: no message waits."""
    with dispatch.sessions() as session:
        due = next_due(session)
    return None if due is None else min(LONGEST_PAUSE_S, max(0.1, (due - now()).total_seconds()))
