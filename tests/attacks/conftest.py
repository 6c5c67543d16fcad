"""Options and fixtures of the attack tests: they attack a server that the tests start, or the one given by
--instance.

pytest tests/attacks --instance https://plan.example.com --group-link https://plan.example.com/join/...

Attack only servers that you own. The server that the tests start uses its default limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import pytest

from tests.attacks.instance import Instance
from tests.browser.server import DemoServer


def pytest_addoption(parser: pytest.Parser) -> None:
    options = parser.getgroup("attacks")
    options.addoption("--instance", default="", help="origin of the instance to attack; none: one of our own")
    options.addoption("--group-link", default="", help="a group link of a plan there, for guests")
    options.addoption("--member-link", default="", help="a link that signs a member in there")


class GuardedServer(DemoServer):
    """A demo server with all default limits."""

    settings: ClassVar[Mapping[str, str]] = {}


@pytest.fixture(scope="module")
def instance(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The options are absent in a run of the whole suite; the tests then attack a server that they start."""
    option = request.config.getoption
    url = option("--instance", "")
    if url:
        yield Instance(url.rstrip("/"), option("--group-link", ""), option("--member-link", ""))
        return
    server = GuardedServer(tmp_path_factory.mktemp("data"))
    server.start()
    yield Instance(server.url, server.customer_link, server.member_link, server.process_id)
    server.stop()
