"""Where in a policy file a thing stands that a sentence speaks of: by its id, or by who uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.services.policy_text import Location

Place = Callable[[Location, Mapping[str, str], object], Location]
"""The place of a fault: from where it was found, what its sentence names, and the file's content."""

_BLOCKS = (None, "districts", "city", "persistence")
_RULES = ("rules", "tables", "modifiers", "adjacency", "never_lower_while")
_NAMED_BY = {"testing": ("testing", "level"), "ring": ("rings", "layer"), "indicator": ("indicators", "id")}


def here(location: Location, _found: Mapping[str, str], _document: object) -> Location:
    """Where the fault was found."""
    return location


def at(*place: int | str) -> Place:
    """A place that is always the same."""
    return lambda _location, _found, _document: place


def below(*names: str) -> Place:
    """A place inside the one where the fault was found; a name in braces is a number of the sentence, from 1."""

    def place(location: Location, found: Mapping[str, str], _document: object) -> Location:
        inner = (int(found[name[1:-1]]) - 1 if name.startswith("{") else name for name in names)
        return (*location, *inner)

    return place


def of_entry(*lists: str, key: str = "id", then: str | None = None) -> Place:
    """The entry, of any of these lists, whose `key` is the name in the sentence."""
    return lambda _location, found, document: _entry(document, lists, key, found["name"], then)


def of_rule(then: str | None = None) -> Place:
    """The rule, table, modifier, border rule or clause the sentence names."""
    return of_entry(*_RULES, then=then)


def of_citation(_location: Location, found: Mapping[str, str], document: object) -> Location:
    """The list of sources in which the one named stands, in the entry or the number that the sentence names."""
    kind, _, name = found["name"].partition(" ")
    if not name:
        return (*kind.split("."), "sources")
    lists, key = ((_NAMED_BY[kind][0],), _NAMED_BY[kind][1]) if kind in _NAMED_BY else (_RULES, "id")
    entry = _entry(document, lists, key, name, None)
    for path, block in _walk(_get(document, entry), entry):
        if found["source"] in _texts(block.get("sources")):
            return (*path, "sources")
    return (*entry, "sources")


def of_indicator_use(_location: Location, found: Mapping[str, str], document: object) -> Location:
    """The first condition or axis that looks at the indicator named."""
    for path, block in _walk(document, ()):
        asked = block.get("indicator")
        if isinstance(asked, dict) and asked.get("id") == found["name"]:
            return (*path, "indicator", "id")
        if asked == found["name"]:
            return (*path, "indicator")
    return ("indicators",)


def of_children_level(_location: Location, found: Mapping[str, str], document: object) -> Location:
    """The first `children` condition that counts the level named."""
    for path, block in _walk(document, ()):
        asked = block.get("children")
        for name in ("level", "at_or_above"):
            if isinstance(asked, dict) and asked.get(name) == found["level"]:
                return (*path, "children", name)
    return ()


def of_group(_location: Location, found: Mapping[str, str], document: object) -> Location:
    """The `higher_of` that names the table of the sentence."""
    for path, block in _walk(document, ()):
        tables = _texts(block.get("tables"))
        if found["name"] in tables:
            return (*path, "tables", tables.index(found["name"]))
    return ("higher_of",)


def of_level_in_rule(_location: Location, found: Mapping[str, str], document: object) -> Location:
    """The level a rule leads to, the cell of a table, or the exception of a modifier, that names the level."""
    entries = list(_entries(document, _RULES, "id", found["name"]))
    for entry in entries:
        place = _naming_level(_get(document, entry), found["level"])
        if place:
            return (*entry, *place)
    return (*entries[0], "level") if entries else ()


def _naming_level(block: object, level: str) -> Location:
    if _get(block, ("level",)) == level:
        return ("level",)
    for row, levels in enumerate(_list(_get(block, ("levels",)))):
        if level in _texts(levels):
            return ("levels", row, _texts(levels).index(level))
    exempt = _texts(_get(block, ("unless_level",)))
    return ("unless_level", exempt.index(level)) if level in exempt else ()


def of_rules_out_of_order(_location: Location, _found: Mapping[str, str], document: object) -> Location:
    """The first rule that is stricter than the one before it."""
    ranks = {str(_get(level, ("id",))): rank for rank, level in enumerate(_list(_get(document, ("levels",))))}
    for block in (None, "districts", "city"):
        place: Location = ("rules",) if block is None else (block, "rules")
        order = [ranks.get(str(_get(rule, ("level",))), 0) for rule in _list(_get(document, place))]
        for position in range(1, len(order)):
            if order[position] > order[position - 1]:
                return (*place, position)
    return ("rules",)


def _entry(document: object, lists: tuple[str, ...], key: str, name: str, then: str | None) -> Location:
    first = next(_entries(document, lists, key, name), None)
    if first is None:
        return ()
    return first if then is None else (*first, then)


def _entries(document: object, lists: tuple[str, ...], key: str, name: str) -> Iterator[Location]:
    """Every entry of the name: wards, districts and the city may use it each."""
    for block in _BLOCKS:
        outer: Location = () if block is None else (block,)
        for each in lists:
            for position, entry in enumerate(_list(_get(document, (*outer, each)))):
                if isinstance(entry, dict) and str(entry.get(key)) == name:
                    yield (*outer, each, position)


def _get(document: object, location: Location) -> object:
    for part in location:
        if isinstance(document, dict):
            document = document.get(part)
        elif isinstance(document, list) and isinstance(part, int):
            document = document[part]
        else:
            return None
    return document


def _walk(node: object, path: Location) -> Iterator[tuple[Location, dict[str, object]]]:
    """Every block inside, outermost first."""
    if isinstance(node, dict):
        yield path, node
        for name, inner in node.items():
            yield from _walk(inner, (*path, name))
    elif isinstance(node, list):
        for position, inner in enumerate(node):
            yield from _walk(inner, (*path, position))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [str(each) for each in _list(value)]
