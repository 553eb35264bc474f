"""What is wrong with a policy whose shape is right, in the words of those who write policies.

The policy's own checks say it in one English sentence each; `policy_sentences` says, sentence by sentence, where in the
file that is, and what to do about it in both languages. Here the two are put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.policy_lint import PolicyFault
from app.services.policy_sentences import SENTENCES
from app.services.policy_text import Location

_PATTERNS = [(re.compile(pattern), place, vi, en) for pattern, place, vi, en in SENTENCES]


def of_sense(location: Location, sentences: str, document: object) -> Iterator[PolicyFault]:
    """Words and place for each of the sentences of one check, which come joined by “; ”."""
    start = 0
    while start < len(sentences):
        for pattern, place, vi, en in _PATTERNS:
            found = pattern.match(sentences, start)
            if found is not None:
                words = {key: str(value).replace("'", "") for key, value in found.groupdict().items()}
                yield PolicyFault(place(location, words, document), vi.format_map(words), en.format_map(words))
                start = found.end() + len("; ")
                break
        else:
            yield PolicyFault(location, sentences[start:], sentences[start:])
            return
