"""Do the pages work in a real browser: on a phone, without scripts, without console errors?"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.publish import publish
from archive.site.plugin import reports_url
from tests.site_fixture import from_truth, invented, make_data

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(
        importlib.util.find_spec("playwright") is None, reason="Playwright is not installed"
    ),
]

PAGES = [
    "/", "/search?q=环保", "/report/370303-linhe-2023", "/report/140501-jincui-2023",
    "/organ/370303-linhe", "/checks", "/about", "/archive", reports_url(), "/archive/flags",
    "/archive/captures", "/archive/applications", "/archive/sections",
    "/archive?sql=select+*+from+reports", "/archive/organs/370303-linhe",
]  # fmt: skip

# Contrast of every text against what lies behind it (WCAG 2.1), for elements with text of their
# own; striped and translucent grounds count as the colour set.
CONTRAST = """
() => {
  const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(low)];
}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("browser")
    make_data(data, invented() + from_truth())
    publish(data)
    code = (
        "import sys; from pathlib import Path; from archive.publish import serve; "
        "serve(Path(sys.argv[1]), 0, captures=Path(sys.argv[1]), "
        "announce=lambda a: print(a, flush=True))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    yield server.stdout.readline().strip().rstrip("/")
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def tab(request, browser) -> Iterator[tuple[Any, list[str]]]:
    """A page, and the list of what the browser complained about or fetched from elsewhere."""
    context = browser.new_context(viewport=request.param)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on(
        "request",
        lambda r: None if r.url.startswith("http://127.0.0.1:") else complaints.append(r.url),
    )
    yield page, complaints
    context.close()


def test_pages_fit_and_nothing_is_refused(tab, address):
    page, complaints = tab
    for path in PAGES:
        answer = page.goto(address + path)
        assert answer.status == 200, path
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{path} is {overflow} px too wide"
        assert page.evaluate(CONTRAST) == [], path
        assert page.evaluate("getComputedStyle(document.querySelector('header.site')).color")
    assert complaints == []


def test_flags_are_in_sight_and_lead_to_their_places(tab, address):
    page, complaints = tab
    page.goto(f"{address}/report/140501-jincui-2023")
    flag = page.locator("#flags li.flag.error").first
    assert flag.is_visible()
    assert "错误" in flag.inner_text()
    flag.get_by_role("link", name="看原处").click()
    cell = page.locator("#cell-applications-granted-total")
    assert page.url.endswith("#cell-applications-granted-total")
    page.wait_for_function(
        "e => { const r = e.getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= innerHeight && r.right <= innerWidth }",
        arg=cell.element_handle(),
    )
    ground = cell.evaluate("e => getComputedStyle(e).backgroundColor")
    plain = page.locator("#cell-applications-granted-research").evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert ground != plain
    cell.locator("a").click()
    assert "#flag-" in page.url
    assert complaints == []


def test_wide_tables_scroll_in_their_own_box(tab, address):
    page, _ = tab
    page.goto(f"{address}/report/370303-linhe-2023")
    label = page.locator("#row-applications-granted")
    box = label.locator("xpath=ancestor::div[contains(@class, 'nb-scroll')]")
    box.evaluate("e => { e.scrollLeft = e.scrollWidth }")
    left = box.bounding_box()["x"]
    if box.evaluate("e => e.scrollWidth > e.clientWidth"):
        assert abs(label.bounding_box()["x"] - left) < 4, "the row's label scrolled away"
    assert page.evaluate("document.documentElement.scrollLeft") == 0


def test_a_phone_shows_what_people_read_of_a_table(tab, address):
    page, _ = tab
    page.goto(f"{address}/archive/flags")
    right = page.evaluate("innerWidth")
    for column in ("message", "severity", "check"):
        box = page.locator(f"tbody tr:first-child td.col-{column}").bounding_box()
        assert box["x"] + box["width"] <= right, column
    ids = page.locator("tbody tr:first-child td.col-id").bounding_box()
    assert ids["height"] <= page.locator("tbody tr:first-child").bounding_box()["height"]
    lines = page.locator("tbody tr:first-child td.col-id").evaluate(
        "e => { const r = document.createRange(); r.selectNodeContents(e);"
        " return new Set([...r.getClientRects()].map(b => b.top)).size }"
    )
    assert lines == 1


def test_what_changed_fits_the_screen(tab, address):
    page, _ = tab
    page.goto(f"{address}/report/370303-linhe-2023")
    assert page.locator("#changes .nb-scroll").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_search_from_the_home_page_finds_a_report(tab, address):
    page, complaints = tab
    page.goto(address)
    page.get_by_role("searchbox").fill("临河县")
    page.keyboard.press("Enter")
    page.locator("ol.hits a").first.click()
    assert "临河县" in page.locator("h1").inner_text()
    assert complaints == []


def test_an_archived_copy_runs_nothing(tab, address):
    page, _ = tab
    page.goto(f"{address}/report/370303-linhe-2023")
    failures: list[tuple[str, str]] = []
    page.on("requestfailed", lambda r: failures.append((r.url, r.failure)))
    alerts: list[str] = []
    page.on("dialog", lambda d: (alerts.append(d.message), d.dismiss()))
    page.get_by_role("link", name="查看采集到的原件").click()
    assert "临河县" in page.locator("h1").inner_text()
    assert page.evaluate("window.origin") == "null"
    assert alerts == []
    # The copy asks for a picture of its own site: stopped by the policy, not by the network.
    assert failures == [("http://www.example.gov.cn/x.png", "csp")]


def test_the_keyboard_reaches_the_content_first(tab, address):
    page, _ = tab
    page.goto(address)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("e => e === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
