"""What a route may ask for: the session of its transaction, the site's rules, the snapshot, the caller's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends
from sqlalchemy.orm import Session, sessionmaker
from starlette.requests import Request

from app.api.language import Language, negotiate_language
from app.api.outages import outages_as_unavailable
from app.api.security import now_of, request_id_of, sessions_of
from app.services.access import Caller
from app.services.map_snapshot import SnapshotStore
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot
from app.storage.audit import AuditEntry, record
from app.storage.revisions import Revision, begin_write


def rules_of(request: Request) -> SiteRules:
    """The site's clock, scheme, sources and thresholds."""
    return cast("SiteRules", request.app.state.rules)


def store_of(request: Request) -> SnapshotStore:
    """The holder of the snapshot that reads are answered from."""
    return cast("SnapshotStore", request.app.state.snapshots)


def snapshot_of(request: Request) -> ZoneSnapshot:
    """The newest snapshot."""
    return store_of(request).current()


def language_of(request: Request) -> Language:
    """The language of sentences for this caller."""
    return negotiate_language(request.headers.get("accept-language"))


def read_session(request: Request) -> Iterator[Session]:
    """A session that sees one committed state and takes no lock."""
    sessions = cast("sessionmaker[Session]", request.app.state.read_sessions)
    with outages_as_unavailable(), sessions() as session:
        yield session


@dataclass
class Writing:
    """One writing request: its session and moment. Nothing is locked until `begin`."""

    session: Session
    rules: SiteRules
    now: datetime
    request_id: str | None
    revision: Revision | None = field(default=None, init=False)
    revision_number: int | None = field(default=None, init=False)
    keep: bool = field(default=True, init=False)

    def begin(self, kind: str, caller: Caller) -> Revision:
        """Take the site lock and the next revision."""
        self.revision = begin_write(self.session, now=self.now, kind=kind, actor=caller.username)
        self.revision_number = self.revision.number
        return self.revision

    def adopt_revision(self, number: int) -> None:
        """Remember the revision that a service took by itself."""
        self.revision_number = number

    def abandon(self) -> None:
        """Write nothing: a dry run, or a call that changed nothing."""
        self.keep = False

    def audit(
        self,
        caller: Caller,
        action: str,
        subject: str,
        *,
        district_code: str | None = None,
        detail: dict[str, object] | None = None,
    ) -> int:
        """Leave a line about what was done, in the transaction that did it, and answer its number; call it last."""
        return record(
            self.session,
            AuditEntry(
                at=self.revision.committed_at if self.revision else self.now,
                actor=caller.username,
                role=caller.role,
                action=action,
                subject=subject,
                district_code=district_code,
                detail=detail or {},
                request_id=self.request_id,
                revision=self.revision_number,
            ),
        )


def writing(request: Request) -> Iterator[Writing]:
    """A transaction that commits when the route has returned, before the answer is sent; any fault undoes it all."""
    with outages_as_unavailable(), sessions_of(request)() as session:
        work = Writing(session, rules_of(request), now_of(request), request_id_of(request))
        yield work
        if work.keep:
            session.commit()
            if work.revision_number is not None:
                store_of(request).note_revision(work.revision_number)
        else:
            session.rollback()


# The function scope matters: with FastAPI's default one a failing commit would run after the answer was sent.
WritingDep = Annotated[Writing, Depends(writing, scope="function")]
ReadSessionDep = Annotated[Session, Depends(read_session, scope="function")]
RulesDep = Annotated[SiteRules, Depends(rules_of)]
SnapshotDep = Annotated[ZoneSnapshot, Depends(snapshot_of)]
LanguageDep = Annotated[Language, Depends(language_of)]


def public_address(request: Request) -> str:
    """Where the public reaches this site: as it was told, else as it was called."""
    told: str = request.app.state.settings.base_url
    return (told or str(request.base_url)).rstrip("/")
