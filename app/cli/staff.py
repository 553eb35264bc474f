"""`khoanhvung staff`: accounts; the first administrator is made here, never by a default password."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app.cli.context import now, progress, read_settings, told, transaction
from app.domain.vocabulary import Role
from app.services.register import current_register
from app.services.staff_accounts import (
    add_staff,
    create_api_key,
    deactivate,
    list_staff,
    reactivate,
    revoke_api_key,
    set_password,
)

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


@commands.command("close")
def close(username: str) -> None:
    """Close an account: its sessions and keys end at once; nothing it wrote is touched."""
    settings = read_settings()
    with told(), transaction(settings) as session:
        deactivate(session, username=username, now=now(), actor="cli")
    progress.print(f"Đã khóa tài khoản {username} / account closed.", markup=False)


@commands.command("reopen")
def reopen(username: str) -> None:
    """Open a closed account again."""
    settings = read_settings()
    with told(), transaction(settings) as session:
        reactivate(session, username=username, now=now(), actor="cli")
    progress.print(f"Đã mở lại tài khoản {username} / account reopened.", markup=False)


@commands.command("password")
def password(username: str) -> None:
    """Set a new password, read from stdin or asked for; its sessions end."""
    secret = _password()
    settings = read_settings()
    with told(), transaction(settings) as session:
        set_password(session, username=username, password=secret, now=now(), actor="cli")
    progress.print(f"Đã đổi mật khẩu của {username} / password set.", markup=False)


@commands.command("revoke-key")
def revoke_key(username: str, label: Annotated[str, typer.Option(help="The key's label.")] = "cli") -> None:
    """Revoke a personal API key at once."""
    settings = read_settings()
    with told(), transaction(settings) as session:
        revoke_api_key(session, username=username, label=label, now=now(), actor="cli")
    progress.print(f"Đã thu hồi khóa {label} của {username} / key revoked.", markup=False)


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
