"""The catalogue of indicators as people and programs read it."""

from __future__ import annotations

from typing import Any

from app.domain.indicator_catalogue import CATALOGUE


def catalogue_document() -> list[dict[str, Any]]:
    """Every registered indicator, in the order people are shown them."""
    return [
        {
            "indicator_id": each.id,
            "label_vi": each.label_vi,
            "label_en": each.label_en,
            "unit_vi": each.unit_vi,
            "unit_en": each.unit_en,
            "lowest": each.lowest,
            "highest": each.highest,
            "whole": each.whole,
            "unit_kinds": [kind.value for kind in each.unit_kinds],
        }
        for each in CATALOGUE.values()
    ]
