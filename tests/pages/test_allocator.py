"""A server's memory comes from the C library, which can give it back: the process starts anew, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from leitstern.live.memory import can_give_back
from tests.pages.test_commands import command, finish, ready

pytestmark = pytest.mark.skipif(not can_give_back(), reason="the C library gives nothing back")


def allocator_of(folder: Path, **environment: str) -> str:
    """What the environment of a running server says of it. Its number is that of the process we started."""
    server = command("demo", "--json", "--port", "0", "--data", folder, **environment)
    try:
        ready(server)
        said = Path(f"/proc/{server.pid}/environ").read_text().split("\0")
    finally:
        finish(server)
    return dict(line.split("=", 1) for line in said if line)["PYTHONMALLOC"]


def test_a_server_takes_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PYTHONMALLOC", raising=False)
    assert allocator_of(tmp_path) == "malloc"


def test_what_somebody_chose_stays(tmp_path: Path):
    assert allocator_of(tmp_path, PYTHONMALLOC="pymalloc") == "pymalloc"
