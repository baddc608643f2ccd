"""Find a Chromium on this machine, or install one: ``python -m crawler.browser --install``.

Order: ``$CHROMIUM``, Debian's headless shell, a full Chromium or Chrome, Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from crawler.sentences import SENTENCES

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HELP = SENTENCES["no_browser"]
# No sandbox only as root, where Chromium refuses to start with it; no GPU and no /dev/shm in small containers.
LAUNCH_ARGS = ["--disable-dev-shm-usage", "--disable-gpu"] + (["--no-sandbox"] if os.geteuid() == 0 else [])


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for program in PROGRAMS:
        path = shutil.which(program)
        if path:
            return path
    return _playwrights_own()


def _playwrights_own() -> str | None:
    # In a process of its own: Playwright refuses to open beside a running event loop, and callers may have one.
    asked = "from playwright.sync_api import sync_playwright as p; w = p().start(); print(w.chromium.executable_path); w.stop()"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)  # noqa: S603  (our own program)
    path = said.stdout.strip()
    return path if path and Path(path).exists() else None


def install_chromium() -> bool:
    """Install a Chromium: by apt as root, else by Playwright's download. True when one is there afterwards."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for step in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", "chromium-headless-shell", "libatomic1"],
        ):
            # apt's own words matter only when it fails, and then find_chromium says what to do.
            subprocess.run(["apt-get", *step], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603, S607
    if not find_chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find_chromium() is not None


def main() -> int:
    """Say where the browser is; with ``--install`` fetch one first when it is missing."""
    path = find_chromium()
    if not path and "--install" in sys.argv and install_chromium():
        path = find_chromium()
    print(path or HELP)
    return 0 if path else 2


if __name__ == "__main__":
    sys.exit(main())
