"""T-09: more than 500 invented numbers and addresses go the whole road and are then sought everywhere but in sealed columns.

Collected over HTTP, read, linked, ranked, shown on every page, exported as files, backed up, asked about wrongly; sought in
the rows, every file, logs, errors, addresses and headers, the browser's own folder, the bill of materials.
"""

import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Response
from sqlmodel import Session, col, select

from crawler.browser import LAUNCH_ARGS
from lygte.main import main
from models.contact_point import ContactPoint
from models.dump import dump_lines
from tests.lygte.canaries import Canaries, canaries_of
from tests.lygte.conftest import DAYS, Ran
from tests.lygte.served_demo import Screens, pages_of, serving


@pytest.fixture(scope="module")
def canaries() -> Canaries:
    return canaries_of(DAYS)


@pytest.fixture(scope="module")
def screens(demo: Ran, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screens]:
    data = tmp_path_factory.mktemp("canaries") / "data"
    shutil.copytree(demo.data, data)
    with serving(data) as served:
        yield served


def test_a_canary_is_found_however_it_is_written(canaries: Canaries) -> None:
    number = next(one for one in canaries.numbers if one.startswith("+45"))
    pairs = [number[at : at + 2] for at in range(3, 11, 2)]
    for written in (
        number,
        number.replace("+", "%2B"),
        number.replace("+", "00"),
        *(mark.join(pairs) for mark in (" ", ".", "-", "%20", "+")),
    ):
        assert canaries.in_text(f"x={written}&y=1") == [number[-2:]], written
    assert all(canaries.in_text(f"<p>{address}</p>") for address in canaries.addresses)
    assert canaries.in_text("tel +4570202550, 12 34 56 78, Vestergade 1") == []


def lygte(words: list[str], typed: str = "") -> tuple[int, str]:
    """Run one command in this process; return its exit code and all it said."""
    said, before = io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8")
    try:
        with redirect_stdout(said), redirect_stderr(said):
            return main(words), said.getvalue()
    except SystemExit as refused:
        # Wrong use: argparse's own sentence.
        return int(refused.code or 0), said.getvalue()
    finally:
        sys.stdin = before


def test_more_than_500_canaries_go_the_road(canaries: Canaries, screens: Screens) -> None:
    assert len(canaries.numbers) > 500
    assert len(canaries.addresses) > 100
    with Session(screens.engine) as session:
        sealed = session.exec(select(ContactPoint.address_sealed).where(col(ContactPoint.address_sealed).is_not(None)))
        opened = {screens.keyring.unseal(one, "contact_point.address") for one in sealed if one}
    # They did go the road: what is sealed opens to them.
    assert len(canaries.in_text(" ".join(opened))) > 50


def test_no_canary_lies_open_in_a_row_or_a_file(demo: Ran, canaries: Canaries, screens: Screens) -> None:
    assert canaries.in_text("\n".join(dump_lines(screens.engine))) == []
    for file in (one for one in demo.data.rglob("*") if one.is_file()):
        assert canaries.in_bytes(file.read_bytes()) == [], file.name
    assert canaries.in_text(demo.out + demo.err) == []


def test_no_number_shows_on_any_page_nor_in_its_address_or_headers(canaries: Canaries, screens: Screens) -> None:
    looked = 0
    for role, paths in pages_of(screens.engine).items():
        screens.client.cookies.set("lygte_session", screens.tokens[role])
        for path in paths:
            answer = screens.client.get(path)
            looked += answer.status_code == 200
            assert answer.status_code < 500, path
            outside = " ".join([str(answer.url), *(f"{name}: {value}" for name, value in answer.headers.items())])
            assert canaries.in_text(outside) == [], path
            # Teams do see addresses on the page of a place: they drive there.
            assert canaries.numbers_in(answer.content) == [], path
    assert looked > 90


def test_no_error_repeats_what_was_typed(canaries: Canaries, screens: Screens) -> None:
    """Numbers and addresses are typed where they do not belong: on forms, in addresses, at the command line."""
    screens.client.cookies.set("lygte_session", screens.tokens["coordinator"])
    for number, address in zip(canaries.numbers[:40], canaries.addresses[:40], strict=True):
        for path, fields in (
            ("/places/x/act", {"act": number}),
            ("/routes/new", {"team": "A", "day": number, "start": address}),
            ("/figures/enter", {"what": "F11 visits", "day": "2026-01-01", "value": number}),
            ("/networks/x/judge", {"same": address}),
        ):
            answer = screens.client.post(path, data={**fields, "csrf": "form coordinator"})
            assert answer.status_code < 500
            said = " ".join(re.findall(r'<(?:p|h1|div class="wrong")[^>]*>([^<]*)', answer.text))
            assert canaries.in_text(said) == [], path
    data = screens.engine.url.database or ""
    place = ["--data", str(Path(data).parent)]
    number, address = canaries.numbers[7], canaries.addresses[7]
    for words, typed in (
        (["read"], f'{{"id": "1", "text": "{number} {address}"\n'),
        (["link"], json.dumps({"id": "1", "text": address, "phones": number}) + "\n"),
        (["plan"], json.dumps({"stops": [{"id": f"{address} {number}"}]})),
        (["forget", *place], f"{number}9999\n"),
        (["insight", *place], f"{address}\n"),
        (["breach", "--what-we-have", *place], f"{address}\n"),
    ):
        code, said = lygte(words, typed)
        assert code != 0, words
        assert canaries.in_text(said) == [], words
        assert "Traceback" not in said


def test_no_canary_lies_in_a_back_up_a_paper_or_the_bill_of_materials(
    canaries: Canaries, screens: Screens, tmp_path: Path
) -> None:
    place = ["--data", str(Path(screens.engine.url.database or "").parent)]
    for words in (
        ["backup", "--out", str(tmp_path / "b.backup"), *place],
        ["restore", "--test", str(tmp_path / "b.backup"), *place],
        ["report", "art30", "--format", "md", "--out", str(tmp_path / "art30.md"), *place],
        ["report", "dpia", "--format", "md", "--out", str(tmp_path / "dpia.md"), *place],
        ["report", "--year", "2026", "--out", str(tmp_path / "year.csv"), *place],
        ["audit", "head", "--out", str(tmp_path / "head.json"), *place],
        ["sbom", "--out", str(tmp_path / "bill.json")],
    ):
        code, said = lygte(words)
        assert code == 0, said
        assert canaries.in_text(said) == []
    written = list(tmp_path.iterdir())
    assert len(written) == 6
    for file in written:
        assert canaries.in_bytes(file.read_bytes()) == [], file.name


def test_a_browser_keeps_nothing_and_no_address_it_asked_for_names_a_canary(
    canaries: Canaries, screens: Screens, playwright: Playwright, chromium: str, tmp_path: Path
) -> None:
    """A real browser with its folder on disk: cookies, caches, histories, databases, all read as bytes afterwards."""
    profile, asked = tmp_path / "profile", []
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=chromium, args=LAUNCH_ARGS, headless=True
    )
    context.add_cookies([{"name": "lygte_session", "value": screens.tokens["outreach"], "url": screens.url}])
    page = context.new_page()
    page.on("response", lambda response: asked.append(address_of(response)))
    for path in pages_of(screens.engine)["outreach"][:40:2]:
        page.goto(screens.url + path)
    stores = storage_of(page)
    context.close()
    assert len(asked) > 20
    assert canaries.in_text(" ".join(asked)) == []
    assert canaries.in_text(json.dumps(stores)) == []
    assert stores["local"] == stores["session"] == {}
    kept = [file for file in profile.rglob("*") if file.is_file()]
    assert len(kept) > 10
    # Pages are not written to disk at all: a sentence that stands on every one of them is in no file.
    for file in kept:
        content = file.read_bytes()
        assert canaries.in_bytes(content) == [], file.name
        assert b"Vis nummeret" not in content, file.name


def address_of(response: Response) -> str:
    return f"{response.request.method} {response.url} {response.headers.get('location', '')}"


def storage_of(page: Page) -> dict[str, object]:
    """Return all that scripts of ours could have kept."""
    return dict(
        page.evaluate(
            """async () => ({local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie,
            databases: (await indexedDB.databases()).map(one => one.name), caches: await caches.keys()})"""
        )
    )


def test_no_log_of_any_part_at_any_level_names_a_canary(canaries: Canaries, screens: Screens) -> None:
    """The last of all: every page above was walked and every form filled by now."""
    screens.client.cookies.set("lygte_session", screens.tokens["outreach"])
    screens.client.post("/search", data={"csrf": "form outreach", "words": canaries.addresses[0]})
    screens.client.post("/notice", data={"number": canaries.numbers[0], "lang": "da"})
    assert canaries.in_text("\n".join(screens.logs)) == []


def test_no_core_is_dumped_when_a_process_dies() -> None:
    """A core would hold opened texts and keys."""
    check = (
        "import sys, resource, lygte.main as program; resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2);"
        "sys.argv = ['lygte', 'read', '--quiet']\ntry: program.entry()\nexcept SystemExit: pass\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", check], input="", capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("(0, 0)")
