"""Sheets of paper and pictures of them, set by Typst from a template of ours and values that are only ever printed.

A value reaches the template as JSON, never as markup, so a ward called `#panic()` or `*x*` is printed as just that.
Fonts are those that Typst carries, which hold all Vietnamese, and the moment of making is a parameter: the same
values give the same bytes on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Any, Final, Literal

from typst import Compiler, TypstError

SheetFormat = Literal["pdf", "png", "svg"]

NO_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment of a sheet that states none."""
VALUES: Final = "values.json"

_TEMPLATES: Final = files("app.formats") / "templates"
_FONTS: Final = files("app.formats") / "fonts"


def typeset(
    template: str,
    values: Mapping[str, Any],
    *,
    images: Mapping[str, bytes | str] | None = None,
    output: SheetFormat = "pdf",
    ppi: float = 144.0,
    made_at: datetime = NO_MOMENT,
    site_fonts: bool = False,
) -> bytes:
    """A template of `app/formats/templates`, filled.

    Args:
        template: its name without `.typ`; it reads its values with `json("values.json")`.
        values: anything JSON holds; numbers already written as people read them.
        images: pictures by the file name under which the template asks for them, such as `map.svg`.
        output: a tagged PDF of all pages, or a picture of a template that has one page.
        ppi: dots per inch of a PNG.
        made_at: the moment written into a PDF, to the second.
        site_fonts: whether the letters of the pages are at hand beside those of Typst.

    Raises:
        ValueError: no such template, a value that JSON does not hold, an image named like the values,
            a picture of several pages, or anything the template asks for that is not there.
    """
    source = _TEMPLATES / f"{template}.typ"
    if not template.isidentifier() or not source.is_file():
        raise ValueError(f"there is no template {template}")
    sources = {"main": source.read_bytes(), VALUES: json.dumps(dict(values), allow_nan=False).encode()}
    for name, image in (images or {}).items():
        if name in sources:
            raise ValueError(f"{name} is no name for an image")
        sources[name] = image.encode() if isinstance(image, str) else image
    return _set(sources, output=output, ppi=ppi, made_at=made_at, site_fonts=site_fonts)


def _set(sources: dict[str, bytes], *, output: SheetFormat, ppi: float, made_at: datetime, site_fonts: bool) -> bytes:
    # The folder of the templates is the whole world of a compilation: nothing else of the disk can be read from it.
    with as_file(_TEMPLATES) as folder, as_file(_FONTS) as fonts:
        compiler = Compiler(  # type: ignore[misc] # Typst takes sources by name too; its hints do not say so yet.
            sources,
            root=str(folder),
            font_paths=[str(fonts)] if site_fonts else [],
            ignore_system_fonts=True,
        )
        try:
            made, warnings = compiler.compile_with_warnings(
                format=output,
                ppi=ppi if output == "png" else None,
                timestamp=made_at.astimezone(UTC).replace(microsecond=0),
            )
        except TypstError as fault:
            raise ValueError(f"the sheet cannot be set: {fault.message}") from fault
    if warnings:
        raise ValueError(f"the sheet was set with a warning: {warnings[0].message}")
    if not isinstance(made, bytes):
        raise ValueError("a picture has one page")
    return made
