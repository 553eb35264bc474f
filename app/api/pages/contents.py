"""The pages as content: one place for the routes and for the editions that are made before anyone asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.api.pages.assets import assets
from app.api.pages.city import city_page
from app.api.pages.environment import render
from app.api.pages.shared import Shell
from app.api.representations import Content

HTML: Final = "text/html; charset=utf-8"


def page_content(shell: Shell, show: Callable[[], bytes]) -> Content:
    """An HTML page, made once per state of data, clock, templates and settings."""
    snapshot, rules = shell.snapshot, shell.rules
    decides = (
        snapshot.revision,
        snapshot.policy_version,
        snapshot.valid_from.isoformat(),
        assets().digest,
        rules.clock,
        rules.suppression_threshold,
        shell.base_url,
    )
    return Content(
        render=show,
        media_type=HTML,
        language=shell.words.language,
        headers={"x-robots-tag": "noindex"} if snapshot.drill else {},
        named_by="|".join(map(str, decides)),
    )


def city_content(shell: Shell, *, level: str | None = None, district: str | None = None) -> Content:
    """The page of the whole register, for one level or all, one district or all."""

    def show() -> bytes:
        page = city_page(shell, level=level, district=district)
        return render("city.html", shell=shell, w=shell.words, page=page)

    return page_content(shell, show)
