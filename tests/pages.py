"""The pages of a test site, asked for as a browser does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr
from sqlalchemy import Engine

from app.api.app import build_api
from app.api.guard import Guard, GuardConfig
from app.settings import Settings
from app.storage.revisions import mark_drill
from tests.site import Site, day

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass
class Pages:
    """The site behind the guard, and the test site that writes to it."""

    site: Site
    api: FastAPI
    client: TestClient

    @classmethod
    def of(cls, site: Site, engine: Engine, *, base_url: str = "") -> Pages:
        """The pages of a site, in the state it is in."""
        url = engine.url.render_as_string(hide_password=False)
        settings = Settings(database_url=SecretStr(url), scheduler=False, base_url=base_url)
        api = build_api(settings, clock=site.clock, engine=engine)
        api.state.rules = site.rules
        api.state.snapshots._rules = site.rules
        client = TestClient(Guard(api, GuardConfig()), headers=BROWSER, follow_redirects=False)
        return cls(site, api, client)

    def get(self, address: str, **headers: str) -> Response:
        """The answer to a request, with everything written until now seen."""
        self.api.state.snapshots.note_revision(self.site.revision())
        return self.client.get(address, headers=headers)

    def text(self, address: str, **headers: str) -> str:
        """A page's markup; it must be one."""
        answer = self.get(address, **headers)
        assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.headers.get('location', '')}"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return answer.text


def make_drill(site: Site) -> None:
    """Make a site on which nothing was reported a drill."""
    with site.sessions.begin() as session:
        mark_drill(session, begins_at=site.clock.now, first_day=day(0))


def words_of(markup: str) -> str:
    """What a page says, without its markup."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


def section(markup: str, heading_id: str) -> str:
    """The section that a heading names."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading_id}".*?</section>', markup, re.DOTALL)
    assert found is not None, heading_id
    return found[0]


def map_link(markup: str, ward: str) -> str:
    """A ward's place on the map."""
    found = re.search(rf'<a href="/w/{ward}[^"]*" data-ward="{ward}" tabindex="-1".*?</a>', markup)
    assert found is not None, ward
    return found[0]


def listed(markup: str) -> list[str]:
    """Codes of the wards in the list below the map, in its order."""
    return re.findall(r'<tr data-level="\w+"><td><a href="/w/(\w+)', markup)
