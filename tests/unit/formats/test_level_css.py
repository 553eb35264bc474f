"""The palette of each policy: text can be read on it and beside it, in both themes."""

from __future__ import annotations

import re

import pytest

from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN
from app.formats.level_css import contrast, level_stylesheet
from app.services.policy_library import shipped_policies, shipped_policy

POLICIES = list(shipped_policies())
SURFACE = {"light": "#FFFFFF", "dark": "#151D25"}
NON_TEXT = 3.0
TEXT = 4.5


def tones(policy: Policy) -> dict[tuple[str, str], dict[str, str]]:
    """Colours by theme and level id."""
    rules = re.findall(r"^(.*)\.lv-(\w+) \{ (.*) \}$", level_stylesheet(policy), re.MULTILINE)
    return {
        ("dark" if scope else "light", level): dict(re.findall(r"--(\w+): (#[0-9A-F]{6})", body))
        for scope, level, body in rules
    }


def recoloured(policy: Policy, colour: str) -> Policy:
    levels = [level.model_copy(update={"colour": colour, "colour_dark": colour}) for level in policy.levels]
    return policy.model_copy(update={"levels": tuple(levels)})


@pytest.mark.parametrize("policy_id", POLICIES)
def test_text_on_a_fill_can_be_read(policy_id: str) -> None:
    faint = {
        key: contrast(each["fill"], each["on"])
        for key, each in tones(shipped_policy(policy_id)).items()
        if contrast(each["fill"], each["on"]) < TEXT
    }
    assert faint == {}


@pytest.mark.parametrize("policy_id", POLICIES)
def test_the_colour_of_words_can_be_read_on_the_surface(policy_id: str) -> None:
    faint = {
        key: contrast(each["words"], SURFACE[key[0]])
        for key, each in tones(shipped_policy(policy_id)).items()
        if contrast(each["words"], SURFACE[key[0]]) < TEXT
    }
    assert faint == {}


@pytest.mark.parametrize("colour", ["#FF0000", "#FFFF00", "#0000FF", "#808080", "#FFFFFF", "#000000"])
def test_a_fill_nobody_foresaw_gets_text_that_can_be_read(colour: str) -> None:
    found = tones(recoloured(shipped_policy(POLICIES[0]), colour))
    assert all(contrast(each["fill"], each["on"]) >= TEXT for each in found.values())


@pytest.mark.parametrize("policy_id", POLICIES)
def test_each_level_and_no_data_have_a_class_in_both_themes(policy_id: str) -> None:
    policy = shipped_policy(policy_id)
    wanted = {(theme, level) for theme in SURFACE for level in (*policy.rank_of, UNKNOWN)}
    assert set(tones(policy)) == wanted
