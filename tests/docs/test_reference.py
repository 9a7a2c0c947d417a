"""The generated reference is current, and every command is documented."""

import re
import sys
from pathlib import Path

from fibrocare.cli.assess import run

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import write_reference  # noqa: E402


def test_the_page_of_rules_is_current(files):
    assert write_reference.PAGE.read_text("utf-8") == write_reference.page(files)


def test_the_page_in_the_readme_is_what_the_first_command_prints(knowledge, capsys):
    readme = (ROOT / "README.md").read_text("utf-8")
    run(["example"], as_json=False, as_of=None, lab_policy="canadian")

    printed = capsys.readouterr().out.strip()

    assert f"```\n{printed}\n```" in readme


def test_the_python_example_of_the_readme_runs(capsys):
    readme = (ROOT / "README.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", readme, flags=re.DOTALL)[1]

    exec(code, {})  # noqa: S102  it is our own page

    assert capsys.readouterr().out == "emergency_now\n"
