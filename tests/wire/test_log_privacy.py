"""Logs contain documents and errors, but never user content, identities or credentials."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest

from leitstern.cli.json_logging import JsonLines
from leitstern.errors import StoreUnavailable
from leitstern.live.document.replica import Incoming, Replica
from tests.unit.live.documents import typed
from tests.wire.browser import browsing
from tests.wire.server import Running, serving

SECRETS = ("Geheimwort", "mallory", "sitzung7", "Anna Berg")


def lines(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(JsonLines().format(record) for record in caplog.records)


async def attacked(server: Running) -> None:
    """Sends text, refused text, garbage, and a document on which the library fails."""
    async with browsing(server.url, "mallory.editor.sitzung7") as mallory:
        await mallory.edit(typed("Geheimwort"))
        await mallory.saved()
        await mallory.send_update(b"\x01Geheimwort")
        await mallory.wait(lambda: mallory.rejected)
        await mallory.socket.send(b"\x63Geheimwort")
        await mallory.edit(typed("Geheimwort the second"))
        await mallory.wait(lambda: len(mallory.rejected) == 3)


async def test_user_content_and_credentials_are_not_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """REJ-1, GATE-8"""
    caplog.set_level(logging.DEBUG, "leitstern")
    apply = Replica._apply_one

    def fail(replica: Replica, gate: object, incoming: Incoming, *rest: object) -> object:
        if b"the second" in incoming.update:
            raise ValueError(f"cannot take {incoming.update!r}")
        return apply(replica, gate, incoming, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Replica, "_apply_one", fail)
    async with serving(tmp_path) as server:
        await attacked(server)
    logged = lines(caplog)
    assert "doc_shared" in logged and "rebuilt" in logged
    assert not [secret for secret in SECRETS if secret in logged]


def test_a_log_line_is_one_json_object_without_text_of_foreign_exceptions():
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
