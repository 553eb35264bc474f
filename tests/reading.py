"""Drawn wards with the codes and names of Hanoi, and boundary files of them read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shapely

from app.domain.register import Register
from app.domain.register_file import RegisterFile
from app.services.register_reading import ReadFile, ReadingChoices, read_register_file
from tests.worlds import make_register

WORLD = make_register("A B / C D", districts="1 1 / 2 2")
NAMES = {"A": "Xã Hải Bối", "B": "Xã Vĩnh Ngọc", "C": "Phường Minh Khai", "D": "Phường Minh Khai"}
CODES = {"A": "00460", "B": "00463", "C": "00292", "D": "00613"}
DISTRICTS = {"1": ("017", "Huyện Đông Anh"), "2": ("007", "Quận Hai Bà Trưng"), "3": ("021", "Quận Bắc Từ Liêm")}


def renamed(register: Register) -> Register:
    """The drawn wards with codes and names of Hanoi; two of them share a name."""
    wards = []
    for ward in register.wards:
        code, name = DISTRICTS["3" if ward.code == "D" else ward.district_code or "1"]
        kind = NAMES[ward.code].split()[0]
        wards.append(
            replace(
                ward,
                code=CODES[ward.code],
                name=NAMES[ward.code],
                kind=kind,
                district_code=code,
                district_name=name,
                district_kind=name.split()[0],
            )
        )
    return replace(register, wards=tuple(sorted(wards, key=lambda each: each.code)))


HANOI = renamed(WORLD)
EMPTY = Register.empty()


def read(content: bytes, *, register: Register = HANOI, repair: bool = False, **choices: Any) -> ReadFile:
    return read_register_file(content, register=register, choices=ReadingChoices(**choices), repair=repair)


def said(file: RegisterFile) -> str:
    return " ".join(remark.en for remark in file.source.remarks)


def farthest_m(file: RegisterFile, register: Register = HANOI) -> float:
    """How far any vertex lies from where it belongs."""
    apart = [shapely.hausdorff_distance(feature.shape, register.ward(feature.code).shape) for feature in file.features]
    return float(max(apart)) * 111_320
