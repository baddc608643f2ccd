"""The table from story to page to test names things that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_page_and_test_named_in_the_table_exists() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \|[^|]+\| `(\w+)` \| `(\w+)` \|$",
        (ROOT / "docs/reference/stories.md").read_text(),
        re.MULTILINE,
    )
    tests = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    assert len(rows) > 60
    # Every story somebody walks in a test has its row.
    walked = {name[:10] for name in re.findall(r"def (test_us_\d\d\w*)\(", tests)}
    assert walked - {test[:10] for _, _, test in rows} == set()
    for story, page, test in rows:
        assert (ROOT / "review_ui" / "pages" / f"{page}.py").exists(), story
        assert f"def {test}(" in tests, story
