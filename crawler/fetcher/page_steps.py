"""What a browser does on a page before it is read: wait, press, scroll. Each step is named by the keeper."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

PRESS_MS = 3_000
PRESS_PAUSE_MS = 120
READY_MS = 8_000
MOST_PRESSES = 200
SETTLE_MS = 900


async def wait_for(page: Page, selector: str) -> None:
    """Wait for an element; a page without it is judged by its content, not by an error."""
    try:
        await page.wait_for_selector(selector, state="attached", timeout=READY_MS)
    except PlaywrightError:
        return


async def press_once(page: Page, button: str) -> None:
    """Press what reveals a number and wait for the page to settle; a page without it is read as it is."""
    with suppress(PlaywrightError):
        await page.locator(_as_locator(button)).first.click(timeout=PRESS_MS)
        await page.wait_for_load_state("networkidle", timeout=PRESS_MS)
        await page.wait_for_timeout(PRESS_PAUSE_MS)


async def press_until_gone(page: Page, button: str, ad: str) -> None:
    """Press a button again and again until it is gone or brings no more ads."""
    for _ in range(MOST_PRESSES):
        knob = page.locator(_as_locator(button)).first
        before = await page.locator(_as_locator(ad)).count()
        if not await knob.count() or not await knob.is_visible() or not await knob.is_enabled():
            return
        with suppress(PlaywrightError):  # covered, or gone by itself: what has grown decides
            await knob.click(timeout=PRESS_MS)
        if not await _grew(page, ad, before):
            return


async def scroll_to_end(page: Page, ad: str) -> None:
    """Scroll down until no more ads come."""
    for _ in range(MOST_PRESSES):
        before = await page.locator(_as_locator(ad)).count()
        await page.mouse.wheel(0, 100_000)
        if not await _grew(page, ad, before):
            return


async def _grew(page: Page, ad: str, before: int) -> bool:
    """Wait until more ads are there than before; False when none come."""
    for _ in range(40):
        if await page.locator(_as_locator(ad)).count() > before:
            return True
        await page.wait_for_timeout(50)
    return False


def _as_locator(selector: str) -> str:
    return f"xpath={selector}" if selector.startswith(("/", "./", "(")) else f"css={selector}"


async def settle(page: Page) -> None:
    """Wait until the page has been quiet for a moment."""
    try:
        await page.wait_for_load_state("networkidle", timeout=6_000)
    except PlaywrightError:
        return
    await page.wait_for_timeout(SETTLE_MS)


async def scroll(page: Page) -> None:
    """Scroll a good way down."""
    await page.mouse.wheel(0, 100_000)
    await page.wait_for_timeout(SETTLE_MS)


async def press(page: Page, selector: str) -> None:
    """Press something and look what it brings."""
    try:
        await page.locator(selector).first.click(timeout=2_000)
    except PlaywrightError:
        return
    await page.wait_for_timeout(SETTLE_MS)


STEPS: dict[str, Callable[..., Awaitable[Any]]] = {
    step.__name__: step for step in (wait_for, press_once, press_until_gone, scroll_to_end, settle, scroll, press)
}
