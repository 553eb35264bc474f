"""Settings: environment variables with the prefix KHOANHVUNG_, or a `.env` file (see docs/configuration.md)."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, FilePath, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
NEVER = "none"
SHORTEST_SECRET = 16
_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?")


def _none_by_name(value: object) -> object:
    return None if isinstance(value, str) and value.strip().lower() == NEVER else value


LockGrace = Annotated[Annotated[float, Field(ge=0, le=24 * 366)] | None, BeforeValidator(_none_by_name)]


class Settings(BaseSettings):
    """Everything a site can be told; read by the command line and the HTTP face only."""

    model_config = SettingsConfigDict(env_prefix="KHOANHVUNG_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("var/site"), description="Folder of the embedded database.")
    database_url: SecretStr | None = Field(
        None, description="`sqlite:///FILE` or `postgresql+psycopg://…`; default: `khoanhvung.sqlite` in DATA_DIR."
    )
    register_file: Path = Field(ROOT / "data" / "wards.geojson", description="Register loaded by `init`.")
    timezone: str = Field("Asia/Ho_Chi_Minh", description="Zone of the local day.")
    cutoff: time = Field(time(18, 0), description="Local time at which a reporting day closes.")
    publish_at: time = Field(time(16, 0), description="Local publication time; later reports of the day are marked.")
    lock_grace_hours: LockGrace = Field(
        24.0, description="Hours after the cut-off until a day locks for its districts; `none`: never."
    )
    policy: str = Field("hanoi-ct06-2021", description="Policy a new site adopts.")
    sources: Annotated[tuple[str, ...], NoDecode] = Field(
        ("district",), description="Registered report sources, comma separated; the first one is authoritative."
    )
    suppression_threshold: Annotated[int, Field(ge=1, le=100)] = Field(
        3, description="Public counts from 1 to one below this are shown as “<k”; 1 shows everything."
    )
    jump_factor: Annotated[int, Field(ge=2, le=100)] = Field(
        3, description="So many times the day before's cases (from 5 on) asks for a second look before it is sent."
    )
    cordon_min_days: Annotated[int, Field(ge=1, le=90)] = Field(
        14, description="Days a cordon lasts at least (`reconstructed`: no text of the city names a number)."
    )
    cordon_quiet_days: Annotated[int, Field(ge=1, le=90)] = Field(
        14, description="Days without a new case before a cordon may open, unless it names its own (`example`)."
    )
    ring_warn_share: Annotated[float, Field(gt=0, le=1)] = Field(
        0.5, description="Rings locking so large a share of a district's or the city's people are asked about."
    )
    base_url: str = Field(
        "", description="Address the public sees, without trailing slash; empty: taken from requests."
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",), description="Origins allowed to read the public API from a browser, comma separated."
    )
    embed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",), description="Origins whose pages may frame `/embed/map`, comma separated; `none`: nobody's."
    )
    dhis2_mapping: FilePath | None = Field(
        None, description="JSON file that maps a DHIS2's data elements and units to ours; default: our own ids."
    )
    behind_tls: bool = Field(False, description="Whether the site is reached by https only; sends HSTS.")
    session_hours: Annotated[int, Field(ge=1, le=168)] = Field(12, description="Hours until a sign-in ends.")
    offline_pages: bool = Field(
        True, description="Whether browsers keep the last daily sheet for a reload without a network; off removes it."
    )
    oidc_issuer: str = Field(
        "", description="OpenID provider whose accounts open accounts of the same name here; empty: passwords only."
    )
    oidc_client_id: str = Field("", description="This site's name at the provider.")
    oidc_client_secret: SecretStr | None = Field(None, description="This site's secret at the provider.")
    oidc_username_claim: str = Field(
        "preferred_username", description="Claim of the ID token that holds the user name; `email` must be verified."
    )
    oidc_label: str = Field("", description="What people call the provider, for the button on the sign-in page.")
    secret_key: SecretStr | None = Field(
        None,
        description="Seals what must be read again, such as secrets of webhooks; default: `secret.key` in DATA_DIR.",
    )
    webhook_ports: Annotated[tuple[int, ...], NoDecode] = Field(
        (443, 8443), description="Ports webhooks may go to, comma separated."
    )
    webhook_loopback: bool = Field(
        False, description="Whether webhooks may go to this machine itself, by http too; for drills and tests."
    )
    event_streams: Annotated[int, Field(ge=0, le=100_000)] = Field(
        2_000, description="Event streams (`/api/v1/events`) one process holds open; 0: none."
    )
    event_streams_per_address: Annotated[int, Field(ge=1, le=100_000)] = Field(
        100, description="Event streams one network address may hold open in one process."
    )
    pool_size: Annotated[int, Field(ge=1, le=64)] = Field(4, description="Database connections and worker threads.")
    scheduler: bool | None = Field(
        None, description="Reclassify at each cut-off inside `serve`; default: on with SQLite, off with PostgreSQL."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool | None = Field(None, description="Structured logs as JSON; default: unless on a terminal.")

    @field_validator("sources", "cors_origins", "embed_origins", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("webhook_ports", mode="before")
    @classmethod
    def _ports(cls, value: object) -> object:
        return tuple(int(part) for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"KHOANHVUNG_SECRET_KEY needs at least {SHORTEST_SECRET} signs; make one by chance")
        return value

    @field_validator("sources")
    @classmethod
    def _at_least_one(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("name at least one source, for example KHOANHVUNG_SOURCES=district")
        return value

    @field_validator("embed_origins")
    @classmethod
    def _origins_only(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        origins = () if value == (NEVER,) else value
        for each in origins:
            if each != "*" and not _ORIGIN.fullmatch(each):
                raise ValueError(f"{each!r} is no origin; send such as https://bao.example or http://127.0.0.1:8000")
        return origins

    @field_validator("suppression_threshold")
    @classmethod
    def _hides_something(cls, value: int) -> int:
        if value == 2:
            raise ValueError("2 would hide nothing (“<2” can only be 1); use 1 to show all counts, or 3 and more")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {value!r}; send a name such as Asia/Ho_Chi_Minh") from error
        return value

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        if not self.oidc_issuer:
            return self
        parts = urlsplit(self.oidc_issuer)
        is_local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if not parts.hostname or not (parts.scheme == "https" or is_local) or parts.query or parts.fragment:
            raise ValueError("KHOANHVUNG_OIDC_ISSUER must be an https address without query")
        if not self.oidc_client_id or self.oidc_client_secret is None or not self.base_url:
            raise ValueError(
                "KHOANHVUNG_OIDC_ISSUER also needs KHOANHVUNG_OIDC_CLIENT_ID, KHOANHVUNG_OIDC_CLIENT_SECRET and "
                "KHOANHVUNG_BASE_URL"
            )
        return self

    @property
    def url(self) -> str:
        """The database to use."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'khoanhvung.sqlite'}"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is SQLite in the data folder or elsewhere on this machine."""
        return self.url.startswith("sqlite")

    @property
    def runs_scheduler(self) -> bool:
        """Whether `serve` reclassifies at each cut-off."""
        return self.is_embedded if self.scheduler is None else self.scheduler
