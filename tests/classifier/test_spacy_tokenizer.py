"""Reading brings no web client along, and leaves spaCy's command line to whoever wants it."""

import subprocess
import sys

CHECK = """
import sys
from classifier.reader import load_reader
assert load_reader().read("Hej, ring 71 74 62 88").phones
brought = {"requests", "httpx", "urllib3", "typer", "sklearn", "scipy"} & set(sys.modules)
assert not brought, brought
import spacy
from spacy.cli.info import info
assert info.__module__ == "spacy.cli.info"
assert "spacy_version" in spacy.info(silent=True)
"""


def test_reading_holds_no_web_client_and_spacys_command_line_is_there_when_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
