"""Arguments that several commands share: settings, and numbers with bounds."""

from __future__ import annotations

import argparse

from leitstern.cli.errors import CommandFailed
from leitstern.settings import Settings


def settings_from(arguments: argparse.Namespace) -> Settings:
    """The settings: from the command line, else the environment, else the defaults."""
    given = {name: getattr(arguments, name, None) for name in ("host", "port", "data")}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def settings_of_folder(arguments: argparse.Namespace) -> Settings:
    """As `settings_from`, for an existing data folder. Raises CommandFailed."""
    settings = settings_from(arguments)
    if not (settings.data / "leitstern.db").exists():
        raise CommandFailed(f"no database in {settings.data}")
    return settings


def count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 10_000:
        raise argparse.ArgumentTypeError("0 to 10000")
    return number
