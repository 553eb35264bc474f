"""TiPg over PostGIS with the same wards: installed into a folder of its own, its database thrown away at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
import shapely
from sqlalchemy import URL

from app.domain.register import Register
from benchmarks.serving import Server, running
from tests.postgis import add_postgis, running_postgis

PEERS: Final = Path(__file__).resolve().parents[2] / "var" / "peers"
RELEASE: Final = "1.6.1"
TILE: Final = "/collections/public.wards/tiles/WebMercatorQuad/{z}/{x}/{y}"
LAYER: Final = "/collections/public.wards/items?limit=10000&f=geojson"


@contextmanager
def tipg_server(register: Register, levels: dict[str, str], *, port: int) -> Iterator[Server]:
    """TiPg with one process, as ours has, over the wards of a register with their levels."""
    with running_postgis() as postgis, postgis.database() as url:
        add_postgis(url)
        _load(url, register, levels)
        environment = {
            **os.environ,
            "DATABASE_URL": _address_of_a_host(url),
            "TIPG_MAX_FEATURES_PER_QUERY": "10000",
            "TIPG_DEFAULT_FEATURES_LIMIT": "10000",
            "TIPG_MAX_FEATURES_PER_TILE": "100000",
        }
        command = [str(_installed()), "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--log-level", "error"]
        with running(command, port, path="/healthz", environment=environment) as server:
            yield server


def _installed() -> Path:
    """The interpreter that has TiPg, made on first use."""
    folder = PEERS / f"tipg-{RELEASE}"
    python = folder / "bin" / "python"
    if not (folder / "bin" / "uvicorn").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"tipg=={RELEASE}", "uvicorn"], check=True)
    return python


def _load(url: URL, register: Register, levels: dict[str, str]) -> None:
    with psycopg.connect(_address(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE wards (id integer PRIMARY KEY, ward_code text, ward_name text, district_code text,"
            " district_name text, level text, geom geometry(MultiPolygon, 4326))"
        )
        rows = [
            (
                position,
                ward.code,
                ward.name,
                ward.district_code,
                ward.district_name,
                levels.get(ward.code, "unknown"),
                shapely.to_wkb(ward.shape),
            )
            for position, ward in enumerate(register.wards)
        ]
        cursor.executemany(
            "INSERT INTO wards VALUES (%s, %s, %s, %s, %s, %s, ST_SetSRID(ST_GeomFromWKB(%s), 4326))", rows
        )
        cursor.execute("CREATE INDEX ON wards USING gist (geom)")
        cursor.execute("ANALYZE wards")


def _address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _address_of_a_host(url: URL) -> str:
    """TiPg wants a host in its address: a socket's folder is one when it is quoted."""
    folder = url.query.get("host")
    if not isinstance(folder, str):
        return _address(url)
    return f"postgresql://{url.username}@{quote(folder, safe='')}/{url.database}"
