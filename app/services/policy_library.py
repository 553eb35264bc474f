"""The shipped policies, and which policy judges which day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

from sqlalchemy.orm import Session

from app.domain.errors import InvalidPolicy, NothingToJudge, PolicyNotFound
from app.domain.policy import Policy
from app.domain.records import PolicyAdoption
from app.services.policy_check import sound_policy
from app.storage.policies import add_adoption, adoptions, store_policy, stored_policy
from app.storage.revisions import Revision


@dataclass(frozen=True)
class AdoptedPolicy:
    """A policy as adopted: its rules, its content version, and the days it judges [first_day, last_day]."""

    policy: Policy
    version: str
    first_day: date
    last_day: date


def read_policy(text: str, *, name: str) -> Policy:
    """A policy from YAML text; warnings are not told (`policy_check.examine` tells them).

    Raises:
        InvalidPolicy: with every fault, each naming the place in the file and the cure.
    """
    return sound_policy(text, name=name)


def read_policy_bytes(content: bytes, *, name: str) -> Policy:
    """A policy from the bytes of a YAML file.

    Raises:
        InvalidPolicy: it is not UTF-8, or has faults.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidPolicy(
            vi=f"Tệp {name} không phải văn bản UTF-8; lưu lại bằng UTF-8.",
            en=f"File {name} is not UTF-8 text; save it as UTF-8.",
        ) from None
    return read_policy(text, name=name)


@lru_cache(maxsize=1)
def shipped_policies() -> Mapping[str, Policy]:
    """All policies that come with the package, by id."""
    files = sorted(resources.files("app").joinpath("policies").iterdir(), key=lambda each: each.name)
    policies = [
        read_policy(each.read_text(encoding="utf-8"), name=each.name) for each in files if each.name.endswith(".yaml")
    ]
    return {policy.id: policy for policy in policies}


def shipped_policy(policy_id: str) -> Policy:
    """One shipped policy.

    Raises:
        PolicyNotFound: no policy of this id.
    """
    policy = shipped_policies().get(policy_id)
    if policy is None:
        raise PolicyNotFound(policy_id)
    return policy


def policy_version(policy: Policy) -> str:
    """A short digest of the content: the same rules have the same version everywhere.

    What is left at its default does not enter: a release that can say more leaves the version of old rules alone.
    """
    canonical = json.dumps(policy.model_dump(mode="json", exclude_defaults=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def adopt_policy(
    session: Session,
    *,
    scheme: str,
    policy_id: str,
    effective_from: date,
    revision: Revision,
    actor: str,
    document_number: str | None = None,
    signer: str | None = None,
) -> PolicyAdoption:
    """Record that a scheme is judged by a shipped policy from a day on.

    Raises:
        PolicyNotFound: no such policy.
        InvalidPolicy: the policy is a draft, or lacks what a site in force needs.
    """
    policy = shipped_policy(policy_id)
    _refuse_unfit(policy)
    version = policy_version(policy)
    store_policy(session, policy, policy_version=version, revision=revision.number)
    adoption = PolicyAdoption(
        scheme=scheme,
        policy_id=policy_id,
        policy_version=version,
        effective_from=effective_from,
        document_number=document_number,
        signer=signer,
        recorded_revision=revision.number,
    )
    add_adoption(session, adoption, recorded_by=actor)
    return adoption


def _refuse_unfit(policy: Policy) -> None:
    if policy.status == "draft":
        raise InvalidPolicy(
            vi=f"{policy.id} là dự thảo, không thể đưa vào áp dụng.",
            en=f"{policy.id} is a draft and cannot be adopted.",
        )
    if not policy.is_adoptable:
        raise InvalidPolicy(
            vi=f"{policy.id} không nêu tần suất xét nghiệm và các lớp phong tỏa nên chỉ dùng để so sánh, không áp dụng "
            "được; thêm testing, rings và round_complete_pct.",
            en=f"{policy.id} states no testing duties and ring layers, so it can be asked and compared but not "
            "adopted; add testing, rings and round_complete_pct.",
        )


def adopted_policies(
    session: Session, *, scheme: str, first_day: date, last_day: date, known_revision: int | None = None
) -> list[AdoptedPolicy]:
    """Which policy judges each day of a range, as spans without gaps, oldest first.

    A day before the first adoption is judged by the first adopted policy, there being no other.

    Raises:
        NothingToJudge: the scheme never adopted a policy.
    """
    adopted = adoptions(session, scheme=scheme, known_revision=known_revision)
    if not adopted:
        raise NothingToJudge(
            vi=f"Chuỗi “{scheme}” chưa áp dụng bộ quy tắc nào. Chạy khoanhvung policy adopt.",
            en=f"Scheme “{scheme}” never adopted a policy. Run khoanhvung policy adopt.",
        )
    spans = []
    for adoption, start, end in _spans(adopted, first_day, last_day):
        policy = kept_policy(session, adoption.policy_id, adoption.policy_version)
        spans.append(AdoptedPolicy(policy, adoption.policy_version, start, end))
    return spans


def policy_on(session: Session, *, scheme: str, day: date, known_revision: int | None = None) -> AdoptedPolicy:
    """The policy that judges one day."""
    return adopted_policies(session, scheme=scheme, first_day=day, last_day=day, known_revision=known_revision)[0]


_cache: dict[tuple[str, str], Policy] = {}


def kept_policy(session: Session, policy_id: str, version: str) -> Policy:
    """A policy of which something stored names id and version, exactly as it was adopted.

    Raises:
        PolicyNotFound: it was never stored.
    """
    # Content-addressed, so an entry can never be stale.
    key = (policy_id, version)
    if key not in _cache:
        policy = stored_policy(session, policy_id, version)
        if policy is None:
            raise PolicyNotFound(policy_id)
        _cache[key] = policy
    return _cache[key]


def _spans(
    adopted: Sequence[PolicyAdoption], first_day: date, last_day: date
) -> list[tuple[PolicyAdoption, date, date]]:
    by_day = {each.effective_from: each for each in adopted}
    starts = sorted(by_day)
    spans = []
    for position, start in enumerate(starts):
        begin = first_day if position == 0 else max(start, first_day)
        end = last_day if position + 1 == len(starts) else min(starts[position + 1] - timedelta(days=1), last_day)
        if begin <= end:
            spans.append((by_day[start], begin, end))
    return spans
