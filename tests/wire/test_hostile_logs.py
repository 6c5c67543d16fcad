"""Logs name documents and errors, never what people write, who they are or what lets them in."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest

from leitstern.cli.loglines import JsonLines
from leitstern.errors import StoreUnavailable
from leitstern.live.replica import Replica
from tests.unit.live.documents import typed
from tests.wire.browser import browsing
from tests.wire.server import Running, serving

SECRETS = ("Geheimwort", "mallory", "sitzung7", "Anna Berg")


def lines(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(JsonLines().format(record) for record in caplog.records)


async def attacked(server: Running) -> None:
    """Words, refused words, garbage, and a document that the library gives up."""
    async with browsing(server.url, "mallory.editor.sitzung7") as mallory:
        await mallory.edit(typed("Geheimwort"))
        await mallory.saved()
        await mallory.send_update(b"\x01Geheimwort")
        await mallory.wait(lambda: mallory.rejected)
        await mallory.socket.send(b"\x63Geheimwort")
        await mallory.edit(typed("Geheimwort the second"))
        await mallory.wait(lambda: len(mallory.rejected) == 3)


async def test_nothing_that_people_write_or_are_let_in_by_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """REJ-1, GATE-8"""
    caplog.set_level(logging.DEBUG, "leitstern")
    apply = Replica._apply_one

    def fail(replica: Replica, gate: object, update: bytes, *rest: object) -> object:
        if b"the second" in update:
            raise ValueError(f"cannot take {update!r}")
        return apply(replica, gate, update, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Replica, "_apply_one", fail)
    async with serving(tmp_path) as server:
        await attacked(server)
    logged = lines(caplog)
    assert "doc_shared" in logged and "rebuilt" in logged
    assert not [secret for secret in SECRETS if secret in logged]


def test_a_line_is_one_json_object_without_what_a_foreign_exception_quotes():
    def line_of(error: Exception) -> dict[str, object]:
        try:
            raise error
        except Exception:
            record = logging.LogRecord("leitstern.x", 40, "f", 1, "room %s", ("a\nb",), sys.exc_info())
        told = JsonLines().format(record)
        assert "\n" not in told
        loaded: dict[str, object] = json.loads(told)
        return loaded

    foreign = line_of(ValueError("Geheimwort"))
    assert foreign["message"] == "room a\nb" and foreign["level"] == "error"
    assert foreign["error"] == "builtins.ValueError" and "line_of" in str(foreign["where"])
    assert "Geheimwort" not in str(foreign)
    assert line_of(StoreUnavailable("locked"))["error"] == "leitstern.errors.StoreUnavailable: locked"
