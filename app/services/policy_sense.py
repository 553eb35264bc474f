"""What is wrong with a policy whose shape is right, in the words of those who write policies.

The policy's own checks say it in one English sentence each; here stands, sentence by sentence, where in the file that
is, and what to do about it in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from app.domain.policy_lint import PolicyFault
from app.services.policy_text import Location

_Place = Callable[[Mapping[str, str], object], Location]


def _at(*location: int | str) -> _Place:
    return lambda _found, _document: location


def _of_item(*lists: str, key: str, then: str | None = None) -> _Place:
    """The place of the list entry whose `key` a sentence names."""

    def place(found: Mapping[str, str], document: object) -> Location:
        for name in lists:
            entries = document.get(name, []) if isinstance(document, dict) else []
            for position, entry in enumerate(entries):
                if isinstance(entry, dict) and str(entry.get(key)) == found["name"]:
                    return (name, position) if then is None else (name, position, then)
        return ()

    return place


def _named(found: Mapping[str, str], document: object) -> Location:
    """The place a sentence names itself: a rule, a testing duty, a ring, or a number by its path."""
    kind, _, name = found["name"].partition(" ")
    if kind == "rule":
        return _of_item("rules", "adjacency", key="id", then="sources")({"name": name}, document)
    if kind == "testing":
        return _of_item("testing", key="level", then="sources")({"name": name}, document)
    if kind == "ring":
        return _of_item("rings", key="layer", then="sources")({"name": name}, document)
    return (*kind.split("."), "sources")


_IN_RULE = _of_item("rules", "adjacency", key="id")
_LEVEL_OF_RULE = _of_item("rules", "adjacency", key="id", then="level")
_SENSE: tuple[tuple[str, _Place | None, str, str], ...] = (
    (
        r"a number that is not an example must name its source",
        None,
        "có provenance “verified” hoặc “reconstructed” nên phải ghi văn bản nguồn ở sources; nếu chỉ là ví dụ, ghi "
        "provenance: example.",
        "has provenance “verified” or “reconstructed”, so it must name its document under sources; if it is only an "
        "example, write provenance: example.",
    ),
    (
        r"a number that was not read in the text must say so in note_vi and note_en",
        None,
        "không lấy nguyên từ văn bản nên phải nói rõ điều đó ở note_vi và note_en; thêm hai ghi chú này.",
        "was not read in the text, so note_vi and note_en must say so; add both.",
    ),
    (
        r"a condition is exactly one of [a-z_, ]+",
        None,
        "mỗi điều kiện là đúng một trong: cases, outbreak_in_ward, linked_to_outbreak, indicator, children, any_of, "
        "all_of, none_of; tách ra hoặc bỏ bớt.",
        "a condition is exactly one of: cases, outbreak_in_ward, linked_to_outbreak, indicator, children, any_of, "
        "all_of, none_of; split it or remove some.",
    ),
    (
        r"rule (?P<name>\S+) has no condition and would match every ward",
        None,
        "quy tắc không có điều kiện nào nên sẽ áp cho mọi xã, phường; thêm any_of hoặc all_of.",
        "the rule has no condition and would match every ward; add any_of or all_of.",
    ),
    (
        r"interval_days is \[shortest, longest\]",
        None,
        "interval_days là [ngắn nhất, dài nhất], như [2, 3]; đổi chỗ hai số.",
        "interval_days is [shortest, longest], as [2, 3]; swap the two numbers.",
    ),
    (
        r"levels must be listed from lowest to highest with ranks 1, 2, 3, …",
        _at("levels"),
        "các mức phải xếp từ thấp đến cao với rank 1, 2, 3, …; sắp lại và đánh số lại.",
        "levels must be listed from lowest to highest with ranks 1, 2, 3, …; put them in order and number them again.",
    ),
    (
        r"two levels have the same id",
        _at("levels"),
        "hai mức trùng id; đặt lại một tên.",
        "two levels have the same id; rename one.",
    ),
    (
        r"the level id “(?P<name>unknown)” is reserved for missing data",
        _of_item("levels", key="id"),
        "tên mức “unknown” dành cho nơi thiếu số liệu; đặt tên khác.",
        "the level id “unknown” is kept for missing data; choose another.",
    ),
    (
        r"rule (?P<name>\S+): level “(?P<level>[^”]*)” is not among the levels \[(?P<levels>[^\]]*)\]",
        _LEVEL_OF_RULE,
        "không có mức “{level}”; chọn một trong: {levels}.",
        "there is no level “{level}”; choose one of: {levels}.",
    ),
    (
        r"rule (?P<name>\S+): the lowest level is what remains when no rule matches; it needs no rule",
        _LEVEL_OF_RULE,
        "mức thấp nhất là mức còn lại khi không quy tắc nào đúng, không cần quy tắc; ghi mức cao hơn hoặc bỏ quy tắc.",
        "the lowest level is what remains when no rule matches, so it needs none; name a higher level or remove the "
        "rule.",
    ),
    (
        r"two rules are called (?P<name>\S+?)(?=; |$)",
        _IN_RULE,
        "hai quy tắc cùng tên “{name}”; đặt lại một tên.",
        "two rules are called “{name}”; rename one.",
    ),
    (
        r"rule (?P<name>\S+): neighbor_own_level “(?P<level>[^”]*)” is not a level",
        _of_item("adjacency", key="id", then="neighbor_own_level"),
        "không có mức “{level}”; ghi một mức trong levels.",
        "there is no level “{level}”; name one of the levels.",
    ),
    (
        r"rules must be listed from the strictest level to the mildest",
        _at("rules"),
        "các quy tắc phải xếp từ mức nặng nhất đến nhẹ nhất; sắp lại.",
        "rules must be listed from the strictest level to the mildest; put them in order.",
    ),
    (
        r"testing must name each level exactly once",
        _at("testing"),
        "phải nêu mỗi mức đúng một lần; thêm mức còn thiếu, bỏ mức thừa.",
        "must name each level exactly once; add what is missing, remove what is too many.",
    ),
    (
        r"rings must name core, next and outer exactly once",
        _at("rings"),
        "phải nêu core, next và outer, mỗi lớp đúng một lần; thêm lớp còn thiếu, bỏ lớp thừa.",
        "must name core, next and outer exactly once; add what is missing, remove what is too many.",
    ),
    (
        r"max_missing_days must be smaller than window_days",
        _at("max_missing_days", "value"),
        "số ngày được thiếu phải nhỏ hơn window_days, và window_days từ 1 trở lên; sửa một trong hai số.",
        "must be smaller than window_days, which must be 1 or more; correct one of the two.",
    ),
    (
        r"(?P<name>(?:rule |testing |ring )?\S+): source “(?P<source>[^”]*)” is not listed under sources",
        _named,
        "nguồn “{source}” chưa có trong sources ở đầu tệp; thêm văn bản đó hoặc sửa lại tên.",
        "source “{source}” is not listed under the file's sources; add the document or correct the name.",
    ),
)


def of_sense(location: Location, sentences: str, document: object) -> Iterator[PolicyFault]:
    """Words and place for each of the sentences of one check, which come joined by “; ”."""
    start = 0
    while start < len(sentences):
        for pattern, place, vi, en in _SENSE:
            found = re.compile(pattern).match(sentences, start)
            if found is not None:
                words = {key: str(value).replace("'", "") for key, value in found.groupdict().items()}
                where = location if place is None else place(words, document)
                yield PolicyFault(where, vi.format_map(words), en.format_map(words))
                start = found.end() + len("; ")
                break
        else:
            yield PolicyFault(location, sentences[start:], sentences[start:])
            return
