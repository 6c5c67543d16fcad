"""The browser's import order: which room of web/src may import which, and no import cycles between files.

`make check` runs this file. import-linter does the same for Python; two rules do not justify another
dependency. Type-only imports count too, because they are dependencies.
"""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "web" / "src"
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")

# From top to bottom: a file may import from its own room and from the lines below it.
LAYERS = (
    ("plan-page.ts", "pages.ts", "sw.ts"),
    ("elements", "behaviours"),
    ("doc", "rich"),
    ("core/replica.ts",),
    ("core/replica-contract.ts",),
    ("core/recovery",),
    ("core/undo",),
    ("core/text",),
    ("core/local", "core/presence", "core/records", "core/commands"),
    ("core/sync", "core/intl", "core/dom"),
    ("core/get-or-create.ts", "core/rich-text.ts", "core/transaction-origins.ts"),
    ("generated",),
)


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def _imports(path: Path) -> set[str]:
    found = set()
    for specifier in IMPORT.findall(path.read_text(encoding="utf-8")):
        target = (path.parent / specifier).resolve()
        source = next((t for t in (target, target.with_name(f"{target.name}.ts")) if t.is_file()), None)
        assert source, f"{_name(path)} imports {specifier}, which is not there"
        if source.suffix == ".ts" and source.is_relative_to(SOURCE):
            found.add(_name(source))
    return found


FILES = sorted(SOURCE.rglob("*.ts"))
IMPORTS = {_name(path): _imports(path) for path in FILES}


def _room(name: str) -> tuple[int, str]:
    for height, line in enumerate(LAYERS):
        for room in line:
            if name == room or name.startswith(f"{room}/"):
                return height, room
    raise AssertionError(f"{name} belongs to no room: give it one in LAYERS")


@pytest.mark.parametrize("name", IMPORTS)
def test_a_file_imports_only_from_its_own_room_and_from_rooms_below(name: str):
    height, room = _room(name)
    rooms = {other: _room(other) for other in IMPORTS[name]}
    assert {other for other, (line, _) in rooms.items() if line < height} == set()
    assert {other for other, place in rooms.items() if place[0] == height and place[1] != room} == set()


def test_there_are_no_import_cycles():
    try:
        TopologicalSorter(IMPORTS).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_every_room_of_the_order_exists():
    assert [room for line in LAYERS for room in line if not (SOURCE / room).exists()] == []
