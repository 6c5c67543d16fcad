"""Backup, restore and check as an operator runs them: what they print, refuse and leave behind."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.processes import command, finish, ready, run
from tests.injections.damaged_rows import garbage, gone


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A demo's data folder, and a backup that was made while its server ran."""
    folder = tmp_path_factory.mktemp("template")
    data, backup = folder / "data", folder / "backup.db"
    process = command("demo", "--json", "--port", "0", "--data", data)
    ready(process)
    status, out, err = run("backup", backup, "--data", data)
    assert (status, err) == (0, "") and "Checked: it can be restored." in out
    refused = run("restore", backup, "--data", data)
    assert refused[0] == 1 and "stop it first" in refused[2]
    repair = run("check", "--repair", "--data", data)
    assert repair[0] == 1 and "stop it first" in repair[2]
    assert run("check", "--data", data)[0] == 0, "checking needs no stop"
    finish(process, signal.SIGTERM)
    yield data, backup


@pytest.fixture
def data(template: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(template[0], tmp_path / "data"))


@pytest.fixture
def backup(template: tuple[Path, Path]) -> Path:
    return template[1]


def query(database: Path, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement).fetchall()


def shared(database: Path) -> str:
    (document,) = query(
        database, "SELECT id FROM document WHERE kind = 'shared' AND head_seq > 0 ORDER BY id LIMIT 1"
    )[0]
    return str(document)


def test_a_backup_is_for_its_owner_alone_and_never_overwritten(data: Path, backup: Path):
    assert backup.stat().st_mode & 0o777 == 0o600
    status, _, err = run("backup", backup, "--data", data)
    assert status == 1 and "exists already" in err
    assert run("check", backup)[0] == 0


def test_a_restore_keeps_the_replaced_database_and_restores_the_key(data: Path, backup: Path):
    key = (data / "secret.key").read_bytes()
    query(data / "leitstern.db", "UPDATE plan SET title = 'newer'")
    (data / "secret.key").write_bytes(b"another key of some length")
    status, out, err = run("restore", backup, "--data", data)
    assert (status, err) == (0, "") and "Checked: every document opens." in out
    assert (data / "secret.key").read_bytes() == key
    assert query(data / "leitstern.db", "SELECT count(*) FROM plan WHERE title = 'newer'") == [(0,)]
    (kept,) = data.glob("replaced-*")
    assert query(kept / "leitstern.db", "SELECT count(*) FROM plan WHERE title = 'newer'") != [(0,)]
    assert query(data / "leitstern.db", "SELECT count(*) FROM sqlite_master WHERE name LIKE '%backup%'") == [
        (0,)
    ]
    assert f"leitstern restore {kept / 'leitstern.db'}" in out
    process = command("demo", "--json", "--port", "0", "--data", data)
    assert ready(process)["plan_id"]
    assert finish(process)[0] == 0


def test_access_revoked_since_the_backup_is_listed(data: Path, backup: Path):
    query(data / "leitstern.db", "UPDATE member SET removed_at = '2026-11-28 10:00:00.000000'")
    out = run("restore", backup, "--data", data, "--discard-newer")[1]
    assert "members removed" in out and "They have access again." in out
    assert "write them in again" in out


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"no database", b"   \n"])
def test_a_file_that_is_no_database_is_refused(data: Path, backup: Path, tmp_path: Path, content: bytes):
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)
    before = (data / "leitstern.db").read_bytes()
    status, _, err = run("restore", bad, "--data", data)
    assert status == 1 and "bad.db" in err and err.count("\n") == 1
    assert (data / "leitstern.db").read_bytes() == before and not list(data.glob("replaced-*"))
    (data / "leitstern.db").write_bytes(content)
    status, out, err = run("serve", "--port", "0", "--data", data)
    assert (status, out) == (1, "") and "leitstern restore FILE" in err and err.count("\n") == 1
    assert run("restore", backup, "--data", data)[0] == 0, "a backup mends it"


@pytest.mark.parametrize("content", [b"", b" \n", b"\0\0\0\0", b"cut"])
def test_an_empty_or_cut_key_is_refused_with_a_sentence(data: Path, content: bytes):
    (data / "secret.key").write_bytes(content)
    status, out, err = run("serve", "--port", "0", "--data", data)
    assert (status, out) == (1, "") and "secret.key" in err and err.count("\n") == 1
    assert (data / "secret.key").read_bytes() == content, "nothing replaces it unasked"


def test_a_damaged_backup_changes_nothing(data: Path, backup: Path, tmp_path: Path):
    bad = tmp_path / "bad.db"
    content = bytearray(backup.read_bytes())
    for page in range(1, 12):
        content[page * 4096 : page * 4096 + 200] = b"\xaa" * 200
    bad.write_bytes(bytes(content))
    status, _, err = run("restore", bad, "--data", data)
    assert status == 1 and "damaged" in err and "Traceback" not in err
    assert not list(data.glob("replaced-*"))


@pytest.mark.parametrize("damage", [garbage, gone], ids=["garbage", "gone"])
def test_check_reports_damage_and_repairs_it(data: Path, damage):
    database = data / "leitstern.db"
    document = shared(database)
    damage(database, document, 1)
    status, out, _ = run("check", "--data", data)
    assert status == 1 and f"document {document}" in out and "entry 1" in out
    status, out, err = run("check", "--repair", "--data", data)
    assert (status, err) == (0, ""), out
    assert "repaired" in out and "every entry reads" in out
    kept = list((data / "set-aside").glob(f"{document}-entry-1.bin")) if damage is garbage else [data]
    assert len(kept) == 1
    process = command("demo", "--json", "--port", "0", "--data", data)
    ready(process)
    assert finish(process)[0] == 0
