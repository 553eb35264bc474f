from __future__ import annotations

import pytest

from app.domain.register import Ward
from app.domain.vietnamese_encodings import from_tcvn3, from_vni, has_old_signs
from tests.sheets import hanoi

TCVN3 = {letter: chr(code) for code in range(0xA1, 0xFF) if (letter := from_tcvn3(chr(code))) != chr(code)}


@pytest.mark.parametrize("ward", hanoi().wards[::7], ids=lambda ward: ward.name)
def test_every_name_comes_back_from_tcvn3(ward: Ward) -> None:
    old = "".join(TCVN3.get(letter, letter) for letter in ward.name.lower())

    assert from_tcvn3(old) == ward.name.lower()


def test_every_letter_with_marks_comes_back_from_tcvn3() -> None:
    letters = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđĂÂÊÔƠƯĐ"

    assert from_tcvn3("".join(TCVN3.get(letter, letter) for letter in letters)) == letters


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ñoâng Anh", "Đông Anh"),
        ("Haûi Boái", "Hải Bối"),
        ("Thuïy Laâm", "Thụy Lâm"),
        ("Vónh Ngoïc", "Vĩnh Ngọc"),
        ("Döông Xaù", "Dương Xá"),
        ("Phuù Thöôïng", "Phú Thượng"),
    ],
)
def test_names_come_back_from_vni(old: str, new: str) -> None:
    assert from_vni(old) == new


@pytest.mark.parametrize(("text", "is_old"), [("H¶i Bèi", True), ("Hải Bối", False), ("Hoà", True), ("Hoa", False)])
def test_letters_of_both_sets_are_told(text: str, is_old: bool) -> None:
    assert has_old_signs(text) is is_old
