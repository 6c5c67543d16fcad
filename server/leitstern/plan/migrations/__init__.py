"""Migrations of the plan's shape: each runs once on a document that an older version wrote.

Each is a module `NNNN_name.py` in this folder with a function `change(doc, kind)`, a pure edit of a pycrdt
Doc. NNNN is the shape version that it leads to; the numbers run from 0002 to SHAPE_VERSION without a gap, and
this module cannot be imported otherwise. A `change` is total (a document may hold anything), idempotent, and
tolerates a document in which newer clients have already written. It never reads the generated shape, which
changes later. Run by live/ when a document is loaded (docs/decisions/0051).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc

from leitstern.plan.generated import SHAPE_VERSION

FIRST_SHAPE = 1
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step; `shape` is the version that it leads to."""

    shape: int
    name: str
    change: Callable[[Doc[Any], str], None]


def chain(names: Iterable[str], newest: int) -> tuple[str, ...]:
    """The modules in the order in which they run. Raises ValueError for a gap, a double or a bad name."""
    ordered = tuple(sorted(names))
    numbers = [int(found[1]) if (found := _NAME.fullmatch(name)) else None for name in ordered]
    if numbers != list(range(FIRST_SHAPE + 1, newest + 1)):
        raise ValueError(f"migrations to shape {newest} have a gap, a double or a wrong name: {ordered}")
    return ordered


def _loaded(name: str) -> Migration:
    module = importlib.import_module(f"{__name__}.{name}")
    return Migration(int(name[:4]), name, module.change)


MIGRATIONS = tuple(
    _loaded(name) for name in chain((module.name for module in pkgutil.iter_modules(__path__)), SHAPE_VERSION)
)


def migrate(doc: Doc[Any], kind: str, since: int) -> None:
    """Migrates a document of this kind from shape `since` to the newest, in the caller's transaction."""
    for migration in MIGRATIONS:
        if migration.shape > since:
            migration.change(doc, kind)
