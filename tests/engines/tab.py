"""Page object of the plan page for Selenium; texts and selectors as in tests/browser/plan_page.py.

Every wait is for something on the page. Page errors are recorded from the first script on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from selenium.common.exceptions import StaleElementReferenceException, TimeoutException, WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.words import word
from tests.engines.drivers import complaints, listen
from tests.patience import PATIENCE

T = TypeVar("T")
_PAUSE = 0.02
_SHOWN = """const focused = document.activeElement?.outerHTML.slice(0, 200);
return `${location.href}, focus on ${focused}: ${document.body.innerText.slice(0, 3000)}`;"""
_NOTE_CLICK = """window.isHit = false;
// In the middle, nothing that sticks to an edge covers it.
arguments[0].scrollIntoView({ block: "center", inline: "nearest" });
arguments[0].addEventListener("click", () => { window.isHit = true; }, { capture: true, once: true });"""


class EngineTab:
    def __init__(self, driver: WebDriver, plan_url: str) -> None:
        self.driver = driver
        self.plan_url = plan_url

    # ---- waiting and finding ----

    def wait(self, condition: Callable[[], T]) -> T:
        """Waits until the condition is true; finds replaced elements again."""
        ignored = (StaleElementReferenceException, WebDriverException, IndexError)
        waiting = WebDriverWait(self.driver, PATIENCE, poll_frequency=_PAUSE, ignored_exceptions=ignored)
        try:
            return waiting.until(lambda _: condition())
        except TimeoutException as error:
            raise AssertionError(
                f"waited {PATIENCE:.0f} s in vain ({error.msg}); the page: {self._shown()}"
            ) from error

    def _shown(self) -> str:
        """What a person sees, for the report of a failure."""
        return str(self.js(_SHOWN))

    def js(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def one(self, css: str) -> WebElement:
        return self.wait(lambda: self.all(css)[0])

    def complaints(self) -> list[str]:
        return complaints(self.driver)

    # ---- coming in ----

    def join(self, link: str, name: str) -> None:
        self.driver.get(link)
        listen(self.driver)
        self.one("main form input[name=name]").send_keys(name)
        self.click("main form button[type=submit], main form button:not([type])")
        self.wait(lambda: "/plans/" in self.driver.current_url)
        self.open("opportunities")

    def open(self, section: str) -> None:
        self.driver.get(f"{self.plan_url}#{section}")
        listen(self.driver)
        self.expect_saved()

    def reload(self) -> None:
        """Reloads by script: Selenium's refresh bypasses the service worker in Firefox."""
        self.js("window.isOld = true; location.reload()")
        self.wait(lambda: self.js("return window.isOld !== true && document.readyState === 'complete'"))
        listen(self.driver)

    def go_to(self, section: str) -> None:
        self.js("location.hash = arguments[0]", section)

    # ---- what the line says ----

    def status(self) -> str:
        return str(self.js("return document.querySelector('leitstern-saved-line')?.innerText.trim() ?? ''"))

    def expect_saved(self) -> None:
        self.wait(lambda: self.status() == word("plan.saved"))

    def expect_waiting(self) -> None:
        self.wait(lambda: self.status() == word("plan.waiting"))

    # ---- records ----

    def add(self, kind: str, title: str) -> str:
        self.go_to(kind)
        self.click(f"[data-section={kind}] [data-add]")
        self.one("textarea:focus").send_keys(title)
        record: str = self.js("return document.activeElement.closest('[data-record]').dataset.record")
        self.one("textarea:focus").send_keys(Keys.ESCAPE)  # Enter would start the next row
        self.expect_text(record, title)
        return record

    def text_of(self, record: str) -> str:
        return str(self.js("return document.querySelector(arguments[0])?.innerText ?? ''", _card(record)))

    def expect_text(self, record: str, text: str) -> None:
        self.wait(lambda: text in self.text_of(record))

    def edit_title(self, record: str) -> WebElement:
        field = f"{_card(record)} [data-field=title]"
        if not self.all(f"{field} textarea"):
            self.click(f"{field} button")
        return self.one(f"{field} textarea:focus")

    def set_value(self, record: str, field: str, typed: str) -> None:
        editors = f"{_card(record)} [data-field={field}] :is(input, textarea)"
        button = f"{_card(record)} [data-field={field}] button"
        # A card that is drawn again while it is clicked is clicked once more.
        self.wait(lambda: self.all(editors) or (self._hits(self.all(button)[0]) and False))
        self.one(editors).send_keys(typed, Keys.ENTER)
        self.wait(lambda: not self.all(f"{_card(record)} [data-field={field}] :is(input, textarea)"))

    def order(self, kind: str) -> list[str]:
        ids: list[str] = self.js(
            "return [...document.querySelectorAll(arguments[0])].map((card) => card.dataset.record)",
            f".records--{kind} > [data-record]",
        )
        return ids

    # ---- pressing ----

    def click(self, css: str) -> None:
        self.wait(lambda: self._hits(self.all(css)[0]))

    def choose_in_menu(self, record: str, item: str) -> None:
        """Opens the card's menu and chooses an entry; opens it again where the card was drawn anew."""
        opener = f"{_card(record)} [aria-haspopup=menu]"
        self.wait(
            lambda: (
                self._hits_text("[role=menuitem]", item)
                or (not self.all("[role=menu]") and self._hits(self.all(opener)[0]) and False)
            )
        )

    def click_button(self, text: str) -> None:
        self.wait(lambda: self._hits_text("button", text))

    def _hits(self, element: WebElement) -> bool:
        """Clicks, and tells whether the click reached the element: the driver clicks at coordinates, and the
        page may have moved in between.
        """
        self.js(_NOTE_CLICK, element)
        element.click()
        return bool(self.js("return window.isHit !== false"))  # undefined: the click led to another page

    def _hits_text(self, css: str, text: str) -> bool:
        """Found in one step: asking for each button takes longer than a message stays on the screen."""
        found = self.js(
            "return [...document.querySelectorAll(arguments[0])].filter((one) =>"
            " one.checkVisibility() && one.innerText.trim() === arguments[1]).at(-1)",
            css,
            text,
        )
        return found is not None and self._hits(found)

    def press(self, *keys: str) -> None:
        """Presses keys together on the focused element."""
        chain = ActionChains(self.driver)
        for key in keys:
            chain = chain.key_down(key)
        for key in reversed(keys):
            chain = chain.key_up(key)
        chain.perform()

    def drag(self, source: WebElement, dx: int, dy: int) -> None:
        ActionChains(self.driver, duration=50).move_to_element(source).click_and_hold().move_by_offset(
            dx // 2, dy // 2
        ).move_by_offset(dx - dx // 2, dy - dy // 2).release().perform()


def _card(record: str) -> str:
    return f'[data-record="{record}"]'
