"""A real browser in front of a real server, and the checks every page must pass.

The fixtures are taken over by the top conftest and nowhere else: imported twice they would start a second driver, and
one process has room for the event loop of one.
"""

import os
from collections.abc import Callable, Generator
from functools import wraps
from shutil import which
from typing import Any, Literal, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

ARGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
expect.set_options(timeout=20_000)
PASSWORD = "seven quiet herons"
NO_FAULTS = (
    "status of 422",  # a form with mistakes is no accident
    "htmx:sendAbort",  # the window went on to another page while a request was under way
    "htmx:afterRequest",  # what htmx says next to that; a request that really failed says htmx:sendError
)

BY_HAND = (
    *("check", "click", "fill", "focus", "press", "press_sequentially", "select_option", "set_input_files", "uncheck"),
)

# What axe finds broken, and the kinds of texts that it found no fault with: how one is written, how what is around it
# is, and what both lie on. Rows of a table are alike: the first ones stand for all.
ASK = """
async ([isWhole, isSidebarKnown, known]) => {
    const rows = "tbody > tr:nth-child(n + 5)", colours = ["color-contrast", "link-in-text-block"];
    const sidebar = document.querySelector("#sidebar"), broken = [];
    const ask = async (include, exclude, rules) => {
        const all = await axe.run({include, exclude: [[rows], ...exclude]}, {resultTypes: ["violations"], ...rules});
        broken.push(...all.violations.map(one => [one.id, one.nodes[0].html]));
    };
    if (isWhole) {
        const others = Object.fromEntries(colours.map(rule => [rule, {enabled: false}]));
        await ask([document.documentElement], isSidebarKnown ? [["#sidebar"]] : [], {rules: others});
    }
    const isSidebarSound = isWhole && !broken.length && Boolean(sidebar?.checkVisibility());

    const ink = one => (({color, fontSize, fontWeight, textDecorationLine, textShadow}) =>
        [color, fontSize, fontWeight, textDecorationLine, textShadow])(getComputedStyle(one));
    const grounds = one => {
        const {backgroundColor, backgroundImage, opacity} = getComputedStyle(one);
        const own = [backgroundColor, backgroundImage, opacity].join(" ");
        return [own === "rgba(0, 0, 0, 0) none 1" ? "" : own, ...(one.parentElement ? grounds(one.parentElement) : [])];
    };
    const isText = one => one.matches("input, select, textarea")
        || [...one.childNodes].some(part => part.nodeType === Node.TEXT_NODE && part.data.trim());
    const seen = new Set(known), found = new Map();
    for (const one of document.querySelectorAll("body *")) {
        if (!isText(one) || !one.checkVisibility() || one.closest(rows)) continue;
        const kind = [one.matches("a"), ...ink(one), ...ink(one.parentElement), ...grounds(one).filter(Boolean)].join();
        if (!seen.has(kind)) found.set(kind, one);
    }
    const before = broken.length;
    if (found.size) await ask([...found.values()], [], {runOnly: colours});
    return [broken, isSidebarSound, broken.length === before ? [...found.keys()] : []];
}
"""


class Look(NamedTuple):
    """A window that a page is looked at in, and whether more than its colours may be different there."""

    width: int
    height: int
    scheme: Literal["light", "dark"]
    is_whole: bool = True


LOOKS = (Look(1440, 900, "light"), Look(1440, 900, "dark", is_whole=False), Look(390, 844, "dark"))
_known: set[str] = set()  # the schemes in which the sidebar, which is the same on every page, has been found sound
_read_well: set[str] = set()  # kinds of texts that axe has found no fault with, on whatever page


def violations(page: Page, look: Look) -> list[tuple[str, str]]:
    """The rules that axe finds broken, each with the first element that breaks it."""
    if not page.evaluate("'axe' in window"):  # a page keeps it, and half a megabyte is read in a good while
        page.evaluate(Axe().axe_script)
    broken, sidebar_is_sound, kinds = page.evaluate(ASK, [look.is_whole, look.scheme in _known, list(_read_well)])
    _known.update([look.scheme] if sidebar_is_sound else [])
    _read_well.update(kinds)
    return [(rule, element) for rule, element in broken]


@pytest.fixture(scope="session")
def chromium() -> Generator[Browser]:
    with sync_playwright() as playwright:
        # The driver runs an event loop in this thread; the ORM calls of the tests are still plain ones.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        path = os.environ.get("CHROMIUM") or which("chromium-headless-shell") or which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        with pytest.MonkeyPatch.context() as patch:
            for name in BY_HAND:
                patch.setattr(Locator, name, _when_loaded(getattr(Locator, name)))
            yield browser
        browser.close()


def _when_loaded(act: Callable[..., Any]) -> Callable[..., Any]:
    """``act`` of a locator, once its page is whole: a page is there before its scripts are, and nobody is that fast."""

    @wraps(act)
    def patient(where: Locator, *values: Any, **options: Any) -> Any:
        where.wait_for(state="attached")
        where.page.wait_for_load_state()
        return act(where, *values, **options)

    return patient


def window(context: BrowserContext) -> Page:
    """A new window in which keys, too, wait for the page, and everything for a loaded machine."""
    context.set_default_timeout(20_000)
    page = context.new_page()
    keyboard = page.keyboard
    for name in ("press", "type"):
        act = getattr(keyboard, name)

        def patient(*values: Any, act: Callable[..., Any] = act, **options: Any) -> None:
            page.wait_for_load_state()
            act(*values, **options)

        setattr(keyboard, name, patient)
    return page


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("ada", "ada@example.org", PASSWORD, first_name="Ada", last_name="King")


@pytest.fixture
def page(chromium: Browser, live_server: Any) -> Generator[Page]:
    """A fresh window; the test fails when the page logs an error or breaks its Content-Security-Policy."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, base_url=live_server.url, reduced_motion="reduce"
    )
    page = window(context)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda note: complaints.append(note.text) if note.type == "error" else None)
    yield page
    context.close()
    assert [text for text in complaints if not any(words in text for words in NO_FAULTS)] == []


@pytest.fixture
def desk(page: Page, boss: User, live_server: Any) -> Page:
    """The window of somebody who may do everything, signed in."""
    client = Client()
    client.force_login(boss)
    cookie = next(iter(client.cookies.values()))
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


@pytest.fixture
def sound(on_postgresql: bool) -> Callable[[Page], None]:
    """Asserts that axe finds nothing and that the page is not wider than its window, on a desk and on a phone.

    Axe is not asked on PostgreSQL: it is a second of the processor for each page, and the page is the same one.
    """

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a click returns when the next page is committed, which may still be without a body
        for look in LOOKS:
            page.set_viewport_size({"width": look.width, "height": look.height})
            page.emulate_media(color_scheme=look.scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= look.width
            assert on_postgresql or violations(page, look) == []
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})

    return check
