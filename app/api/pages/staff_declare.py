"""What the scripts that choose and compare rings work on: words, levels, layers, and whose districts they are."""

from __future__ import annotations

from typing import Any

from app.api.pages.staff_frame import StaffPage
from app.services.access import ACTS, Act
from app.web.staff_declare_messages import RINGS_SCRIPT


def zoning_state(page: StaffPage) -> dict[str, Any]:
    """The state of the pages on which rings are chosen.

    `own_districts`: the districts the reader answers for, None for all; `layers`: from the core outwards, each with its
    directive, which says the form of its line.
    """
    shell, words = page.shell, page.words
    own = page.caller.district_codes
    return {
        "language": words.language,
        "username": page.caller.username,
        "open_day": shell.snapshot.open_day.isoformat(),
        "timezone": shell.rules.clock.timezone.key,
        "words": {key: words.pick(phrase) for key, phrase in RINGS_SCRIPT.items()},
        "levels": {
            each.id: {"label": each.label, "css_class": each.css_class, "glyph": each.glyph}
            for each in shell.levels.values()
        },
        "layers": [
            {
                "layer": each.layer.value,
                "directive": each.directive.value,
                "label": words.pick((each.label_vi, each.label_en)),
            }
            for each in sorted(shell.snapshot.policy.rings, key=lambda it: -it.layer.strictness)
        ],
        "own_districts": None if own is None else sorted(own),
        "leads": page.caller.role in ACTS[Act.ISSUE_RING],
        "outbreaks": page.to("/staff/outbreaks"),
    }
