"""The commands, run in process: what they print and how they end."""

import json
import re
import sys
from pathlib import Path

import pytest

from fibrocare.cli.main import main, parser

EXAMPLE = Path(__file__).parents[3] / "src/fibrocare/cli/example_patient.json"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command line; give its exit code, standard output and standard error."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["fibrocare", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return command


class TestAssess:
    def test_prints_a_page_without_colour_where_nobody_looks(self, run):
        code, out, _ = run("assess", "example")

        assert code == 0
        assert "\x1b" not in out
        for heading in ("Urgency", "Criteria", "Where", "Severity", "Scores", "What else", "Medicines", "Tests", "Ask now"):
            assert re.search(f"^{heading}", out, flags=re.MULTILINE), heading
        assert max(map(len, out.splitlines())) <= 96

    def test_a_page_is_read_in_a_minute(self, run):
        """About 250 words a minute, and half of them are names and numbers that the eye skips."""
        _, out, _ = run("assess", "example")

        assert len(out.splitlines()) <= 80
        assert len(out.split()) <= 650

    def test_never_says_diagnosed(self, run):
        _, out, _ = run("assess", "example")

        assert not re.search(
            r"you have fibro|is diagnosed|has fibromyalgia|nothing wrong|psychosomatic", out, flags=re.IGNORECASE
        )

    def test_json_is_the_contract(self, run):
        code, out, _ = run("assess", "--json", "example")

        found = json.loads(out)
        assert code == 0
        assert {"as_of", "id", "knowledge_version", "triage", "criteria", "scores", "severity", "differentials"} <= set(found)
        assert {"comorbidities", "contributors", "unmapped"} <= set(found)
        assert set(found["triage"]) >= {"level", "flags", "help_criteria"}
        assert list(found["criteria"]) == ["acr_2016", "acr_2011", "aapt_2019", "acr_2010", "acr_1990", "wp_2019"]
        assert set(found["criteria"]["acr_2016"]) >= {"verdict", "self_report", "missing", "parts"}
        assert set(found["criteria"]["acr_2016"]["parts"]) == {"wpi", "sss", "regions", "months", "psd"}
        assert set(found["scores"]["phq9"]) >= {"score", "range", "band", "complete", "missing", "instrument_version"}
        assert set(found["differentials"][0]) >= {"id", "name", "state", "for", "against", "ask", "tests"}
        for flag in found["triage"]["flags"]:
            assert set(flag) >= {"id", "level", "because", "unknown", "advice", "source"}

    def test_many_people_give_a_line_each(self, run, tmp_path):
        for name in ("a", "b", "c"):
            (tmp_path / f"{name}.json").write_text(json.dumps({"id": name, "as_of": "2026-11-22", "answers": {}}))

        code, out, err = run("assess", str(tmp_path))

        assert code == 0
        assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", "b", "c"]
        assert "3 assessed, 0 refused" in err

    def test_the_lab_policy_is_a_setting(self, run):
        def tests(policy):
            _, out, _ = run("assess", "--json", "--lab-policy", policy, "example")
            return {test["id"] for test in json.loads(out)["workup"]["to_do"] if test["tier"] == "core"}

        assert tests("minimal") == set()
        assert tests("minimal") < tests("canadian") < tests("rcp")

    def test_toml_and_json_say_the_same(self, run, tmp_path):
        (tmp_path / "x.toml").write_text('as_of = 2026-11-22\nid = "x"\n[answers]\nage_years = 46\nrf_fever = "yes"\n')
        (tmp_path / "x.json").write_text('{"as_of": "2026-11-22", "id": "x", "answers": {"age_years": 46, "rf_fever": "yes"}}')

        assert run("assess", "--json", str(tmp_path / "x.toml"))[1] == run("assess", "--json", str(tmp_path / "x.json"))[1]


class TestExplain:
    @pytest.mark.parametrize(
        "name", ["E04", "H1", "X01", "acr_2016", "phq9", "rf_fever", "restless_legs", "duloxetine", "on_serotonergic"]
    )
    def test_shows_a_rule_with_its_sources(self, run, name):
        code, out, _ = run("explain", name)

        assert code == 0
        assert "[[cases]]" not in out
        assert out.startswith("# ")

    def test_shows_sources_in_words_and_cases_with_their_result(self, run):
        _, out, _ = run("explain", "E04")

        assert re.search(r"^  dp-S35a \(secondary\): \S+", out, flags=re.MULTILINE)
        assert out.count("  holds  ") >= 3
        assert "FAILS" not in out

    def test_an_unknown_name_is_said(self, run):
        code, _, err = run("explain", "E99")

        assert code == 2
        assert "nothing is called 'E99'" in err


class TestKnowledge:
    def test_check_holds(self, run):
        code, out, _ = run("knowledge", "check")

        assert code == 0
        assert re.search(r"\d{4} cases hold, 0 fail", out)

    def test_check_of_another_folder_names_what_is_wrong(self, run, tmp_path):
        (tmp_path / "instruments").mkdir()
        (tmp_path / "instruments/x.toml").write_text('name = "X"\n')

        code, _, err = run("knowledge", "check", "--folder", str(tmp_path))

        assert code == 2
        assert err.startswith("instruments/x.toml: ")

    def test_check_of_a_folder_without_knowledge_is_no_success(self, run, tmp_path):
        code, _, err = run("knowledge", "check", "--folder", str(tmp_path / "nowhere"))

        assert code == 2
        assert "holds no knowledge files" in err

    def test_list_without_a_kind_counts(self, run):
        assert re.search(r"^instruments +\d\d$", run("knowledge", "list")[1], flags=re.MULTILINE)

    @pytest.mark.parametrize(
        "kind", ["fields", "instruments", "criteria", "triage", "differentials", "sources", "products", "areas"]
    )
    def test_list_of_a_kind(self, run, kind):
        code, out, _ = run("knowledge", "list", kind)

        assert code == 0
        assert len(out.splitlines()) > 3

    def test_list_of_no_kind_says_which_there_are(self, run):
        code, _, err = run("knowledge", "list", "nonsense")

        assert code == 2
        assert "allowed are fields" in err

    def test_show(self, run):
        assert "PHQ-9" in run("knowledge", "show", "phq9")[1]
        assert run("knowledge", "show", "nonsense")[0] == 2

    def test_licences_name_every_instrument_and_keep_the_credit(self, run, knowledge):
        _, out, _ = run("knowledge", "licences")

        assert all(re.search(rf"^  {name} ", out, flags=re.MULTILINE) for name in knowledge.instruments)
        assert "educational grant from Pfizer" in out

    def test_the_compiled_file_is_current(self, run):
        assert run("knowledge", "compile", "--check")[0] == 0


class TestDoctor:
    def test_finds_nothing_wrong_here(self, run, monkeypatch):
        for name in ("FIBROCARE_DATA", "FIBROCARE_DEMO"):
            monkeypatch.delenv(name, raising=False)

        code, out, _ = run("doctor")

        assert (code, len(out.splitlines())) == (0, 1)
        assert out.startswith("Nothing is wrong: fibrocare")


def test_every_command_is_in_the_readme():
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    commands = next(action.choices for action in parser()._actions if action.choices)

    assert all(f"fibrocare {name}" in readme for name in commands)
