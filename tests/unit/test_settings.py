"""Settings: each is documented, the public origin has the browsers' spelling, misspelt variables are
named.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from leitstern.settings import Settings, unknown_variables

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_described_and_is_in_operations(name: str):
    assert Settings.model_fields[name].description
    assert f"| `LEITSTERN_{name.upper()}` |" in OPERATIONS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "origin", "is_secure"),
    [
        ("https://plan.example.com", "https://plan.example.com", True),
        ("https://Plan.Example.com/", "https://plan.example.com", True),
        ("https://plan.example.com:443", "https://plan.example.com", True),
        ("http://plan.example.com:8080", "http://plan.example.com:8080", False),
        ("https://[::1]:8443", "https://[::1]:8443", True),
        ("", "http://127.0.0.1:8765", False),
    ],
)
def test_the_origin_is_what_browsers_send(given: str, origin: str, is_secure: bool):
    settings = Settings(url=given)
    assert settings.origin == origin and settings.is_secure == is_secure


@pytest.mark.parametrize(
    "given",
    [
        "plan.example.com",
        "https://plan.example.com/leitstern",
        "ftp://plan.example.com",
        "https://a@b",
        "https://",
    ],
)
def test_an_invalid_origin_prevents_the_start(given: str):
    with pytest.raises(ValidationError, match="must be an origin"):
        Settings(url=given)


def test_a_misspelt_variable_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LEITSTERN_RATE_LIMITS", "off")
    monkeypatch.setenv("LEITSTERN_PORT", "8765")
    assert "LEITSTERN_RATE_LIMITS" in unknown_variables()
    assert "LEITSTERN_PORT" not in unknown_variables()
