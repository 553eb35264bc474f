"""Templates: escaped throughout, refusing names they do not know, with the addresses of static files."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.api.pages.assets import WEB, assets
from app.domain.sentences import lower_first


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["asset"] = assets().address
    environment.filters["lower_first"] = lower_first
    return environment


def render(template: str, **context: Any) -> bytes:
    """A page as UTF-8."""
    text = _environment().get_template(template).render(**context)
    return re.sub(r"\n\s*\n+", "\n", text).encode()
