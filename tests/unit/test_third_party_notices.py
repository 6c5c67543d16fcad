"""The wheel lists the licences of its fonts, icons and libraries; the image keeps those of its Python
packages.

The build writes web/dist/third-party-notices.txt from its bundles (web/build/third-party-notices.ts).
"""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest

from hatch_build import wheel_files

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
NOTICES = WEB / "dist/third-party-notices.txt"
LOCKED: dict[str, dict[str, str]] = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
USED_BY_BROWSER = json.loads((WEB / "package.json").read_text("utf-8"))["dependencies"]
INSTALLED = re.findall(r"^([\w.-]+)==\S+(?: ;.*)? \\$", (ROOT / "requirements.lock").read_text("utf-8"), re.M)


def _noticed() -> dict[str, str]:
    return dict(re.findall(r"^-{80}\n(\S+) (\S+) \(.+\)\n-{80}$", NOTICES.read_text("utf-8"), re.M))


@pytest.mark.parametrize("name", USED_BY_BROWSER)
def test_every_package_of_the_browser_is_named_in_the_version_of_the_lock_file(name: str):
    assert _noticed()[name] == LOCKED[f"node_modules/{name}"]["version"]


def test_dependencies_of_those_packages_are_named_too():
    assert {"lit-html", "@lit/reactive-element", "raf-schd"} <= _noticed().keys()


def test_the_wheel_carries_the_notices():
    assert wheel_files()[str(NOTICES)] == "leitstern/_web/dist/third-party-notices.txt"


@pytest.mark.parametrize("name", INSTALLED)
def test_every_python_package_of_the_image_is_installed_with_its_licence(name: str):
    try:
        files = metadata.files(name)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not for this platform")
    assert any(re.search(r"licen[cs]e|copying", file.name, re.I) for file in files or ())
