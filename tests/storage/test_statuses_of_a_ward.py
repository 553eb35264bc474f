"""What was in force in a ward as known at a revision is looked up by the ward, on both databases."""

from __future__ import annotations

from sqlalchemy import Engine, inspect


def test_an_index_leads_from_a_ward_to_its_statuses_cancelled_ones_too(engine: Engine) -> None:
    found = {each["name"]: each for each in inspect(engine).get_indexes("statuses")}
    mine = found["ix_statuses_ward"]
    assert (mine["column_names"], mine["unique"]) == (["scheme", "ward_code", "from_instant"], False)
    assert not any(name.endswith("_where") and told is not None for name, told in mine["dialect_options"].items())
