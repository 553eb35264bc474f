"""A site that publishes, for tests: nine wards of which A is red and I has no data, judged up to yesterday."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine

from app.domain.publication import FileKind, Publication
from app.domain.publication_check import PublicationCheck
from app.domain.vocabulary import BoundaryStatus
from app.services.access import Caller
from app.services.publication import PublicationOrder, publish
from app.services.publication_check import check_content
from app.storage.publications import read_file
from tests.site import CITY, WARDS, Site, day, open_site

ADDRESS: Final = "https://vung.example.vn"
"""Where the public reaches the sites of these tests."""


@dataclass
class Press:
    """A site on which some days were judged, and A is red."""

    site: Site

    def publish(
        self, *, caller: Caller = CITY, supersedes: int | None = None, title: str = "Mức nguy cơ"
    ) -> Publication:
        order = PublicationOrder(title, "Chủ tịch", "12/TB-UBND", None, supersedes)
        with self.site.writing("publication") as (session, revision):
            return publish(
                session, rules=self.site.rules, caller=caller, order=order, address=ADDRESS, revision=revision
            )

    def file(self, number: int = 1, kind: FileKind = FileKind.CSV) -> bytes:
        with self.site.read_sessions() as session:
            stored = read_file(session, number, kind)
        assert stored is not None
        return stored.content

    def check(self, content: bytes) -> PublicationCheck:
        with self.site.read_sessions() as session:
            return check_content(session, content)


def judged_site(engine: Engine, status: BoundaryStatus = BoundaryStatus.OFFICIAL) -> Site:
    site = open_site(engine, status=status)
    site.post_zeros(day(-15), day(-1), wards=tuple(ward for ward in WARDS if ward != "I"))
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.declare("A", name="Chợ Mới")
    return site
