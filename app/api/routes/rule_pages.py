"""The page “Cách phân loại”: how wards are classified by the policy in force, and by every other one there is."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from app.api.cached import answer_with
from app.api.page_answers import ShellDep, asks_for_html, not_found_page, proper_address
from app.api.pages.contents import rules_content
from app.api.pages.shared import Shell
from app.domain.errors import PolicyNotFound
from app.domain.policy import Policy
from app.services.policy_library import shipped_policies

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def show_rules(request: Request, shell: ShellDep) -> Response:
    """The policy in force."""
    return _shown(request, shell, shell.snapshot.policy)


@router.get("/rules/{policy_id}")
def show_policy(request: Request, policy_id: str, shell: ShellDep) -> Response:
    """One of the policies there are.

    Raises:
        PolicyNotFound: there is no such policy, and the caller does not ask for HTML.
    """
    policy = shell.snapshot.policy if policy_id == shell.snapshot.policy.id else shipped_policies().get(policy_id)
    if policy is not None:
        return _shown(request, shell, policy)
    if not asks_for_html(request):
        raise PolicyNotFound(policy_id)
    return not_found_page(shell, "no_policy.html", code=policy_id)


def _shown(request: Request, shell: Shell, policy: Policy) -> Response:
    shell = replace(shell, shown=policy)
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere

    return answer_with(request, shell.snapshot, rules_content(shell))
