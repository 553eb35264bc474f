"""The notice that an order asks for before a level rises, in words."""

from __future__ import annotations

from app.domain.citations import basis_words
from app.domain.policy import Policy
from app.domain.sentences import Phrase, number


def notice_words(policy: Policy) -> Phrase | None:
    """How long before it takes effect a raise must be announced, and by which document; None where it need not be."""
    if policy.notice is None:
        return None
    hours = policy.notice.raise_hours
    count, basis = number(hours.value), basis_words(policy, hours, all_documents=False)
    plural = "hour's" if hours.value == 1 else "hours'"
    return Phrase(f"báo trước {count.vi} giờ theo {basis.vi}", f"{count.en} {plural} notice under {basis.en}")
