"""What the forms under a report's history say: its correction, and cases moved from it to another ward."""

from __future__ import annotations

from collections.abc import Mapping

from app.api.pages.staff_versions import Typed
from app.api.pages.words import Words
from app.api.report_forms import contacts, read_confirmations, read_note, read_numbers, read_reason
from app.domain.intake_columns import POSITIVES, SAMPLES
from app.domain.records import ReportKey
from app.domain.vocabulary import ReasonCode
from app.services.case_transfers import Move
from app.services.sent_reports import Correction, NewReport


def read_correction(key: ReportKey, words: Words, form: Mapping[str, str]) -> tuple[NewReport | None, Typed]:
    """The corrected report, None while the form has faults; and the form as typed with them."""
    reason, version = read_reason(form), _version(form.get("version", ""))
    withdraws = form.get("withdraw") == "1"
    numbers = read_numbers(form, words)
    faults = {} if withdraws else dict(numbers.faults)
    if reason is None:
        faults["reason_code"] = words("reason_choose")
    if faults or reason is None:
        return None, Typed(form, faults)
    report = NewReport(
        ward_code=key.ward_code,
        reporting_date=key.reporting_date,
        source=key.source,
        counts=None if withdraws else numbers.counts(),
        samples=None if withdraws else numbers.values[SAMPLES],
        positives=None if withdraws else numbers.values[POSITIVES],
        note=read_note(form),
        new_f1_contacts=None if withdraws else contacts(numbers),
        correction=Correction(version, reason),
        confirmations=read_confirmations(form),
    )
    return report, Typed(form)


def read_move(key: ReportKey, words: Words, form: Mapping[str, str]) -> tuple[Move | None, Typed]:
    """The cases to move and where, None while the form has faults; and the form as typed with them."""
    numbers = read_numbers(form, words, only_cases=True)
    faults = dict(numbers.faults)
    to_ward, _, to_version = form.get("to", "").partition(":")
    if not to_ward:
        faults["to"] = words("move_choose")
    if faults:
        return None, Typed(form, faults)
    move = Move(
        reporting_date=key.reporting_date,
        source=key.source,
        from_ward_code=key.ward_code,
        to_ward_code=to_ward[:16],
        counts=numbers.counts(),
        from_version=_version(form.get("version", "")),
        to_version=_version(to_version),
        reason_code=read_reason(form) or ReasonCode.MOVED,
        note=read_note(form),
    )
    return move, Typed(form)


def _version(text: str) -> int:
    """The version a form leans on; 0, which no report has, when the field was tampered with."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
