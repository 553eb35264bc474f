"""`khoanhvung audit`: proving that nobody bent the record of who did what."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app.cli.context import FAILED, database, emit, progress, read_settings, told
from app.domain.audit_chain import Head, parse_head
from app.domain.audit_check import ChainCheck
from app.services.audit_check import check_audit
from app.storage.engine import read_session_factory

commands = typer.Typer(no_args_is_help=True, help="Nhật ký thao tác / the audit.")


@commands.callback()
def _group() -> None:
    """A group also while it has one command."""


@commands.command("verify")
def verify(
    expect: Annotated[
        str | None, typer.Option(help="A head written down earlier, N:SHA256; finds an end cut off, or all rewritten.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The finding as JSON on stdout.")] = False,
) -> None:
    """Follow the chain of digests from the first line to the last; print the head to write down.

    Exit codes: 0 as it was written, 1 bent (the first bad line is named), 2 usage.

    Example: khoanhvung audit verify --expect 1204:9f2c…
    """
    expected = _expected(expect)
    with told(as_json=as_json), database(read_settings()) as engine, read_session_factory(engine)() as session:
        check = check_audit(session, expected=expected)
    if as_json:
        emit(_document(check))
    elif check.fault is None:
        sys.stdout.write(f"{check.head}\n")
    _tell(check)
    if check.fault is not None:
        raise typer.Exit(FAILED)


def _expected(text: str | None) -> Head | None:
    head = None if text is None else parse_head(text)
    if text is not None and head is None:
        raise typer.BadParameter("write N:SHA256, as audit verify printed it", param_hint="--expect")
    return head


def _tell(check: ChainCheck) -> None:
    if check.fault is not None:
        progress.print(f"{check.fault.said.vi}\n{check.fault.said.en}", markup=False)
        progress.print(f"{check.lines} dòng trước đó còn nguyên / lines before it are as they were written")
        return
    progress.print(
        f"{check.lines} dòng, còn nguyên. Ghi lại đầu chuỗi ở trên, để nơi khác. "
        "/ lines, as they were written. Write the head down and keep it elsewhere."
    )


def _document(check: ChainCheck) -> dict[str, object]:
    fault = check.fault
    return {
        "intact": fault is None,
        "lines": check.lines,
        "head": str(check.head),
        "fault": None
        if fault is None
        else {"line": fault.number, "kind": fault.bend.value, "vi": fault.said.vi, "en": fault.said.en},
    }
