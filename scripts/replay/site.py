"""A fresh site with the shipped register and one supervisor of Đông Anh, asked over HTTP at any moment one likes."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from app.api.app import create_app
from app.configuration import site_rules
from app.domain.register import Register
from app.domain.vocabulary import Role
from app.services.register import current_register
from app.services.site_setup import set_up
from app.services.staff_accounts import add_staff, create_api_key
from app.settings import ROOT, Settings
from app.storage.engine import create_database_engine, session_factory
from app.storage.schema import upgrade

HANOI: Final = ZoneInfo("Asia/Ho_Chi_Minh")
DONG_ANH: Final = "017"


@dataclass
class ReplayClock:
    """The moment the site believes in."""

    moment: datetime

    def __call__(self) -> datetime:
        """The moment."""
        return self.moment


@dataclass(frozen=True)
class ReplaySite:
    """The site as one supervisor asks it, and its clock; time only goes forward."""

    client: TestClient
    register: Register
    headers: dict[str, str]
    clock: ReplayClock

    def move_to(self, day: date, hour: int = 12) -> None:
        """Let the time be an hour of a day in Hanoi."""
        self.clock.moment = instant(day, hour)

    def get(self, path: str, **query: str) -> Any:
        """The JSON of a read; a refusal ends the replay."""
        answer = self.client.get(f"/api/v1{path}", params=query, headers=self.headers)
        return answer.raise_for_status().json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON of a write; a refusal ends the replay, telling what was refused."""
        answer = self.client.post(f"/api/v1{path}", json=body, headers=self.headers)
        if answer.is_error:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")
        return answer.json()


def instant(day: date, hour: int = 12) -> datetime:
    """An hour of a day in Hanoi."""
    return datetime.combine(day, time(hour), HANOI)


@contextmanager
def fresh_site(opened: date) -> Iterator[ReplaySite]:
    """A site that was set up at seven in the morning of a day; it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/site.sqlite", data_dir=Path(folder), scheduler=False)
        engine = create_database_engine(settings.url)
        upgrade(engine)
        morning = instant(opened, 7)
        with session_factory(engine).begin() as session:
            content = (ROOT / "data" / "wards.geojson").read_bytes()
            rules = site_rules(settings)
            set_up(session, rules=rules, register_content=content, register_name="wards.geojson", now=morning)
            add_staff(
                session,
                username="dong-anh",
                password=secrets.token_urlsafe(24),
                role=Role.SUPERVISOR,
                district_codes=(DONG_ANH,),
                known_district_codes=(DONG_ANH,),
                now=morning,
                actor="cli",
            )
            key = create_api_key(session, username="dong-anh", now=morning, label="replay", actor="cli")
            register = current_register(session)
        clock = ReplayClock(morning)
        with TestClient(create_app(settings, clock=clock, engine=engine)) as client:
            yield ReplaySite(client, register, {"Authorization": f"Bearer {key}"}, clock)
        engine.dispose()
