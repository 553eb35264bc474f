"""Publishing: what is in force is frozen under the next number, in every form, and never changed again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.errors import AlreadySuperseded, DrillRefused, InvalidValue, NotYetJudged
from app.domain.publication import Publication, level_totals
from app.formats.publication_files import publication_files
from app.services.access import Act, Caller, require_act
from app.services.publication_sheet import published_sheet
from app.services.site_rules import SiteRules
from app.services.zone_snapshots import live_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.publications import StoredFile, add_publication, find_publication, newest_number, successors
from app.storage.revisions import Revision
from app.storage.statuses import last_full_run_day


@dataclass(frozen=True)
class PublicationOrder:
    """What is said of a publication: its title, who signs it under which number, and what it corrects."""

    title: str
    signer: str
    document_number: str
    note: str | None = None
    supersedes: int | None = None


def publish(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    order: PublicationOrder,
    address: str,
    revision: Revision,
) -> Publication:
    """Freeze what is in force at a revision under the next number.

    Args:
        address: where the public reaches this site; printed on the sheets, and in their QR code.
        revision: taken by the caller, so that nothing else is written meanwhile and numbers have no gap.

    Raises:
        RoleRequired: not a caller for the whole site.
        DrillRefused: the site is a drill.
        NotYetJudged: the newest closed day was not judged for every ward.
        InvalidValue: there is no publication to supersede.
        AlreadySuperseded: it was corrected before.
    """
    require_act(caller, Act.PUBLISH, None)
    snapshot = live_snapshot(session, rules=rules, now=revision.committed_at)
    _refuse_what_is_not_fit(session, snapshot, rules=rules)
    _refuse_wrong_order(session, order)
    publication = _publication(session, snapshot, rules=rules, caller=caller, order=order, address=address)
    files = publication_files(published_sheet(publication, snapshot, rules=rules))
    add_publication(
        session,
        publication,
        [
            StoredFile(publication.number, kind, hashlib.sha256(content).hexdigest(), len(content), content)
            for kind, content in files.items()
        ],
    )
    return publication


def _publication(
    session: Session,
    snapshot: ZoneSnapshot,
    *,
    rules: SiteRules,
    caller: Caller,
    order: PublicationOrder,
    address: str,
) -> Publication:
    assert snapshot.as_of is not None
    return Publication(
        number=newest_number(session) + 1,
        scheme=rules.scheme,
        as_of=snapshot.as_of,
        at=snapshot.at,
        revision=snapshot.revision,
        policy_id=snapshot.policy.id,
        policy_version=snapshot.policy_version,
        boundary_version=snapshot.register.boundary_version,
        boundary_status=snapshot.register.boundary_status,
        title=order.title,
        signer=order.signer,
        document_number=order.document_number,
        note=order.note,
        address=address.rstrip("/"),
        published_at=snapshot.at,
        published_by=caller.username,
        supersedes=order.supersedes,
        totals=level_totals([(zone.level, zone.ward.population) for zone in snapshot.zones], snapshot.policy),
    )


def _refuse_what_is_not_fit(session: Session, snapshot: ZoneSnapshot, *, rules: SiteRules) -> None:
    """A drill is never published, nor what the newest closed day may have changed."""
    if snapshot.drill:
        raise DrillRefused(
            vi="Đây là trang diễn tập: số liệu giả định không được công bố.",
            en="This is a drill site: invented figures are not published.",
        )
    closed = rules.clock.last_closed_day(snapshot.at)
    judged = last_full_run_day(session, scheme=rules.scheme)
    if judged is None or judged < closed:
        raise NotYetJudged(closed=closed, judged=judged)


def _refuse_wrong_order(session: Session, order: PublicationOrder) -> None:
    number = order.supersedes
    if number is None:
        return
    if find_publication(session, number) is None:
        raise InvalidValue(
            "/supersedes",
            vi=f"Không có công bố số {number} để thay; gửi số của một công bố đã có, hoặc bỏ supersedes.",
            en=f"There is no publication no. {number} to supersede; send the number of one, or leave supersedes out.",
        )
    successor = successors(session, [number]).get(number)
    if successor is not None:
        raise AlreadySuperseded(number=number, superseded_by=successor)
