"""Static files by content: read once, compressed once, named by the digest of the whole tree, cacheable for ever.

All files share one digest, so that a stylesheet's relative address of a font stays right inside its own folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from app.api.representations import Content

WEB: Final = Path(__file__).resolve().parents[2] / "web"
SERVED: Final = ("css", "js", "fonts", "vendor")
STYLESHEET: Final = "css/site.css"
STYLESHEET_PARTS: Final = (
    "css/tokens.css",
    "css/base.css",
    "css/frame.css",
    "css/parts.css",
    "css/map.css",
    "css/city.css",
    "css/panel.css",
    "css/list.css",
    "css/ward.css",
    "css/summary.css",
    "css/publication.css",
    "css/print.css",
)
"""Styles are written by subject and sent as one file."""
MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
}
_PACKED: Final = frozenset({".css", ".js", ".mjs", ".svg", ".txt", ".md"})


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    media_type: str
    packs: bool

    @classmethod
    def of(cls, body: bytes, suffix: str) -> Asset:
        """A file's bytes, by the ending of its name."""
        return cls(body, MEDIA_TYPES[suffix], suffix in _PACKED)

    def content(self, cache_control: str) -> Content:
        """The file as an answer."""
        return Content(
            render=lambda: self.body,
            media_type=self.media_type,
            cache_control=cache_control,
            named_by=hashlib.sha256(self.body).hexdigest(),
            packs=self.packs,
        )


class AssetTree:
    """The files under one folder, by their path below it; nothing else can be asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = {
            path.relative_to(root).as_posix(): path
            for folder in SERVED
            for path in sorted((root / folder).rglob("*"))
            if path.is_file() and path.suffix in MEDIA_TYPES
        }
        self._made: dict[str, Asset] = {}

    def find(self, name: str) -> Asset | None:
        """The file of this path; None when there is none."""
        if name not in self._made:
            body = self._sources.get(name)
            if body is None:
                return None
            self._made[name] = Asset.of(body, Path(name).suffix)
        return self._made[name]

    def address(self, name: str) -> str:
        """Where a file is served.

        Raises:
            KeyError: there is no such file.
        """
        if name not in self._sources:
            raise KeyError(name)
        return f"/static/{self.digest}/{name}"

    @property
    def names(self) -> Iterable[str]:
        """Every path below the folder that can be asked for."""
        return self._sources.keys()

    @cached_property
    def digest(self) -> str:
        """The name of this state of all files, templates and words among them."""
        digest = hashlib.sha256()
        for path in sorted(path for path in self._root.rglob("*") if path.suffix in {*MEDIA_TYPES, ".html", ".py"}):
            body = path.read_bytes()
            digest.update(f"{path.relative_to(self._root)}\0{len(body)}\0".encode())
            digest.update(body)
        return digest.hexdigest()[:12]

    @cached_property
    def _sources(self) -> Mapping[str, bytes]:
        found = {name: path.read_bytes() for name, path in self._files.items()}
        return {**found, STYLESHEET: b"\n".join(found[part] for part in STYLESHEET_PARTS)}


@lru_cache(maxsize=1)
def assets() -> AssetTree:
    """The files of this installation."""
    return AssetTree(WEB)
