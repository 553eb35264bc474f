"""`khoanhvung publish` and `verify`: freezing what is in force, and checking a copy of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.api.schemas.publications import CheckOut, PublicationOut
from app.cli.context import CLI_CALLER, FAILED, database, emit, now, progress, read_settings, told, transaction
from app.configuration import site_rules
from app.domain.errors import InvalidValue
from app.domain.publication import FILE_NAMES, FileKind
from app.domain.publication_check import REWRITING_WORDS, Finding, PublicationCheck, Verdict
from app.services.publication import PublicationOrder, publish
from app.services.publication_check import LONGEST_FILE, check_content, check_number
from app.services.publication_reading import Standing, file_content, one_publication
from app.settings import Settings
from app.storage.audit import AuditEntry, record
from app.storage.engine import read_session_factory
from app.storage.revisions import begin_write

SHOWN = 20
WORDS = {
    Verdict.GENUINE: "đúng / genuine",
    Verdict.SUPERSEDED: "đã được thay / superseded",
    Verdict.ALTERED: "đã bị sửa / altered",
    Verdict.NOT_OURS: "không phải của hệ thống này / not ours",
}
"""Verdicts on a terminal."""


def publish_command(
    title: Annotated[str, typer.Option("--title", help="What is published, as it heads the notice.")],
    signer: Annotated[str, typer.Option("--signer", help="Who signs.")],
    document_number: Annotated[str, typer.Option("--document-number", help="Number of the signed document.")],
    note: Annotated[str | None, typer.Option("--note")] = None,
    supersedes: Annotated[int | None, typer.Option("--supersedes", help="The publication this corrects.")] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Where the public reaches the site; default: KHOANHVUNG_BASE_URL.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Also write the files into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The publication as JSON on stdout.")] = False,
) -> None:
    """Publish what is in force under the next number: table, map, picture and notice, never changed again.

    Example: khoanhvung publish --title "Mức nguy cơ 14/09/2021" --signer "Chủ tịch" --document-number 214/TB-UBND
    """
    settings = read_settings()
    order = PublicationOrder(title.strip(), signer.strip(), document_number.strip(), note, supersedes)
    with told(as_json=as_json):
        _refuse_empty(order)
        standing, files = _publish(settings, order, _address(base_url or settings.base_url))
        if out is not None:
            _write(out, files)
    _tell_published(standing)
    if as_json:
        emit(PublicationOut.of(standing).model_dump(mode="json"))


def verify_command(
    copy: Annotated[str, typer.Argument(metavar="FILE|NUMBER", help="A file that came back, or a number.")],
    as_json: Annotated[bool, typer.Option("--json", help="The answer as JSON on stdout.")] = False,
) -> None:
    """Say whether a file or a number is a publication of this site: exit 0 genuine, 1 anything else.

    Example: khoanhvung verify zones.csv
    """
    settings = read_settings()
    with told(as_json=as_json), database(settings) as engine, read_session_factory(engine)() as session:
        path = Path(copy)
        if copy.isascii() and copy.isdigit() and len(copy) <= 9 and not path.exists():
            check = check_number(session, int(copy))
        else:
            check = check_content(session, _content(path))
    _tell_checked(check)
    if as_json:
        emit(CheckOut.of(check).model_dump(mode="json"))
    if check.verdict is not Verdict.GENUINE:
        raise typer.Exit(FAILED)


def _publish(settings: Settings, order: PublicationOrder, address: str) -> tuple[Standing, dict[FileKind, bytes]]:
    """The publication and its files, committed with its line in the audit."""
    with transaction(settings) as session:
        revision = begin_write(session, now=now(), kind="publication", actor=CLI_CALLER.username)
        made = publish(
            session,
            rules=site_rules(settings),
            caller=CLI_CALLER,
            order=order,
            address=address,
            revision=revision,
        )
        record(
            session,
            AuditEntry(
                at=revision.committed_at,
                actor=CLI_CALLER.username,
                role=CLI_CALLER.role,
                action="publish",
                subject=str(made.number),
                detail={"document_number": made.document_number},
                revision=revision.number,
            ),
        )
        standing = one_publication(session, made.number)
        return standing, {each.kind: file_content(session, each) for each in standing.files}


def _write(folder: Path, files: dict[FileKind, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind, content in files.items():
        (folder / FILE_NAMES[kind]).write_bytes(content)


def _address(base_url: str) -> str:
    if not base_url.startswith(("http://", "https://")) or len(base_url) > 200:
        raise InvalidValue(
            "/base_url",
            vi="Cần địa chỉ công chúng truy cập để in lên công bố: đặt KHOANHVUNG_BASE_URL hoặc --base-url https://….",
            en="The address the public sees is printed on a publication: set KHOANHVUNG_BASE_URL or --base-url https://….",
        )
    return base_url


def _refuse_empty(order: PublicationOrder) -> None:
    for name, text, longest in (
        ("title", order.title, 200),
        ("signer", order.signer, 200),
        ("document-number", order.document_number, 100),
    ):
        if not text or len(text) > longest or not text.isprintable():
            raise InvalidValue(
                f"/{name}",
                vi=f"--{name} cần từ 1 đến {longest} ký tự in được.",
                en=f"--{name} needs 1 to {longest} printable characters.",
            )


def _content(path: Path) -> bytes:
    """The bytes of a file, no more than are looked at."""
    with path.open("rb") as file:
        content = file.read(LONGEST_FILE + 1)
    if len(content) > LONGEST_FILE:
        raise InvalidValue(
            "/file",
            vi=f"Tệp lớn hơn {LONGEST_FILE // 2**20} MB nên không phải tệp đã công bố.",
            en=f"The file is over {LONGEST_FILE // 2**20} MB, so it is none that was published.",
        )
    return content


def _tell_published(standing: Standing) -> None:
    publication = standing.publication
    progress.print(
        f"Công bố số {publication.number} / publication no. {publication.number}: {publication.live_address}"
    )
    for each in standing.files:
        progress.print(f"  {FILE_NAMES[each.kind]:<14} {each.size:>9} B  SHA-256 {each.sha256}", markup=False)


def _tell_checked(check: PublicationCheck) -> None:
    number = "" if check.publication is None else f", số / no. {check.publication.number}"
    progress.print(f"{WORDS[check.verdict]}{number}", markup=False)
    if check.superseded_by is not None:
        progress.print(f"  thay bằng số / superseded by no. {check.superseded_by}")
    for each in check.comparison.rewritings:
        progress.print(f"  {REWRITING_WORDS[each].vi} / {REWRITING_WORDS[each].en}", markup=False)
    for finding in check.comparison.findings[:SHOWN]:
        progress.print(f"  {_line(finding)}", markup=False)
    if check.comparison.count > SHOWN:
        progress.print(f"  … {check.comparison.count - SHOWN} chỗ nữa / more")
    if check.reason is not None:
        progress.print(f"  {check.reason.vi}\n  {check.reason.en}", markup=False)


def _line(finding: Finding) -> str:
    where = " ".join(part for part in (finding.ward_code, finding.ward_name, finding.column) if part)
    changed = "" if finding.published is None and finding.found is None else f": {finding.published} → {finding.found}"
    return f"{where} ({finding.kind.value}){changed}"
