"""`khoanhvung policy` and `baseline`: rule sets and signed declarations."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from app.cli.context import CLI_CALLER, now, progress, read_day, read_settings, record_act, told, transaction
from app.cli.policy_check import check, schema
from app.cli.policy_evaluate import evaluate
from app.configuration import site_rules
from app.domain.policy_citations import provenance_counts
from app.services.declarations import adopt, declare_baseline
from app.services.policy_library import policy_version, shipped_policies, shipped_policy

commands = typer.Typer(no_args_is_help=True, help="Bộ quy tắc / policies.")
baseline_commands = typer.Typer(no_args_is_help=True, help="Mốc ban đầu / baselines.")

commands.command("check")(check)
commands.command("schema")(schema)
commands.command("evaluate")(evaluate)


@commands.command("list")
def list_policies() -> None:
    """List the shipped policies: id, version, status, how many numbers and criteria were read in a text (verified),
    rebuilt (reconstructed) or are examples, what could not be read (gaps), and the title.
    """
    for policy in shipped_policies().values():
        known = provenance_counts(policy)
        counts = "  ".join(f"{each.value} {known[each]}" for each in known)
        sys.stdout.write(
            f"{policy.id}  {policy_version(policy)}  {policy.status}  {counts}  gaps {len(policy.gaps)}"
            f"  conflicts {len(policy.known_conflicts)}  {policy.title_vi}\n"
        )


@commands.command("show")
def show(policy_id: str) -> None:
    """Print a shipped policy as JSON."""
    with told():
        policy = shipped_policy(policy_id)
    sys.stdout.write(json.dumps(policy.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n")


@commands.command("adopt")
def adopt_command(
    policy_id: str,
    first: Annotated[str | None, typer.Option("--from", help="Day it takes effect; today's when left out.")] = None,
    document_number: Annotated[str | None, typer.Option(help="Number of the deciding document.")] = None,
    signer: Annotated[str | None, typer.Option(help="Who signed it.")] = None,
) -> None:
    """Adopt a policy from a day on; days from then on are judged again.

    Example: khoanhvung policy adopt moh-2686-2021 --from 2021-05-31 --signer "…"
    """
    settings = read_settings()
    rules = site_rules(settings)
    moment = now()
    day = read_day(first, rules, "--from") or rules.clock.open_day(moment)
    with told(), transaction(settings) as session:
        adoption, changes = adopt(
            session,
            rules=rules,
            policy_id=policy_id,
            effective_from=day,
            document_number=document_number,
            signer=signer,
            now=moment,
            actor=CLI_CALLER.username,
        )
        record_act(session, "adopt_policy", adoption.policy_id, at=moment, detail={"from": day.isoformat()})
        progress.print(
            f"{adoption.policy_id} áp dụng từ {day:%d/%m/%Y}; {len(changes)} nơi đổi mức / in force, levels changed."
        )


@baseline_commands.callback()
def _group() -> None:
    pass


@baseline_commands.command("declare")
def declare(
    before: Annotated[str, typer.Option(help="No known cases before this day.")],
    signer: Annotated[str, typer.Option(help="Who signed the declaration.")],
    document_number: Annotated[str, typer.Option(help="Its number.")],
    note: Annotated[str | None, typer.Option(help="A note.")] = None,
) -> None:
    """Declare “no known cases before a day”: earlier days without a report count as reported with 0.

    Example: khoanhvung baseline declare --before 2021-04-27 --signer "…" --document-number 12/BC
    """
    settings = read_settings()
    rules = site_rules(settings)
    day = read_day(before, rules, "--before")
    assert day is not None
    moment = now()
    with told(), transaction(settings) as session:
        _, changes = declare_baseline(
            session,
            rules=rules,
            before=day,
            signer=signer,
            document_number=document_number,
            note=note,
            now=moment,
            actor=CLI_CALLER.username,
        )
        detail: dict[str, object] = {"document_number": document_number}
        record_act(session, "declare_baseline", f"before {day}", at=moment, detail=detail)
        progress.print(f"Đã ghi mốc {day:%d/%m/%Y}; {len(changes)} nơi đổi mức / recorded, levels changed.")
