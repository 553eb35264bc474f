"""The map for a frame on another site's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from app.api.pages.city import script_words
from app.api.pages.maps import city_map
from app.api.pages.pictures import PictureWanted, changed_at, is_schematic, picture_title
from app.api.pages.shared import LevelView, Shell


@dataclass(frozen=True)
class EmbedPage:
    """Everything on the page; `live` is False for a past moment, which nothing renews."""

    heading: str
    moment: str
    map: Markup | None
    legend: Sequence[tuple[LevelView, int]]
    district: str | None
    level: str | None
    theme: str | None
    controls: bool
    schematic: bool
    live: bool
    full: str
    script_words: Mapping[str, object]


def embed_page(
    shell: Shell, *, district: str | None, level: str | None, theme: str | None, controls: bool, at: datetime | None
) -> EmbedPage:
    """The page, for one district or all, one level or all, now or at a past instant."""
    words, snapshot = shell.words, shell.snapshot
    zones = [zone for zone in snapshot.zones if district is None or zone.ward.district_code == district]
    count = Counter(zone.level for zone in zones)
    if at is None:
        moment = words("updated", moment=words.moment(changed_at(shell)))
    else:
        moment = f"{words('picture_at', moment=words.moment(at))}. {words('embed_past')}"
    wanted = PictureWanted(width=0, theme=theme or "light", district=district, at=at)
    return EmbedPage(
        heading=picture_title(shell, wanted),
        moment=moment,
        map=city_map(shell, level=level, district=district) if snapshot.zones else None,
        legend=[(view, count[view.id]) for view in shell.levels.values()],
        district=district,
        level=level,
        theme=theme,
        controls=controls,
        schematic=is_schematic(shell),
        live=at is None,
        full=f"{shell.base_url}{shell.links.city(district=district, level=level)}",
        script_words=script_words(shell),
    )
