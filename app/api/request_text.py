"""Text as it may enter the service: real Unicode, composed (NFC), without control characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_OR_BREAK: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class TextFault(NamedTuple):
    """Why a text is refused and what to do, as the rest of a sentence."""

    vi: str
    en: str


LONE_SURROGATE: Final = TextFault(
    "chứa nửa ký tự Unicode (surrogate lẻ); gửi lại chữ nguyên vẹn",
    "holds half a Unicode character (a lone surrogate); send the whole character",
)
CONTROL_CHARACTER: Final = TextFault(
    "chứa ký tự điều khiển (như NUL); bỏ ký tự ấy đi",
    "holds a control character (such as NUL); remove it",
)
NOT_UTF8: Final = TextFault("không phải UTF-8; mã hoá lại rồi gửi", "is not UTF-8; encode it anew and send it again")


def text_fault(text: str, *, line_breaks: bool = True) -> TextFault | None:
    """Why this text cannot be taken; None when it can. Line breaks and tabs are taken where free text is."""
    if text.isascii() and text.isprintable():
        return None
    if _LONE_SURROGATE.search(text):
        return LONE_SURROGATE
    if (_CONTROL if line_breaks else _CONTROL_OR_BREAK).search(text):
        return CONTROL_CHARACTER
    return None


def composed(text: str) -> str:
    """The same text with its accents composed (NFC), so that one name has one spelling.

    >>> composed("Đô\u0301ng") == "Đống"
    True
    """
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def typed_text(text: str) -> str:
    r"""What was typed into a form, composed and without what no text may hold: what was pasted can bring it unseen.

    >>> typed_text("Chợ\x00 Mới\n")
    'Chợ Mới\n'
    """
    return composed(_CONTROL.sub("", _LONE_SURROGATE.sub("", text)))


def path_fault(raw_path: bytes) -> TextFault | None:
    """Why a percent-encoded path cannot be taken."""
    return _encoded_fault(raw_path) if _is_suspicious(raw_path) else None


def query_faults(query: bytes) -> Iterator[tuple[str, TextFault]]:
    """Name and reason of every query parameter that cannot be taken; a name that is itself at fault reads `?`."""
    if not _is_suspicious(query):
        return
    for pair in query.split(b"&"):
        name, _, value = (part.replace(b"+", b" ") for part in pair.partition(b"="))
        fault_of_name = _encoded_fault(name)
        fault = fault_of_name or _encoded_fault(value)
        if fault is not None:
            yield "?" if fault_of_name else unquote_to_bytes(name).decode(), fault


def _is_suspicious(encoded: bytes) -> bool:
    return b"%" in encoded or not (encoded.isascii() and encoded.decode("latin-1").isprintable())


def _encoded_fault(encoded: bytes) -> TextFault | None:
    try:
        text = unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return NOT_UTF8
    return text_fault(text, line_breaks=False)
