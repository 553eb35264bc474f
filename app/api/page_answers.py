"""What every route of a page needs: the frame of the page, one proper address, and the page as an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Final, cast

from fastapi import Depends, Query, Request, Response

from app.api.cached import answer_with
from app.api.dependencies import LanguageDep, RulesDep, SnapshotDep
from app.api.language import Language
from app.api.pages.contents import HTML, page_content
from app.api.pages.environment import render
from app.api.pages.shared import Links, Shell, address
from app.api.pages.words import Words
from app.domain.errors import WardGone

Text = Annotated[str | None, Query()]
_HTML_RANGE: Final = re.compile(r"text/html|application/xhtml\+xml")


def shell_of(
    request: Request, snapshot: SnapshotDep, rules: RulesDep, accepted: LanguageDep, lang: Text = None
) -> Shell:
    """The frame of a page, in the language its address asks for, else in the one the browser does."""
    asked: Language | None = cast("Language", lang) if lang in ("vi", "en") else None
    return Shell(
        words=Words(asked or accepted, rules.clock.timezone),
        links=Links(asked),
        snapshot=snapshot,
        rules=rules,
        path=request.url.path,
        base_url=request.app.state.settings.base_url.rstrip("/"),
    )


ShellDep = Annotated[Shell, Depends(shell_of)]


def page_answer(request: Request, shell: Shell, show: Callable[[], bytes]) -> Response:
    """A page, made once per state of data; 304 to a browser that has it."""
    return answer_with(request, shell.snapshot, page_content(shell, show))


def proper_address(request: Request, shell: Shell) -> Response | None:
    """A way to the address without what the page does not understand, so that shared links and caches stay few."""
    proper = {**shell.parameters, **({"lang": shell.links.asked_language} if shell.links.asked_language else {})}
    if sorted(proper.items()) == sorted(request.query_params.multi_items()):
        return None
    return Response(status_code=307, headers={"Location": address(shell.path, **proper), "Cache-Control": "no-store"})


def asks_for_html(request: Request) -> bool:
    """Whether a person is asking, by a browser."""
    return _HTML_RANGE.search(request.headers.get("accept", "")) is not None


def not_found_page(shell: Shell, template: str, *, code: str, gone: WardGone | None = None) -> Response:
    """A page in both languages that helps on where there is nothing of this name, or no more (`gone`)."""
    words = (shell.words, Words(shell.other_language, shell.rules.clock.timezone))
    body = render(template, shell=shell, w=shell.words, both=words, code=code[:16], gone=gone)
    return Response(body, 404, {"Content-Language": shell.words.language, "Vary": "Accept, Accept-Language"}, HTML)
