"""`khoanhvung staff`: accounts; the first administrator is made here, never by a default password."""

from __future__ import annotations

import sys
from datetime import datetime, time, timedelta
from typing import Annotated, Any

import typer

from app.cli.context import emit, now, progress, read_day, read_settings, told, transaction
from app.configuration import site_rules
from app.domain.vocabulary import Role
from app.services.register import current_register
from app.services.staff_accounts import (
    add_staff,
    create_api_key,
    deactivate,
    list_api_keys,
    list_staff,
    reactivate,
    revoke_api_key,
    set_password,
)
from app.services.staff_changes import AccountChange, change_account
from app.services.staff_checks import StaffAct, existing_account
from app.services.temporary_passwords import made_up_password
from app.settings import Settings
from app.storage.credentials import ApiKey, last_sign_ins, revoke_sessions_of
from app.storage.staff import StaffMember

commands = typer.Typer(no_args_is_help=True, help="Tài khoản cán bộ / staff accounts.")

Temporary = Annotated[
    bool, typer.Option("--temporary", help="Make up a password to be changed at the first sign-in; printed on stdout.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@commands.command("add")
def add(
    username: str,
    role: Annotated[Role, typer.Option(help="reporter, supervisor, city, job or admin.")],
    district: Annotated[list[str] | None, typer.Option(help="District code; may be repeated.")] = None,
    name: Annotated[str | None, typer.Option(help="Display name.")] = None,
    temporary: Temporary = False,
    without_password: Annotated[
        bool, typer.Option("--without-password", help="No password opens it, only the sign-in of the organisation.")
    ] = False,
) -> None:
    """Open an account; the password is read from stdin or asked for, never taken from the command line.

    Example: khoanhvung staff add lan --role reporter --district 017
    """
    if temporary and without_password:
        raise typer.BadParameter("take one of --temporary and --without-password")
    secret = made_up_password() if temporary or without_password else _password()
    settings = read_settings()
    with told(), transaction(settings) as session:
        register = current_register(session)
        member = add_staff(
            session,
            username=username,
            password=secret,
            role=role,
            district_codes=district or [],
            known_district_codes=[each.code for each in register.duty_areas],
            now=now(),
            actor="cli",
            display_name=name,
            must_change_password=temporary,
        )
    progress.print(f"Đã mở tài khoản {member.username} ({member.role.value}) / account opened.", markup=False)
    if temporary:
        sys.stdout.write(secret + "\n")


@commands.command("set")
def change(
    username: str,
    role: Annotated[Role | None, typer.Option(help="Another role; ends sessions and keys.")] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="The districts from now on, all of them; may be repeated; ends sessions.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Another display name.")] = None,
) -> None:
    """Change the role, the districts or the name of an account.

    Example: khoanhvung staff set lan --district 017 --district 018
    """
    if role is None and district is None and name is None:
        raise typer.BadParameter("say what to change: --role, --district or --name")
    districts = None if district is None else frozenset(district)
    settings = read_settings()
    with told(), transaction(settings) as session:
        known = [each.code for each in current_register(session).duty_areas]
        member = existing_account(session, username)
        wanted = AccountChange(display_name=name, role=role, district_codes=districts)
        changed = change_account(session, member, wanted, act=StaffAct(now(), "cli"), known_district_codes=known)
    said = "Đã sửa tài khoản / account changed" if changed != member else "Không có gì đổi / nothing changed"
    progress.print(f"{said}: {_line(changed)}", markup=False)


@commands.command("sign-out")
def sign_out(username: str) -> None:
    """End all sessions of an account at once; its keys stay."""
    settings = read_settings()
    with told(), transaction(settings) as session:
        member = existing_account(session, username)
        ended = revoke_sessions_of(session, username=member.username, now=now())
        StaffAct(now(), "cli").record(session, "staff_sign_out", member, {"sessions": ended})
    progress.print(f"Đã kết thúc {ended} phiên của {member.username} / sessions ended.", markup=False)


@commands.command("key")
def key(
    username: str,
    label: Annotated[str, typer.Option(help="What the key is for.")] = "cli",
    until: Annotated[str | None, typer.Option(help="Last day it opens anything; without: until revoked.")] = None,
) -> None:
    """Make a personal API key; it is printed once, on stdout, and stored only as a hash."""
    settings = read_settings()
    expires_at = _end_of_day(until, settings)
    with told(), transaction(settings) as session:
        secret = create_api_key(session, username=username, now=now(), label=label, actor="cli", expires_at=expires_at)
    sys.stdout.write(secret + "\n")


@commands.command("keys")
def keys(username: str, as_json: AsJson = False) -> None:
    """List the keys of an account, never their secrets."""
    settings = read_settings()
    with told(as_json=as_json), transaction(settings) as session:
        found, moment = list_api_keys(session, username=username), now()
    if as_json:
        emit([_key_document(each, moment) for each in found])
        return
    for each in found:
        state = "" if each.stands(moment) else "  (hết hiệu lực / ended)"
        sys.stdout.write(f"{each.key_id}  {each.label}  {each.created_at:%Y-%m-%d}{state}\n")


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
def password(username: str, temporary: Temporary = False) -> None:
    """Set a new password, read from stdin or asked for; its sessions end."""
    secret = made_up_password() if temporary else _password()
    settings = read_settings()
    with told(), transaction(settings) as session:
        set_password(session, username=username, password=secret, now=now(), actor="cli", must_change=temporary)
    progress.print(f"Đã đổi mật khẩu của {username} / password set.", markup=False)
    if temporary:
        sys.stdout.write(secret + "\n")


@commands.command("revoke-key")
def revoke_key(username: str, label: Annotated[str, typer.Option(help="The key's label.")] = "cli") -> None:
    """Revoke a personal API key at once."""
    settings = read_settings()
    with told(), transaction(settings) as session:
        revoke_api_key(session, username=username, label=label, now=now(), actor="cli")
    progress.print(f"Đã thu hồi khóa {label} của {username} / key revoked.", markup=False)


@commands.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """List accounts with role and districts."""
    settings = read_settings()
    with told(as_json=as_json), transaction(settings) as session:
        members, signed_in = list_staff(session), last_sign_ins(session)
    if as_json:
        emit([_document(each, signed_in.get(each.username)) for each in members])
        return
    for member in members:
        sys.stdout.write(_line(member) + "\n")


def _line(member: StaffMember) -> str:
    districts = ",".join(sorted(member.district_codes)) or "*"
    state = "" if member.active else "  (khóa / closed)"
    return f"{member.username}  {member.role.value}  {districts}{state}"


def _document(member: StaffMember, last_sign_in_at: datetime | None) -> dict[str, Any]:
    return {
        "username": member.username,
        "display_name": member.display_name,
        "role": member.role.value,
        "districts": sorted(member.district_codes) or None,
        "active": member.active,
        "must_change_password": member.must_change_password,
        "created_at": member.created_at.isoformat(),
        "last_sign_in_at": last_sign_in_at.isoformat() if last_sign_in_at else None,
        "version": member.version,
    }


def _key_document(key: ApiKey, moment: datetime) -> dict[str, Any]:
    return {
        "key_id": key.key_id,
        "label": key.label,
        "created_at": key.created_at.isoformat(),
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
        "last_used_on": key.last_used_on.isoformat() if key.last_used_on else None,
        "stands": key.stands(moment),
    }


def _end_of_day(text: str | None, settings: Settings) -> datetime | None:
    """The local midnight that ends a day."""
    rules = site_rules(settings)
    day = read_day(text, rules, "--until")
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=rules.clock.timezone)


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Mật khẩu / password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
