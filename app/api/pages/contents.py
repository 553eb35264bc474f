"""The pages as content: one place for the routes and for the editions that are made before anyone asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from app.api.pages.assets import assets
from app.api.pages.city import city_page
from app.api.pages.environment import render
from app.api.pages.policy_page import policy_page
from app.api.pages.shared import Shell
from app.api.pages.where import where_page
from app.api.representations import Content
from app.services.policy_library import policy_version, shipped_policies

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


def where_content(shell: Shell) -> Content:
    """The page “Where am I?” before anything was asked."""
    return page_content(shell, lambda: render("where.html", shell=shell, w=shell.words, page=where_page(shell)))


def rules_content(shell: Shell) -> Content:
    """The page of the policy that the shell shows, with links to every other one."""

    def show() -> bytes:
        page = policy_page(shell, list(shipped_policies().values()))
        return render("rules.html", shell=shell, w=shell.words, page=page)

    content = page_content(shell, show)
    return replace(content, named_by=f"{content.named_by}|{policy_version(shell.policy)}|{_shipped_versions()}")


@lru_cache(maxsize=1)
def _shipped_versions() -> str:
    return ",".join(policy_version(each) for each in shipped_policies().values())
