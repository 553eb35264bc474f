"""`khoanhvung init`, `serve` and `openapi`: a site from nothing, and serving it."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from app.cli.context import database, now, progress, read_settings, record_act, told
from app.configuration import site_rules
from app.services.change_feed import tell_changes
from app.services.site_setup import SetUp, set_up
from app.settings import Settings
from app.storage.engine import session_factory
from app.storage.schema import upgrade


def init() -> None:
    """Create or upgrade the database, and load the register when it is empty; may be run again.

    Example: KHOANHVUNG_DATA_DIR=var/site khoanhvung init
    """
    settings = read_settings()
    with told():
        done = initialise(settings)
    progress.print(
        f"Sẵn sàng: {done.wards} phường/xã, quy tắc {done.policy_id}"
        f"{'' if done.changed else ' (không có gì thay đổi)'} / ready."
    )


def initialise(settings: Settings) -> SetUp:
    """The database at this release's schema, with a register and an adopted policy."""
    progress.print("Đang chuẩn bị cơ sở dữ liệu / preparing the database …")
    with database(settings) as engine:
        upgrade(engine)
        with session_factory(engine)() as session:
            moment = now()
            done = set_up(
                session,
                rules=site_rules(settings),
                register_content=settings.register_file.read_bytes(),
                register_name=settings.register_file.name,
                now=moment,
            )
            if done.changed:
                record_act(session, "set_up_site", settings.register_file.name, at=moment)
            session.commit()
        # A site older than the feed of changes gets the whole of it here, so that nobody has to wait for it later.
        tell_changes(session_factory(engine), rules=site_rules(settings), now=now())
        return done


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 picks a free one.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes sharing the socket.", min=1, max=64)] = 1,
    drill: Annotated[bool, typer.Option("--drill", help="Serve a drill site, made first when it is new.")] = False,
) -> None:
    """Serve the API and the pages; on the embedded database also reclassify at each cut-off.

    Example: khoanhvung serve --port 8000
    """
    from app.api.server import run_server
    from app.logs import configure_logs, log_config

    settings = read_settings()
    as_json = settings.log_json if settings.log_json is not None else not sys.stderr.isatty()
    with told():
        initialise(settings)
        if drill:
            from app.cli.drill import open_drill

            open_drill(settings, host=host, port=port)
        else:
            progress.print(f"Mở / open http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/", markup=False)  # noqa: S104
    configure_logs(json=as_json, level=settings.log_level)
    run_server(
        "app.api.app:create_app_from_environment",
        host=host,
        port=port,
        workers=workers,
        public_url=settings.base_url or None,
        log_config=log_config(json=as_json, level=settings.log_level),
    )


def openapi() -> None:
    """Print the OpenAPI document."""
    from app.api.app import build_api, utc_now

    settings = read_settings()
    document = build_api(settings, clock=utc_now).openapi()
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
