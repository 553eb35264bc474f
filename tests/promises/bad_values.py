"""What each kind of value cannot be: the material of the corpus of bad inputs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

GEOMETRY_TYPES: Final = frozenset({"Point", "Polygon", "MultiPolygon"})


@dataclass(frozen=True)
class Raw:
    """A piece of JSON text (or of what pretends to be) that no Python value writes."""

    token: str


NOT_NUMBERS: Final = tuple(
    Raw(token)
    for token in (
        "NaN",
        "Infinity",
        "-Infinity",
        "1e309",
        "-1e309",
        "1e999999999",
        "01",
        "+1",
        ".5",
        "1.",
        "0x10",
        "1_000",
        "1" * 30,
        "-" + "9" * 400,
        "1" * 100_000,
        "1." + "1" * 100_000,
    )
)
CONTROL: Final = ("a\x00b", "\x00", "\x01", "\x08", "\x1b[31m", "a\x7f", "a\x85b", "a\u2028b", "a\u2029b")
SURROGATES: Final = ("\ud800", "\udfff", "a\udc00\ud800b", "\ud83d")


def long_text() -> str:
    return "dài " * 250_000


def long_list() -> list[None]:
    return [None] * 200_000


def deep_list() -> Raw:
    return Raw("[" * 10_000 + "]" * 10_000)


def deep_object() -> Raw:
    return Raw('{"a":' * 10_000 + "1" + "}" * 10_000)


_ANY_WRONG: Final[tuple[object, ...]] = (None, deep_list, deep_object)

BAD_COUNTS: Final[tuple[object, ...]] = (
    *NOT_NUMBERS,
    *_ANY_WRONG,
    *(True, False, "1", "", " ", "1_000", "0x10", "٣", "１", "one", "1e3", "NaN"),
    *(1.5, 0.1, -0.5, Raw("1.0"), Raw("1e2"), Raw("1e308")),
    *(-1, -(10**9), 10**9, 10**12, 2**31, 2**63 - 1, 2**63, 2**64, 10**18),
    *([], [1], {}, {"value": 1}),
)
BAD_NUMBERS: Final[tuple[object, ...]] = (
    *NOT_NUMBERS,
    *_ANY_WRONG,
    *(True, False, "1.5", "", "NaN", "1,5", [], [1.5], {}),
    *(Raw("1e308"), Raw("-1e308"), 500.5, -500.5, 10**9),
)
BAD_BOOLEANS: Final[tuple[object, ...]] = (*NOT_NUMBERS, *_ANY_WRONG, 0, 1, 2, -1, 0.0, "true", "yes", "", "0", [], {})
_NO_TEXT: Final[tuple[object, ...]] = (*NOT_NUMBERS, *_ANY_WRONG, *CONTROL, *SURROGATES, long_text)
BAD_TEXTS: Final[tuple[object, ...]] = (*_NO_TEXT, 0, 1, 1.5, True, False, [], ["text"], {}, {"text": "x"})
BAD_CODES: Final[tuple[object, ...]] = (
    *BAD_TEXTS,
    *("", " ", "00000000000000000000", " 00487", "00487 ", "00487\n", "００４８７", "0048７", "٠٠٤٨٧", "-1", "1e3"),
    *("../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "file:///etc/passwd", "00487/../00488", "%2e%2e%2f"),
    *("' OR '1'='1", "00487'; DROP TABLE wards;--", '" OR 1=1--', "1) UNION SELECT 1--", "00487\\", "%", "_____", "*"),
    *("<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "=1+1", "@SUM(A1)", "+1", "\u202e78400", "null"),
)
BAD_DAYS: Final[tuple[object, ...]] = (
    *BAD_TEXTS,
    *("0001-01-01", "9999-12-31", "2099-01-01", "1900-01-01", "1969-12-31", "0000-00-00", "10000-01-01", "-2021-09-14"),
    *("2021-02-29", "2021-02-30", "2021-04-31", "2021-13-01", "2021-00-10", "2021-09-00", "2021-09-32", "2021-9-14"),
    *("14/09/2021", "09/14/2021", "14-09-2021", "2021/09/14", "20210914", "2021-257", "2021-W37-2", "2021-09"),
    *("2021-09-14T00:00:00", "2021-09-14T00:00:00Z", "2021-09-14 00:00", " 2021-09-14", "2021-09-14 ", "2021-09-14\n"),
    *("today", "hôm nay", "", "null", "２０２１-０９-１４", "2021–09–14", "P1D", "1631577600", 20210914, 1631577600),
)
BAD_LISTS: Final[tuple[object, ...]] = (
    *NOT_NUMBERS,
    *_ANY_WRONG,
    *("", "a", "[]", 0, 1, 1.5, True, {}, {"0": 1}, [None], [[]], [{}], [Raw("NaN")], ["\x00"], [True], long_list),
)
BAD_OBJECTS: Final[tuple[object, ...]] = (
    *NOT_NUMBERS,
    *_ANY_WRONG,
    *("", "{}", 0, 1, 1.5, True, [], [{}], [["a", 1]], {}, {"": 1}, {"a": Raw("NaN")}, long_list),
)


def _ring(*corners: tuple[object, ...]) -> list[list[object]]:
    return [list(corner) for corner in corners]


def _polygon(*rings: list[list[object]], **more: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings), **more}


_SHELL: Final = _ring((105.8, 21.0), (105.9, 21.0), (105.9, 21.1), (105.8, 21.1), (105.8, 21.0))
_FAR_HOLE: Final = _ring((106.5, 21.5), (106.6, 21.5), (106.6, 21.6), (106.5, 21.6), (106.5, 21.5))
_BOWTIE: Final = _ring((105.8, 21.0), (105.9, 21.1), (105.9, 21.0), (105.8, 21.1), (105.8, 21.0))


def _moved(*, by: float, times: float = 1.0) -> list[list[object]]:
    return [[float(str(lon)) * times + by, float(str(lat)) * times] for lon, lat in _SHELL]


def vertices_1_000_000() -> Raw:
    return Raw('{"type":"Polygon","coordinates":[[' + "[105.8,21.0]," * 1_000_000 + "[105.8,21.0]]]}")


def vertices_10_000_000() -> Raw:
    return Raw('{"type":"Polygon","coordinates":[[' + "[9,9]," * 10_000_000 + "[9,9]]]}")


def rings_100_000() -> Raw:
    return Raw('{"type":"Polygon","coordinates":[' + "[]," * 100_000 + "[]]}")


BAD_SHAPES: Final[tuple[object, ...]] = (
    _polygon(),
    _polygon([]),
    _polygon([[]]),
    _polygon([[105.8, 21.0]]),
    _polygon(_SHELL[:2]),
    _polygon(_SHELL[:3]),
    _polygon(_SHELL[:4]),
    _polygon([_SHELL[0]] * 5),
    _polygon(_ring((105.8, 21.0), (105.9, 21.0), (106.0, 21.0), (105.8, 21.0))),
    _polygon(_BOWTIE),
    _polygon(_SHELL, _FAR_HOLE),
    _polygon(_SHELL, _SHELL),
    _polygon(_FAR_HOLE, _SHELL),
    _polygon([[lat, lon] for lon, lat in _SHELL]),
    _polygon(_moved(by=400)),
    _polygon(_moved(by=-400)),
    _polygon(_moved(by=0, times=10_000)),
    _polygon(_moved(by=482_000, times=1.0)),
    _polygon(_ring((588_000, 2_325_000), (589_000, 2_325_000), (589_000, 2_326_000), (588_000, 2_325_000))),
    _polygon(_ring((179, 21), (-179, 21), (-179, 22), (179, 22), (179, 21))),
    _polygon(_ring((179, 21), (181, 21), (181, 22), (179, 22), (179, 21))),
    _polygon(_ring((-180, -90), (180, -90), (180, 90), (-180, 90), (-180, -90))),
    _polygon(_ring((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))),
    _polygon(_ring((105.8, 91), (105.9, 91), (105.9, 92), (105.8, 91))),
    _polygon([[*corner, Raw("NaN")] for corner in _SHELL]),
    _polygon([[*corner, 1, 2, 3] for corner in _SHELL]),
    _polygon([[corner[0]] for corner in _SHELL]),
    _polygon([[str(value) for value in corner] for corner in _SHELL]),
    _polygon([[None, None] for _ in _SHELL]),
    _polygon([[True, False] for _ in _SHELL]),
    _polygon([[{"lon": 105.8, "lat": 21.0}] for _ in _SHELL]),
    _polygon([[Raw("1e309"), 21.0] for _ in _SHELL]),
    _polygon([[Raw("NaN"), Raw("NaN")] for _ in _SHELL]),
    _polygon(_SHELL, crs={"type": "name", "properties": {"name": "EPSG:3405"}}),
    {"type": "Polygon", "coordinates": _SHELL},
    {"type": "Polygon", "coordinates": [[_SHELL]]},
    {"type": "Polygon", "coordinates": {}},
    {"type": "Polygon", "coordinates": "POLYGON((105.8 21.0, 105.9 21.0))"},
    {"type": "Polygon", "coordinates": None},
    {"type": "Polygon"},
    {"coordinates": [_SHELL]},
    {"type": "polygon", "coordinates": [_SHELL]},
    {"type": "POLYGON", "coordinates": [_SHELL]},
    {"type": "Circle", "coordinates": [105.8, 21.0], "radius": 1000},
    {"type": "LineString", "coordinates": _SHELL},
    {"type": "GeometryCollection", "geometries": []},
    {"type": "GeometryCollection", "geometries": [_polygon(_SHELL)]},
    {"type": "Feature", "properties": {}, "geometry": _polygon(_SHELL)},
    {"type": "FeatureCollection", "features": []},
    {"type": "MultiPolygon", "coordinates": []},
    {"type": "MultiPolygon", "coordinates": [[]]},
    {"type": "MultiPolygon", "coordinates": [[_BOWTIE]]},
    {"type": "MultiPolygon", "coordinates": [[_SHELL], [_SHELL]]},
    {"type": "Point", "coordinates": []},
    {"type": "Point", "coordinates": [105.8]},
    {"type": "Point", "coordinates": ["105.8", "21.0"]},
    {"type": "Point", "coordinates": [Raw("NaN"), 21.0]},
    {"type": "Point", "coordinates": [500, 21.0]},
    {"type": "Point", "coordinates": [21.0, 105.8]},
    {"type": ["Polygon"], "coordinates": [_SHELL]},
    {"type": None, "coordinates": [_SHELL]},
    vertices_1_000_000,
    vertices_10_000_000,
    rings_100_000,
)

_BROKEN_JSON: Final = (
    *("", " ", "\n", "{", "}", "[", "]", "[[", "{}}", "[]]", "{]", ",", ":", '"', "'", "\\", "-", "--1", "1 2", "{}{}"),
    *('{"a"}', '{"a":}', '{"a":1,}', '{,"a":1}', '{"a" 1}', '{"a"=1}', "{a:1}", "{'a':1}", '{"a":1;"b":2}', "[1,]"),
    *("[,1]", "[1 2]", "[1;2]", '{"a":tru}', "TRUE", "True", "None", "nil", "undefined", "NULL", "nan", "inf"),
    *("/* x */{}", "// x\n{}", "{} // x", "#{}", "<a/>", "a,b\n1,2", "=1+1,2", "---\na: 1", "a: 1", "(function(){})()"),
    *(
        '"\\x41"',
        '"\\u12"',
        '"\\uZZZZ"',
        '"a\nb"',
        '"a\tb"',
        '"\x00"',
        '{"a\x01":1}',
        "\x00\x00",
        "\x1b[2J",
        "\ufffe{}",
    ),
    *(")]}',\n{}", "while(1);{}", "callback({})", "\u00a0{}", "\u200b{}", "{}\u2028", "0{}", "1e", "1e+", "0.", "00"),
)
_NOT_OBJECTS: Final = ("null", "true", "false", "0", "1", "-1", "1.5", '""', '"text"', "[]", "[{}]", "[null]")
_NOT_UTF8: Final = (
    *(b"\xff\xfe{\x00}\x00", b"\xfe\xff\x00{\x00}", b"\xff\xfe\x00\x00{\x00\x00\x00", b'{"a":"\xff"}', b'{"\xc3":1}'),
    *(b'"\xc0\x80"', b'"\xc0\xaf"', b'"\xe0\x80\x80"', b'"\xed\xa0\x80"', b'"\xed\xbf\xbf"', b'"\xf4\x90\x80\x80"'),
    *(b'"\xf8\x88\x80\x80\x80"', b"\x80", b"\xbf\xbf", b'"\xe1\x80"', b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"%PDF-1.4"),
)


def _zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    return packed.getvalue()


def _fixed(content: bytes) -> Callable[[], bytes]:
    return lambda: content


_LARGE: Final[tuple[tuple[str, Callable[[], bytes]], ...]] = (
    ("10 MB of blanks", lambda: b" " * 10_000_000),
    ("10 MB of text", lambda: b'"' + b"a" * 10_000_000 + b'"'),
    ("10 MB of zeros", lambda: b"0" * 10_000_000),
    ("3 MB just over the limit", lambda: b"[" + b"1," * 1_500_000 + b"1]"),
    ("2 MB of digits", lambda: b"1" * 2_000_000),
    ("2 MB of fraction", lambda: b"1." + b"1" * 2_000_000),
    ("2 MB of quotes", lambda: b'"' * 2_000_000),
    ("2 MB of backslashes", lambda: b'"' + b"\\" * 2_000_000),
    ("2 MB of escapes", lambda: b'"' + b"\\u0041" * 300_000 + b'"'),
    ("2 MB of members", lambda: b"{" + b",".join(b'"%d":1' % number for number in range(150_000)) + b"}"),
    ("2 MB of one member", lambda: b"{" + b'"a":1,' * 300_000 + b'"a":1}'),
    ("100,000 deep lists", lambda: b"[" * 100_000),
    ("100,000 deep lists, closed", lambda: b"[" * 100_000 + b"]" * 100_000),
    ("100,000 deep objects", lambda: b'{"a":' * 100_000),
    ("100,000 deep mixture", lambda: b'[{"a":' * 100_000 + b"1" + b"}]" * 100_000),
    ("a packed bomb", _zip_bomb),
)

BAD_BODIES: Final[tuple[tuple[str, Callable[[], bytes]], ...]] = (
    *((f"broken {text[:20]!a}", _fixed(text.encode())) for text in _BROKEN_JSON),
    *((f"no object: {text}", _fixed(text.encode())) for text in _NOT_OBJECTS),
    *((f"not UTF-8: {content[:12]!r}", _fixed(content)) for content in _NOT_UTF8),
    *((f"token #{number} {one.token[:20]}", _fixed(one.token.encode())) for number, one in enumerate(NOT_NUMBERS)),
    *_LARGE,
)
