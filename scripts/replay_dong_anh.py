"""Replay May 2021 in Đông Anh on a fresh site and print its tables; `--write` renews the document and its pictures."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.replay.report import documented, pictures, tables  # noqa: E402
from scripts.replay.site import fresh_site  # noqa: E402
from scripts.replay.story import play  # noqa: E402


def main(arguments: list[str]) -> None:
    """Play, then print or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew docs/replay-dong-anh-2021.md and its pictures")
    asked = parser.parse_args(arguments)
    with fresh_site(date(2021, 4, 30)) as site:
        story = play(site)
        if not asked.write:
            print(tables(story))
            return
        document = ROOT / "docs" / "replay-dong-anh-2021.md"
        document.write_text(documented(document.read_text(encoding="utf-8"), story), encoding="utf-8")
        pictures(site.register, story, ROOT / "docs" / "pictures")


if __name__ == "__main__":
    main(sys.argv[1:])
