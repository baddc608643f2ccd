"""Seen with other eyes: colour-blind, in grey, in longer words, while the page loads, and with the focus under a bar."""

import base64
import string
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from review_ui import wording
from tests.review_ui.conftest import Served
from tests.review_ui.test_accessibility import PAGES

DEFICIENCIES = ("none", "deuteranopia", "protanopia", "tritanopia", "achromatopsia")
LEVELS = ("not_assessed", "green", "yellow", "red")
# Count the colours of a picture, in a page of its own.
COUNT_COLOURS = """async (data) => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + data;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: picture.width, height: picture.height});
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const dots = pen.getImageData(0, 0, picture.width, picture.height).data, found = {};
  for (let at = 0; at < dots.length; at += 4) {
    const colour = [dots[at], dots[at + 1], dots[at + 2]].join(",");
    found[colour] = (found[colour] ?? 0) + 1;
  }
  return found;
}"""


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_levels_are_told_apart_by_shape_and_word_and_stay_readable_to_colour_blind_eyes(
    as_role: Callable[[str], Page], scheme: str
) -> None:
    """WCAG 1.4.1, 1.4.3, 1.4.11 under Chromium's simulations of four ways of seeing colours."""
    page = as_role("screener")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/help")
    tags = {level: page.locator(f"section:has(#keys) .level-{level}, .flow .level-{level}").last for level in LEVELS}
    assert len({tag.inner_text() for tag in tags.values()}) == 4
    assert len({tag.locator("svg").inner_html() for tag in tags.values()}) == 4
    counting = page.context.new_page()
    counting.goto("/static/mark.svg")
    counting.goto("about:blank")
    devtools = page.context.new_cdp_session(page)
    worst = {}
    for deficiency in DEFICIENCIES:
        devtools.send("Emulation.setEmulatedVisionDeficiency", {"type": deficiency})
        for level, tag in tags.items():
            picture = base64.b64encode(tag.screenshot()).decode()
            colours = sorted(counting.evaluate(COUNT_COLOURS, picture).items(), key=lambda pair: -pair[1])
            fill = colours[0][0]
            # Letters have solid strokes: of the colours with at least a dozen dots the farthest from the fill is the ink.
            worst[deficiency, level] = max(contrast(fill, colour) for colour, dots in colours if dots >= 12)
    devtools.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
    counting.close()
    page.emulate_media(color_scheme="light")
    assert {key: ratio for key, ratio in worst.items() if ratio < 4.5} == {}
    assert len(worst) == 20


def pseudo(phrase: str) -> str:
    """Return a phrase with strange letters and 40 % more of them; what is filled in stays."""
    strange = str.maketrans("aeiouyAEIOUY", "åéîöüýÅÉÎÖÜÝ")
    parts = []
    for text, name, spec, _ in string.Formatter().parse(phrase):
        parts.append(text.translate(strange).replace("{", "{{").replace("}", "}}"))
        if name is not None:
            parts.append("{" + name + (f":{spec}" if spec else "") + "}")
    longer = " ".join(["ñøñ"] * max(1, round(len(phrase) * 0.4 / 4)))
    return "".join(parts) + " " + longer


@pytest.fixture
def pseudo_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every phrase of the catalogue made longer while the server runs."""
    wordy = {lang: {key: pseudo(phrase) for key, phrase in wording.phrases(lang).items()} for lang in wording.LANGUAGES}
    monkeypatch.setattr(wording, "phrases", wordy.__getitem__)


CLIPPED = """() => [...document.querySelectorAll("button, .button, .tag, .level, h1, h2, h3, label, legend, summary, nav a")]
  .filter(one => one.checkVisibility() && !one.closest(".unseen, .scroll, svg") && !one.matches(".unseen"))
  .filter(one => one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).display !== "inline")
  .map(one => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.usefixtures("with_route", "pseudo_locale")
def test_words_four_tenths_longer_still_fit(as_role: Callable[[str], Page], width: int) -> None:
    page = as_role("coordinator")
    page.set_viewport_size({"width": width, "height": 800})
    wrong = []
    for path in PAGES["coordinator"]:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((path, "scrolls sideways"))
        wrong += [(path, clipped) for clipped in page.evaluate(CLIPPED)]
    assert wrong == []


@pytest.mark.usefixtures("with_route", "pseudo_locale")
def test_every_word_of_the_frame_and_the_forms_comes_from_the_catalogue(as_role: Callable[[str], Page]) -> None:
    page = as_role("coordinator")
    page.set_viewport_size({"width": 1280, "height": 900})
    bare = []
    # The notice for the public has a catalogue of its own, in eight languages (review_ui/notices).
    for path in [path for path in PAGES["coordinator"] if not path.startswith("/notice")]:
        page.goto(path)
        texts = page.eval_on_selector_all(
            "header a, header summary, footer p, h1, main button, main legend, main summary, main th[scope=col], .hint",
            "all => all.filter(one => one.checkVisibility()).map(one => one.innerText.trim())",
        )
        bare += [(path, text) for text in texts if any(sign.isalpha() for sign in text) and "ñøñ" not in text]
    # Names of the tool, its languages, file formats, keys; data: places, sites, towns, people's filters.
    data = (
        "Lygte",
        "English",
        "PDF",
        "GPX",
        "ICS",
        "CSV",
        "XLSX",
        "Klinik",
        "Privat",
        "Escort",
        "Sted",
        "1. Klinik",
        "Hovedstaden",
        "Midtjylland",
        "Nordjylland",
        "Sjælland",
        "Syddanmark",
        "vores",
        "Vores",
    )
    assert [(path, text) for path, text in bare if not text.startswith(data)] == []


SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 120);
})"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.usefixtures("with_route")
def test_nothing_moves_while_a_page_loads(as_role: Callable[[str], Page], width: int) -> None:
    page = as_role("coordinator")
    page.set_viewport_size({"width": width, "height": 800})
    moved = {}
    for path in PAGES["coordinator"]:
        page.goto(path)
        moved[path] = page.evaluate(SHIFT)
    assert {path: shift for path, shift in moved.items() if shift > 0.01} == {}


HIDDEN_FOCUS = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !(top && (here.contains(top) || top.contains(here) || here.closest("label")?.contains(top)));
}"""


@pytest.mark.parametrize("path", ["/queue", "/places", "/places/vejle-havn", "/"])
def test_the_focus_is_never_hidden_under_a_bar(as_role: Callable[[str], Page], path: str) -> None:
    """WCAG 2.4.11, with the sticky head and the sticky acts."""
    page = as_role("screener")
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(path)
    hidden, seen = [], 0
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen += 1
        if page.evaluate(HIDDEN_FOCUS):
            hidden.append(page.evaluate("document.activeElement.outerHTML.slice(0, 100)"))
    assert hidden == []
    assert seen > 15


def test_a_red_place_is_drawn_on_the_map(as_role: Callable[[str], Page], served: Served) -> None:
    page = as_role("screener")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/places?level=red")
    box = page.locator(".map .level-red .shape").first.bounding_box()
    assert box is not None and min(box["width"], box["height"]) > 5


@pytest.fixture(autouse=True)
def as_before(as_role: Callable[[str], Page]) -> Iterator[None]:
    """The pages are shared: give them back as they were."""
    yield
    for login in ("coordinator", "screener"):
        as_role(login).set_viewport_size({"width": 1280, "height": 900})
