"""The how-to pages do what they say."""

import re
import shutil
from pathlib import Path

from fibrocare.engine.cases import run_cases
from fibrocare.knowledge.check import problems
from fibrocare.knowledge.loader import FOLDER, load_files

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
