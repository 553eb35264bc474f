"""`khoanhvung webhooks deliver`: tells what is due and ends, and again finds nothing to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import cli
from app.domain.changes import BEGINNING, ChangeFilter, ChangeKind
from app.services.change_feed import tell_changes
from app.services.webhook_addresses import AddressRules
from app.services.webhook_secrets import SecretBox
from app.services.webhooks import WebhookWanted, create_webhook, replay
from app.storage.engine import create_database_engine
from tests.site import open_site

KEY = "a secret of this test alone"


def test_it_tells_what_is_due_once_and_ends(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    tell_changes(site.sessions, rules=site.rules, now=site.clock.now)
    rules = AddressRules(loopback=True)
    with site.sessions.begin() as session:
        # Nobody listens there.
        wanted = WebhookWanted(url="http://127.0.0.1:9/", wanted=ChangeFilter(frozenset({ChangeKind.REGISTER})))
        box = SecretBox(KEY.encode)
        made, _ = create_webhook(session, wanted, rules=rules, box=box, now=site.clock.now, actor="pho")
        queued, _ = replay(session, made.webhook_id, after=BEGINNING, until=None, now=site.clock.now)
    engine.dispose()
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("KHOANHVUNG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KHOANHVUNG_SECRET_KEY", KEY)
    monkeypatch.setenv("KHOANHVUNG_WEBHOOK_LOOPBACK", "true")
    first = CliRunner().invoke(cli, ["webhooks", "deliver", "--json"])
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["tried"] >= queued > 0
