"""Finds the Chromium for the browser tests; run as a script, it installs one if permitted.

Order: the variable LEITSTERN_CHROMIUM, one on PATH, the one that Playwright downloaded. `make test` runs the
script first. Called by tests/browser/conftest.py and bench/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium: install one, or name it in LEITSTERN_CHROMIUM"


def find_chromium() -> str | None:
    """Path of a Chromium executable, or None."""
    named = os.environ.get("LEITSTERN_CHROMIUM")
    if named:
        return named
    on_path = next((found for name in NAMES if (found := shutil.which(name))), None)
    return on_path or _downloaded_by_playwright()


def launch_arguments() -> list[str]:
    """Command line switches: root has no sandbox, and containers have a small /dev/shm."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if is_root else [])]


def _downloaded_by_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install_chromium() -> None:
    """Installs Debian's package as root, else Playwright's download. May fail: the tests are then skipped."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update", "-qq"])
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"])
    if find_chromium() is None:
        _try([sys.executable, "-m", "playwright", "install", "chromium"])


def _try(command: Sequence[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    if find_chromium() is None:
        print("Looking for a Chromium to install ...", flush=True)
        install_chromium()
    if find_chromium() is None:
        print(f"Browser tests cannot run: {MISSING}.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
