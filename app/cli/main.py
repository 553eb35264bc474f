"""The commands, put together."""

from __future__ import annotations

import sys

import typer

from app import __version__
from app.cli import (
    audit,
    backtest,
    barriers,
    briefing,
    cases,
    dhis2,
    drill,
    export,
    indicators,
    judging,
    lookup,
    policies,
    publishing,
    site,
    staff,
    wards,
    webhooks,
)

cli = typer.Typer(
    name="khoanhvung",
    help="Khoanh Vùng: phân vùng dịch cho một thành phố / epidemic zones of a city.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"khoanhvung {__version__}\n")
        raise typer.Exit


@cli.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Print the version."),
) -> None:
    pass


cli.command("init")(site.init)
cli.command("serve")(site.serve)
cli.command("reclassify")(judging.reclassify_command)
cli.command("publish")(publishing.publish_command)
cli.command("verify")(publishing.verify_command)
cli.command("verify-history")(judging.verify_history)
cli.command("briefing")(briefing.briefing)
cli.command("backtest")(backtest.backtest_command)
cli.command("drill")(drill.drill)
cli.command("lookup")(lookup.lookup)
cli.command("openapi")(site.openapi)
cli.add_typer(wards.commands, name="wards")
cli.add_typer(barriers.commands, name="barriers")
cli.add_typer(cases.commands, name="cases")
cli.add_typer(dhis2.commands, name="dhis2")
cli.add_typer(indicators.commands, name="indicators")
cli.add_typer(policies.commands, name="policy")
cli.add_typer(policies.baseline_commands, name="baseline")
cli.add_typer(staff.commands, name="staff")
cli.add_typer(audit.commands, name="audit")
cli.add_typer(export.commands, name="export")
cli.add_typer(webhooks.commands, name="webhooks")


def main() -> None:
    """Run the command line."""
    cli()
