"""The generated reference is current, and every command is documented."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import write_reference  # noqa: E402


def test_the_page_of_rules_is_current(files):
    assert write_reference.PAGE.read_text("utf-8") == write_reference.page(files)
