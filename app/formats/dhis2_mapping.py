"""The file in which a site says how its DHIS2 names things: `data_elements` and `org_units`, theirs to ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from app.domain.dhis2 import ELEMENTS, Dhis2Mapping
from app.domain.errors import FieldFault, InvalidImport

_COLUMNS: Final = frozenset(each.column for each in ELEMENTS)
_PARTS: Final = frozenset({"data_elements", "org_units"})


def read_mapping(content: bytes) -> Dhis2Mapping:
    """The mapping of a file.

    Raises:
        InvalidImport: it is no mapping, with every fault.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise InvalidImport(
            vi='Tệp ánh xạ cần là JSON {"data_elements": {…}, "org_units": {…}}.',
            en='The mapping must be JSON: {"data_elements": {…}, "org_units": {…}}.',
        )
    faults = list(_faults(document))
    if faults:
        raise InvalidImport(vi="Tệp ánh xạ có lỗi.", en="The mapping has faults.", errors=faults)
    return Dhis2Mapping(document.get("data_elements", {}), document.get("org_units", {}))


def _faults(document: Mapping[str, Any]) -> list[FieldFault]:
    faults = [
        FieldFault(f"/{name}", vi="không có phần này; bỏ đi", en="there is no such part; leave it out")
        for name in document.keys() - _PARTS
    ]
    for part in _PARTS & document.keys():
        members = document[part]
        if not isinstance(members, dict) or not all(isinstance(each, str) and each for each in members.values()):
            faults.append(FieldFault(f"/{part}", vi="cần một đối tượng chữ: chữ", en="needs an object of text to text"))
            continue
        if len(set(members.values())) != len(members):
            faults.append(
                FieldFault(f"/{part}", vi="hai tên cùng chỉ một nơi", en="two names mean the same thing of ours")
            )
        if part == "data_elements":
            faults += _unknown_columns(members)
    return faults


def _unknown_columns(members: Mapping[str, str]) -> list[FieldFault]:
    named = ", ".join(sorted(_COLUMNS))
    return [
        FieldFault(
            f"/data_elements/{theirs}", vi=f"“{ours}” không phải một trong {named}", en=f"“{ours}” is none of {named}"
        )
        for theirs, ours in members.items()
        if ours not in _COLUMNS
    ]
