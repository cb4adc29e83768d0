"""The page in a browser. SNAPROLL_NO_BROWSER leaves these tests out."""

import functools
import http.server
import os
import shutil
import threading

import pytest

from hostile import Text, grow

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("SNAPROLL_NO_BROWSER")), reason="SNAPROLL_NO_BROWSER is set"
)

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    assert found, "there is no chromium: tools/bootstrap test installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield launched
        launched.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and keeps what was asked for."""

    asked: list = []

    def log_message(self, *_):
        self.asked.append(self.path)


@pytest.fixture
def address(folder):
    """Where the folder is served."""
    Quiet.asked = []
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Opened:
    """A page with all that it did."""

    def __init__(self, browser, url, width=1100, scheme="light"):
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        self.page = self.context.new_page()
        self.dialogs, self.console, self.requests = [], [], []
        self.page.on("dialog", self._dialog)
        self.page.on("console", lambda told: self.console.append(told.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(url)

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        url = self.page.url.partition("#")[0]
        self.context.close()
        if kind is None:
            assert (self.dialogs, self.console) == ([], [])
            assert self.requests == [url]

    def style(self, selector, name):
        return self.page.eval_on_selector(
            selector, f"one => getComputedStyle(one)['{name}']"
        )


@pytest.fixture
def trip(run):
    """A run with two branches, a failure and a rolled back attempt."""
    run["seats"] = 3
    start = run.snapshot(label="start")
    for number in range(3):
        run.step(f"search/{number}", lambda: number)
    run["hotel"] = "Astoria"
    run.snapshot(label="before paying", reason="as agreed")
    run.step_begin("pay", irreversible=True).rollback("card refused")
    run.rollback_to(start)
    run["train"] = "ICE 703"
    run.snapshot()
    run.step_begin("mail").fail("no route")
    return run


def open_texts(page):
    """What the step that is open shows; the one of now is no exception."""
    return [one.inner_text() for one in page.query_selector_all("details.step[open]")]


@pytest.mark.parametrize("way", ["file", "http"])
def test_page_needs_nothing_and_does_nothing(browser, folder, address, store, way):
    text = Text()
    run = store.execution(text("execution"), kind=text("kind"), owner=text("owner"))
    with grow(run, text):
        file = run.show(folder / "page.html")
    url = file.as_uri() if way == "file" else f"{address}/page.html"
    with Opened(browser, url) as opened:
        page = opened.page
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = 1)")
        shown = page.inner_text("body")
        missing = [one for one in text.made if one not in shown]
        # Quoted, or in titles and in the picture.
        left = {one.split(":")[0] for one in missing}
        assert left <= {"element", "output", "custom name", "custom value", "later"} | {
            "later value",
            "hold reason",
        }
        assert page.query_selector_all("script, img, iframe, link") == []
        assert page.title().startswith("execution:<script>")
        page.wait_for_timeout(100)
    assert Quiet.asked in ([], ["/page.html"])


def test_what_would_run_is_refused_by_the_page_itself(browser, trip, folder):
    file = trip.show(folder / "page.html")
    bad = file.read_text().replace(
        "<main>", "<main><script>alert(1)</script><img src=x onerror=alert(2)>"
    )
    file.write_text(bad)
    opened = Opened(browser, file.as_uri())
    opened.page.wait_for_timeout(200)
    opened.context.close()
    assert opened.dialogs == []
    refused = [one for one in opened.console if "Content Security Policy" in one]
    assert len(refused) >= 2


def test_timeline_is_seen_and_leads_to_what_changed(browser, trip, folder):
    with Opened(browser, trip.show(folder / "page.html").as_uri()) as opened:
        page = opened.page
        picture = page.query_selector("svg.timeline")
        box = picture.bounding_box()
        assert box["width"] > 200 and box["height"] > 80
        dots = page.query_selector_all("svg.timeline a")
        assert len(dots) == trip.manager.count() + 1
        assert open_texts(page) == []
        place = [one.label for one in trip.snapshots()][::-1].index("before paying")
        dots[place].click()
        assert len(open_texts(page)) == 1
        assert '+ /variables/hotel: "Astoria"' in open_texts(page)[0]
        dots[-1].click()
        assert "no route" in open_texts(page)[1]


def test_steps_open_by_keyboard(browser, trip, folder):
    with Opened(browser, trip.show(folder / "page.html").as_uri()) as opened:
        page = opened.page
        for _ in range(3):  # The timeline, the first step, the second one.
            page.keyboard.press("Tab")
        focused = "document.activeElement"
        assert page.evaluate(f"{focused}.tagName") == "SUMMARY"
        assert "before search/0" in page.evaluate(f"{focused}.innerText")
        assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        assert "nothing changed" in open_texts(page)[0]
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert "~ /node_results: {}" in open_texts(page)[1]
        page.keyboard.press("Space")
        assert len(open_texts(page)) == 1


LUMINANCE = """(selector) => {
  const light = (text) => {
    const [r, g, b] = text.match(/[0-9.]+/g).slice(0, 3).map(Number).map(v => {
      v /= 255;
      return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (!color.endsWith(', 0)')) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll(selector)].map(one => {
    const style = getComputedStyle(one);
    const painted = one.closest('svg') ? style.fill : style.color;
    const pair = [light(painted), light(behind(one))].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_read_in_light_and_dark(browser, trip, folder, scheme):
    url = trip.show(folder / "page.html").as_uri()
    with Opened(browser, url, scheme=scheme) as opened:
        page = opened.page
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = 1)")
        told = opened.style("body", "backgroundColor")
        assert (
            told == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 31)"}[scheme]
        )
        for selector in (
            "h1, h2, p, dt, dd, time, th, td, .note, .chip, .title, .error",
            ".line, .counts span, .tree code, .legend span, footer",
            "svg.timeline text",
        ):
            ratios = page.evaluate(LUMINANCE, selector)
            assert len(ratios) > 2 and min(ratios) >= 4.5, (selector, min(ratios))


@pytest.mark.parametrize("width", [320, 400, 800, 1600])
def test_page_is_as_wide_as_the_window(browser, store, folder, trip, width):
    trip["long"] = {"x" * 200: "y" * 500}
    trip.tag("latest", "t" * 200)
    for number in range(40):
        trip.snapshot(label=f"a longer label {number} " + "z" * 90)
    url = trip.show(folder / "page.html").as_uri()
    with Opened(browser, url, width=width) as opened:
        page = opened.page
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = 1)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # The newest is in sight.
        box = page.query_selector("svg.timeline a:last-of-type").bounding_box()
        assert 0 < box["x"] < width
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_cell_is_seen_among_others(browser, trip, folder):
    """Two cells of one notebook page, in a theme that is not the system's."""
    cells = trip._repr_html_() + trip._repr_html_()
    file = folder / "cells.html"
    theme = '<!DOCTYPE html><body data-jp-theme-light="false">'
    file.write_text(theme + cells, encoding="utf-8")
    with Opened(browser, file.as_uri()) as opened:
        page = opened.page
        assert opened.style(".snaproll", "backgroundColor") == "rgb(20, 24, 31)"
        ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
        assert len(ids) == len(set(ids)) == 2 * (trip.manager.count() + 1)
        page.query_selector_all("svg.timeline")[1].query_selector("a").click()
        first, second = page.query_selector_all(".snaproll")
        assert first.query_selector("details.step[open]") is None
        assert second.query_selector("details.step[open]") is not None


def test_all_that_is_shown_opens(browser, trip, store, folder):
    store.execution("one").close()
    for number, item in enumerate(
        (
            trip.context,
            trip.manager,
            trip.manager.latest(),
            trip.snapshots(),
            trip.diff(since="start"),
            trip.plan_rollback(),
            trip.rollback(),
            trip.value(),
            trip.node_results,
            trip.history("/variables/seats"),
            store,
        )
    ):
        url = item.show(folder / f"{number}.html").as_uri()
        with Opened(browser, url, width=400) as opened:
            assert opened.page.query_selector("h1").is_visible()
            width = opened.page.evaluate("document.documentElement.scrollWidth")
            assert width <= 400, item
