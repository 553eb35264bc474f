"""`khoanhvung policy check` and `policy schema`: for those who write policies."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.context import FAILED, MOST_SHOWN, emit, progress, show_fault, told
from app.domain.errors import FieldFault, InvalidPolicy
from app.formats.policy_schema import schema_text
from app.services.policy_check import Examination, examine

_WARNING = "Lưu ý / warning"


def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Everything found, as one JSON document on stdout.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings too.")] = False,
) -> None:
    """Check a policy file; every fault is named with its line, place and cure.

    Exit 1 when there is a fault; warnings are told and exit 0. Each threshold is also tried on the engine: at its
    value, one unit below and above, and missing.

    Example: khoanhvung policy check my-order.yaml
    """
    try:
        examined = examine(_text_of(file), name=file.name)
    except InvalidPolicy as fault:
        show_fault(fault)
        if as_json:
            emit(_unread(file.name, fault))
        raise typer.Exit(FAILED) from fault
    _tell(examined)
    if as_json:
        emit(_document(examined))
    if examined.faults or (strict and examined.warnings):
        raise typer.Exit(FAILED)


def schema() -> None:
    """Print the JSON Schema of a policy, for editors."""
    sys.stdout.write(schema_text())


def _text_of(file: Path) -> str:
    with told():
        content = file.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidPolicy(
            vi=f"Tệp {file.name} không phải UTF-8 (byte thứ {error.start + 1}). Lưu lại với mã UTF-8.",
            en=f"File {file.name} is not UTF-8 (byte {error.start + 1}). Save it as UTF-8.",
        ) from error


def _tell(examined: Examination) -> None:
    name, policy = examined.name, examined.policy
    _list(examined.faults, f"Bộ quy tắc {name} có {len(examined.faults)} lỗi / policy has faults:")
    _list(examined.warnings, f"{len(examined.warnings)} {_WARNING}:")
    if policy is not None and not examined.faults:
        progress.print(
            f"{policy.id}: hợp lệ / sound, {len(policy.all_rules)} tiêu chí / criteria, {examined.probes} lần thử "
            "ngưỡng / thresholds tried.",
            markup=False,
        )


def _list(said: Sequence[FieldFault], heading: str) -> None:
    if not said:
        return
    progress.print(heading, markup=False)
    for each in said[:MOST_SHOWN]:
        progress.print(f"  {each.vi}\n  {each.en}", markup=False)
    if len(said) > MOST_SHOWN:
        progress.print(
            f"  … và {len(said) - MOST_SHOWN} mục nữa; --json cho cả danh sách / and more; --json lists all."
        )


def _document(examined: Examination) -> dict[str, Any]:
    return {
        "file": examined.name,
        "policy_id": None if examined.policy is None else examined.policy.id,
        "sound": not examined.faults,
        "findings": [
            {
                "severity": each.severity,
                "line": each.line,
                "pointer": each.said.pointer,
                "vi": each.said.vi,
                "en": each.said.en,
            }
            for each in examined.findings
        ],
        "thresholds_tried": examined.probes,
    }


def _unread(name: str, fault: InvalidPolicy) -> dict[str, Any]:
    told_of = fault.errors or [FieldFault("", fault.detail_vi, fault.detail_en)]
    findings = [
        {"severity": "fault", "line": None, "pointer": each.pointer, "vi": each.vi, "en": each.en} for each in told_of
    ]
    return {"file": name, "policy_id": None, "sound": False, "findings": findings, "thresholds_tried": 0}
