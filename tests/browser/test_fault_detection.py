"""The test harness itself: it detects page faults."""

from __future__ import annotations

from tests.browser.conftest import OpenPerson
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations


def test_axe_reports_an_image_without_alternative_text(person: OpenPerson, server: DemoServer):
    visitor = person()
    visitor.page.goto(server.customer_link)
    assert violations(visitor.page) == []
    visitor.page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any("image-alt" in fault for fault in violations(visitor.page))


def test_a_content_policy_violation_is_detected(person: OpenPerson, server: DemoServer):
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


def test_an_uncaught_error_is_detected(person: OpenPerson, server: DemoServer):
    visitor = person()
    visitor.page.goto(server.customer_link)
    with visitor.page.expect_event("pageerror"):
        visitor.page.evaluate("void setTimeout(() => { throw Error('x') })")
    assert visitor.complaints == ["uncaught: x"]
    visitor.complaints.clear()
