"""`khoanhvung staff`: accounts; the first administrator is made here, never by a default password."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app.cli.context import now, progress, read_settings, told, transaction
from app.domain.vocabulary import Role
from app.services.register import current_register
from app.services.staff_accounts import add_staff, create_api_key, list_staff

commands = typer.Typer(no_args_is_help=True, help="Tài khoản cán bộ / staff accounts.")


@commands.command("add")
def add(
    username: str,
    role: Annotated[Role, typer.Option(help="reporter, supervisor, city, job or admin.")],
    district: Annotated[list[str] | None, typer.Option(help="District code; may be repeated.")] = None,
    name: Annotated[str | None, typer.Option(help="Display name.")] = None,
) -> None:
    """Open an account; the password is read from stdin or asked for, never taken from the command line.

    Example: khoanhvung staff add lan --role reporter --district 017
    """
    password = _password()
    settings = read_settings()
    with told(), transaction(settings) as session:
        register = current_register(session)
        member = add_staff(
            session,
            username=username,
            password=password,
            role=role,
            district_codes=district or [],
            known_district_codes=[each.code for each in register.districts],
            now=now(),
            actor="cli",
            display_name=name,
        )
        progress.print(f"Đã mở tài khoản {member.username} ({member.role.value}) / account opened.")


@commands.command("key")
def key(username: str, label: Annotated[str, typer.Option(help="What the key is for.")] = "cli") -> None:
    """Make a personal API key; it is printed once, on stdout, and stored only as a hash."""
    settings = read_settings()
    with told(), transaction(settings) as session:
        secret = create_api_key(session, username=username, now=now(), label=label, actor="cli")
    sys.stdout.write(secret + "\n")


@commands.command("list")
def list_accounts() -> None:
    """List accounts with role and districts."""
    settings = read_settings()
    with told(), transaction(settings) as session:
        for member in list_staff(session):
            districts = ",".join(sorted(member.district_codes)) or "*"
            state = "" if member.active else "  (khóa / closed)"
            sys.stdout.write(f"{member.username}  {member.role.value}  {districts}{state}\n")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Mật khẩu / password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
