"""The harness itself: a test that watches for faults has to notice one."""

from __future__ import annotations

from tests.browser.conftest import OpenPerson
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations


def test_axe_notices_a_picture_without_words(person: OpenPerson, server: DemoServer):
    visitor = person()
    visitor.page.goto(server.customer_link)
    assert violations(visitor.page) == []
    visitor.page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any("image-alt" in fault for fault in violations(visitor.page))


def test_what_the_content_policy_refuses_is_noticed(person: OpenPerson, server: DemoServer):
    visitor = person()
    visitor.page.goto(server.customer_link)
    for forbidden in (
        "document.querySelector('main').setAttribute('style', 'color: red')",
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
    ):
        with visitor.page.expect_console_message():
            visitor.page.evaluate(forbidden)
    assert len(visitor.complaints) == 2
    visitor.complaints.clear()


def test_an_uncaught_error_is_noticed(person: OpenPerson, server: DemoServer):
    visitor = person()
    visitor.page.goto(server.customer_link)
    with visitor.page.expect_event("pageerror"):
        visitor.page.evaluate("void setTimeout(() => { throw Error('x') })")
    assert visitor.complaints == ["uncaught: x"]
    visitor.complaints.clear()
