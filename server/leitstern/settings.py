"""Every setting of the server, typed and read once from LEITSTERN_* variables.

docs/operations.md lists them all; a test fails for a setting that has no description or is not listed there.
Only app.py and cli/ read this; everything else gets values from them.
"""

from __future__ import annotations

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PREFIX = "LEITSTERN_"
_TOKEN_MIN = 16
_ORIGIN = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Settings(BaseSettings):
    """Values come from arguments first, then the environment, then the defaults here."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8765, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    data: Path = Field(
        default=Path("data"),
        description="Folder of the database and the secret key; made if absent.",
    )
    url: str = Field(
        default="",
        description="Public origin, such as https://plan.example.com. Empty: the host that was asked for.",
    )
    secret_key: str = Field(
        default="",
        description="Key that signs links and forms. Empty: made once in DATA/secret.key.",
    )
    rate_limit: Literal["on", "off"] = Field(
        default="on", description="off lifts the limits that a load test would meet."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is logged."
    )
    session_days: int = Field(default=30, ge=1, le=400, description="Days until an unused sign-in ends.")
    session_max_days: int = Field(
        default=90, ge=1, le=400, description="Days until a sign-in ends, also one that is used every day."
    )
    invitation_days: int = Field(
        default=30, ge=1, le=400, description="Days until a new invitation expires by default."
    )
    history_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days for which any moment of a plan can be rebuilt.",
    )
    assessment_months: int = Field(
        default=24,
        ge=0,
        le=240,
        description="Months until an assessment of a person that nobody changed is deleted; 0 keeps them.",
    )
    max_message_kb: int = Field(
        default=1024,
        ge=1024,
        le=65536,
        description="Largest WebSocket message, in KiB; browsers send up to 896.",
    )
    log_mb_per_participant: int = Field(
        default=64, ge=1, le=65536, description="MiB that one person may add to a plan's history in a day."
    )
    log_mb_per_plan: int = Field(
        default=512, ge=1, le=65536, description="MiB that all together may add to a plan's history in a day."
    )
    max_document_mb: int = Field(
        default=32,
        ge=1,
        le=1024,
        description="Largest document, in MiB; larger edits are refused.",
    )
    idle_room_seconds: float = Field(
        default=60.0,
        ge=0,
        description="Seconds until a room without connections leaves memory.",
    )
    drain_seconds: float = Field(
        default=8.0,
        ge=0,
        le=60,
        description="Longest time a shutdown waits for the last commits.",
    )
    metrics_token: str = Field(
        default="",
        description="Bearer token that /metrics asks for, 16 characters or more. Empty hides the page (404).",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks of proxies whose X-Forwarded-For and -Proto count, by commas.",
    )

    @field_validator("url")
    @classmethod
    def _as_browsers_send_it(cls, url: str) -> str:
        """Only scheme, host and port, as in an Origin header. Raises ValueError for anything else."""
        origin = url.strip().lower().rstrip("/")
        if origin and not _ORIGIN.fullmatch(origin):
            raise ValueError("must be an origin such as https://plan.example.com, without a path")
        return origin.removesuffix(_DEFAULT_PORTS.get(origin.partition(":")[0], "")) if origin else ""

    @field_validator("metrics_token")
    @classmethod
    def _long_enough(cls, token: str) -> str:
        if token and (len(token) < _TOKEN_MIN or not token.isascii() or not token.isprintable()):
            raise ValueError(f"must have {_TOKEN_MIN} ASCII characters or more")
        return token

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, proxies: str) -> str:
        """Raises ValueError for what is neither an address nor a network."""
        names = [name.strip() for name in proxies.split(",") if name.strip()]
        for name in names:
            ip_network(name, strict=False)
        return ",".join(names)

    @property
    def origin(self) -> str:
        """Scheme, host and port that browsers see, without a trailing slash."""
        return self.url or f"http://{self._reachable_host}:{self.port}"

    @property
    def _reachable_host(self) -> str:
        """The address for a browser on this machine: "all addresses" is not one that it can open."""
        host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"[{host}]" if ":" in host else host

    @property
    def is_secure(self) -> bool:
        """Whether the public origin is https; cookies are then `__Host-` and `Secure`."""
        return self.origin.startswith("https://")


def unknown_variables() -> list[str]:
    """Variables that look like a setting but are none: a misspelt one would otherwise be ignored silently."""
    ours = [name for name in os.environ if name.upper().startswith(_PREFIX)]
    return sorted(name for name in ours if name[len(_PREFIX) :].lower() not in Settings.model_fields)
