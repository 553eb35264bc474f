"""Filters of map clients (CQL2): a tree as the standard writes it in JSON, made into a question about one feature.

Names, kinds and literals are checked before the first feature is looked at, so that a filter either answers for every
feature or is refused with its cure. A comparison with null is neither true nor false, as in SQL; only what is true
passes.

Source: OGC 21-065r2 (CQL2), clauses 7 and 8.
"""

from __future__ import annotations

from app.domain.filters.predicates import Test as Test
from app.domain.filters.predicates import compile_filter as compile_filter
from app.domain.filters.reading import Language as Language
