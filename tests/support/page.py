"""The web chat as a visitor uses it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

ANSWER_WITHIN = 20_000
_PAGE = re.compile(rb"/Type\s*/Page\b")


def pages_of(page: Page) -> int:
    """Return how many sheets of paper the page prints on."""
    return len(_PAGE.findall(page.pdf(prefer_css_page_size=True)))


@dataclass
class Chat:
    """One open chat page."""

    page: Page
    base: str

    def open(self) -> Chat:
        self.page.goto(self.base)
        return self

    @property
    def cards(self) -> Locator:
        return self.page.locator(".theirs .card")

    @property
    def bubbles(self) -> Locator:
        return self.page.locator(".mine .bubble")

    @property
    def last(self) -> Locator:
        return self.cards.last

    def say(self, text: str) -> Locator:
        """Type a text, send it and return the first card of the reply."""
        self.page.fill("#text", text)
        return self.after(lambda: self.page.click("#send"))

    def after(self, act) -> Locator:
        """Do something that is answered and return the first new card."""
        known = self.cards.count()
        act()
        card = self.cards.nth(known)
        expect(card).to_be_visible(timeout=ANSWER_WITHIN)
        return card

    def pick_region(self, *names: str) -> None:
        """Choose a division from province downwards in the open picker."""
        for name in names:
            self.page.locator("#places").get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator("#picker")).to_be_hidden()
