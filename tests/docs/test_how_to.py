"""The how-to pages do what they say."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from fibrocare.cli.main import parser
from fibrocare.engine.cases import run_cases
from fibrocare.knowledge.check import problems
from fibrocare.knowledge.loader import FOLDER, load_files
from well_person import well

ROOT = Path(__file__).parents[2]


def test_add_an_instrument_adds_one_from_a_file(tmp_path):
    page = (ROOT / "docs/how-to/add-an-instrument.md").read_text("utf-8")
    block = re.search(r"```toml\n(.*?)```", page, flags=re.DOTALL)[1]
    folder = tmp_path / "knowledge"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "compiled.json"))

    (folder / "instruments/three_good_things.toml").write_text("\n".join(line[3:] for line in block.splitlines()))

    knowledge = load_files(folder)
    ran = [it for it in run_cases(knowledge) if it.about == "instruments/three_good_things"]
    assert [line for line in problems(knowledge) if "three_good_things" in line or "tgt_" in line] == []
    assert [it.passed for it in ran] == [True, True]
    assert knowledge.fields["tgt_item1"].instrument == "three_good_things"


TRIAL = (ROOT / "docs/how-to/run-a-trial-of-one-person.md").read_text("utf-8")


@pytest.mark.parametrize(("command", "shown"), re.findall(r"```console\n\$ fibrocare (.*?)\n(.*?)```", TRIAL, flags=re.DOTALL))
def test_a_trial_of_one_person_prints_what_the_page_shows(command, shown, tmp_path, monkeypatch, capsys):
    (tmp_path / "person.json").write_text(json.dumps({"as_of": "2026-11-22", "id": "well", "answers": well(nrs_pain=7)}))
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)

    arguments = parser().parse_args(shlex.split(command))

    assert arguments.run(arguments) == 0
    assert capsys.readouterr().out.rstrip("\n") == shown.rstrip("\n")
