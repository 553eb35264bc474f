"""The map as a picture to put into a report or a post: SVG and PNG, of now, of a day, of a past instant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.cached import answer_with
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.instants import read_past_instant
from app.api.language import Language
from app.api.pages.pictures import PictureWanted, map_sheet_of, picture_title
from app.api.pages.shared import Links, Shell
from app.api.pages.words import Words
from app.api.picture_desk import PictureDesk
from app.api.representations import Content, Moment
from app.api.routes.zones import District
from app.api.schemas.common import Day
from app.api.security import now_of
from app.domain.errors import InvalidValue
from app.domain.reporting_day import ONE_DAY
from app.services.site_rules import SiteRules
from app.services.zone_snapshots import past_snapshot

router = APIRouter(tags=["pictures"])

SVG, PNG = "image/svg+xml", "image/png"
_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True)
class Asked:
    """A picture with the state it is drawn from."""

    shell: Shell
    wanted: PictureWanted


def picture_asked(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    at: Annotated[str | None, Query(description="A past instant (RFC 3339): what was in force then.")] = None,
    on: Annotated[Day | None, Query(description="What was in force at the end of that local day; today: now.")] = None,
    district: District = None,
    lang: Annotated[Language, Query(description="Of the words on the picture.")] = "vi",
    theme: Annotated[Literal["light", "dark"], Query()] = "light",
    width: Annotated[int, Query(ge=320, le=2400, description="In pixels; the height follows.")] = 1200,
    rings: Annotated[bool, Query(description="Lines of rings in force, and faintly of those proposed.")] = True,
    patterns: Annotated[bool, Query(description="Levels told by pattern too; “no data” always is.")] = True,
    legend: Annotated[bool, Query(description="Levels with their number of wards.")] = True,
) -> Asked:
    """What the query says.

    Raises:
        InvalidValue: both `at` and `on`, or a moment that lies in the future.
        DistrictNotFound: the register of that moment has no such district.
    """
    now = now_of(request)
    instant = _instant(at, on, rules, now=now)
    snapshot = live if instant is None else past_snapshot(session, rules=rules, at=instant)
    if district is not None:
        snapshot.register.district(district)
    wanted = PictureWanted(
        width=width,
        theme=theme,
        district=district,
        rings=rings,
        legend=legend,
        patterns=patterns,
        on=on if instant is not None else None,
        at=instant if on is None else None,
    )
    shell = Shell(
        words=Words(lang, rules.clock.timezone),
        links=Links(lang),
        snapshot=snapshot,
        rules=rules,
        path="/",
        base_url=request.app.state.settings.base_url.rstrip("/"),
    )
    return Asked(shell, wanted)


AskedDep = Annotated[Asked, Depends(picture_asked, scope="function")]


@router.get(
    "/map.svg",
    response_class=Response,
    responses={200: {"description": "The picture.", "content": {SVG: {"schema": {"type": "string"}}}}},
)
def send_svg(request: Request, asked: AskedDep) -> Response:
    """The map as SVG: title and moment, rings, a legend with counts, boundaries, rules. Public numbers only."""

    def render() -> bytes:
        return map_sheet_of(asked.shell, asked.wanted).svg.encode()

    return answer_with(request, asked.shell.snapshot, replace(_content(asked, "svg"), render=render))


@router.get(
    "/map.png",
    response_class=Response,
    responses={
        200: {"description": "The picture.", "content": {PNG: {"schema": {"type": "string", "format": "binary"}}}}
    },
)
def send_png(request: Request, asked: AskedDep) -> Response:
    """The same in points, just as wide as asked for.

    Drawn one at a time: 503 with Retry-After while others are drawn; one that was drawn before is answered at once.
    """
    desk: PictureDesk = request.app.state.pictures

    def render() -> bytes:
        return desk.png(map_sheet_of(asked.shell, asked.wanted), title=picture_title(asked.shell, asked.wanted))

    return answer_with(request, asked.shell.snapshot, replace(_content(asked, "png"), render=render))


def _content(asked: Asked, ending: Literal["svg", "png"]) -> Content:
    """The head of a picture, named by all that decides it."""
    shell, wanted = asked.shell, asked.wanted
    moment = Moment.of(shell.snapshot, shell.rules.suppression_threshold)
    of_day = wanted.on or (shell.words.local_date(wanted.at) if wanted.at else shell.snapshot.as_of)
    name = "_".join(["vung-nguy-co", *([wanted.district] if wanted.district else []), str(of_day or "chua-co")])
    return Content(
        render=bytes,
        media_type=SVG if ending == "svg" else PNG,
        headers={
            "content-disposition": f'inline; filename="{name}.{ending}"',
            "content-language": shell.words.language,
        },
        named_by=f"{moment.name}|{wanted}|{shell.words.language}|{shell.rules.clock}|{shell.base_url}",
        packs=ending == "svg",
    )


def _instant(at: str | None, on: date | None, rules: SiteRules, *, now: datetime) -> datetime | None:
    """The past instant asked for; None for now."""
    if at is not None and on is not None:
        raise InvalidValue("/on", vi="Chỉ gửi một trong hai: at hoặc on.", en="Send only one of the two: at or on.")
    if at is not None:
        return read_past_instant(at, "/at", now=now)
    if on is None or on == rules.clock.calendar_day(now):
        return None
    if on > rules.clock.calendar_day(now):
        today = rules.clock.calendar_day(now).isoformat()
        raise InvalidValue("/on", vi=f"on không được sau hôm nay, {today}.", en=f"on cannot be after today, {today}.")
    return datetime.combine(on + ONE_DAY, time(0), tzinfo=rules.clock.timezone) - _JUST_BEFORE
