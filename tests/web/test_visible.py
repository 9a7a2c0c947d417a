"""Queries for patient data start from what the person may see."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import check_visible

WEB = check_visible.ROOT / "src/fibrocare/web"
MODELS = """
class Letter(models.Model):
    patient = models.{key}
"""


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A small web package with one model that holds patient data."""
    (tmp_path / "models.py").write_text(MODELS.format(key="ForeignKey(Patient, on_delete=models.CASCADE)"), encoding="utf-8")
    return tmp_path


def test_the_command_ends_well_where_the_code_keeps_the_rule() -> None:
    ended = subprocess.run([sys.executable, check_visible.__file__], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_code_keeps_the_rule() -> None:
    allowed = tomllib.loads((check_visible.ROOT / "tools/check_visible.toml").read_text(encoding="utf-8"))

    assert check_visible.faults(WEB, allowed) == []


@pytest.mark.parametrize(
    "query",
    [
        "Letter.objects.all()",
        "Letter.objects.filter(x=1).visible_to(user)",
        "get(Letter.objects)",
        "get_object_or_404(Letter, pk=1)",
        "m.Patient._default_manager.get(pk=1)",
    ],
)
def test_a_planted_query_is_found(web: Path, query: str) -> None:
    (web / "views.py").write_text(f"def page(user):\n    return {query}\n", encoding="utf-8")

    assert [it.split(":")[:2] for it in check_visible.unguarded(web)] == [["views.py", "page"]]


@pytest.mark.parametrize(
    "query", ["Letter.objects.visible_to(user).first()", "Patient.objects.contactable_by(user)", "Room.objects.all()"]
)
def test_a_query_that_starts_right_passes(web: Path, query: str) -> None:
    (web / "views.py").write_text(f"def page(user):\n    return {query}\n", encoding="utf-8")

    assert check_visible.unguarded(web) == set()


@pytest.mark.parametrize(
    "key", ['OneToOneField("people.Patient", models.CASCADE)', "ForeignKey(to=Patient, on_delete=models.CASCADE)"]
)
def test_every_way_to_point_at_a_patient_is_known(web: Path, key: str) -> None:
    (web / "models.py").write_text(MODELS.format(key=key), encoding="utf-8")

    assert check_visible.patient_models(web) == {"Letter", "Patient"}


def test_a_stale_line_and_a_line_without_a_reason_are_faults(web: Path) -> None:
    (web / "views.py").write_text("def page(user):\n    return Letter.objects.all()\n", encoding="utf-8")

    wrong = check_visible.faults(web, {"views.py:page:Letter": " ", "gone.py:page:Letter": "was safe"})

    assert ["give a reason" in wrong[1], "no such query any more" in wrong[0]] == [True, True]
