import shutil

import pytest

from fibrocare.knowledge.check import problems
from fibrocare.knowledge.loader import COMPILED, FOLDER, BadKnowledge, compile_to, load_files


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "knowledge"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", COMPILED))
    return copy


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_compiled_knowledge_is_current():
    assert (FOLDER / COMPILED).read_bytes() == compile_to()


def test_nothing_is_wrong_between_the_files(files):
    assert list(problems(files)) == []


def test_compiled_and_read_knowledge_are_the_same_but_for_cases(knowledge, files):
    assert knowledge.version == files.version
    assert knowledge.fields == files.fields
    assert knowledge.medicines == files.medicines


class TestRefuses:
    def test_a_file_without_a_reviewer(self, folder):
        edit(folder / "instruments/gad7.toml", "reviewed_by", "# reviewed_by")

        with pytest.raises(BadKnowledge, match=r"instruments/gad7.toml.*reviewed_by"):
            load_files(folder)

    def test_a_list_of_things_without_a_review_date(self, folder):
        edit(folder / "fields/safety.toml", "reviewed_on", "# reviewed_on")

        with pytest.raises(BadKnowledge, match=r"fields/safety.toml has no `reviewed_on`"):
            load_files(folder)

    def test_a_rule_without_sources(self, folder):
        edit(folder / "triage/soon.toml", "sources", "# sources")

        with pytest.raises(BadKnowledge, match=r"triage/soon.toml.*sources"):
            load_files(folder)

    def test_a_key_that_nobody_knows(self, folder):
        edit(folder / "criteria/acr_2016.toml", "order", "ordre")

        with pytest.raises(BadKnowledge, match=r"acr_2016.toml.*ordre"):
            load_files(folder)

    def test_text_that_is_no_toml_with_its_line(self, folder):
        (folder / "triage/soon.toml").write_text("level = \n")

        with pytest.raises(BadKnowledge, match=r"triage/soon.toml: .*line 1"):
            load_files(folder)

    def test_a_field_defined_twice(self, folder):
        edit(folder / "fields/pain.toml", "[pain_onset]", "[rf_fever]")

        with pytest.raises(BadKnowledge, match="`rf_fever` is defined twice"):
            load_files(folder)


class TestFinds:
    @pytest.mark.parametrize(
        ("file", "old", "new", "says"),
        [
            ("triage/emergency.toml", "{ rf_saddle_numbness =", "{ rf_sadle_numbness =", "did you mean 'rf_saddle_numbness'"),
            ("triage/emergency.toml", "dp-S34", "dp-S999", "source 'dp-S999' is not in sources.toml"),
            ("differentials/hypothyroidism.toml", '["hypothyroidism"]', '["hypothyroid"]', "settled_by names 'hypothyroid'"),
            ("instruments/isi.toml", "topic", 'text = "Words"\ntopic', "has wording, but its licence verdict is DO_NOT_SHIP"),
            ("criteria/acr_2016.toml", "wpi = 7", "wpy = 7", "'wpy' is not in parts.toml"),
            ("vocabulary/flags.toml", "[on_statin]", "[on_statins]", "flags/on_statins is not a field"),
            ("vocabulary/flags.toml", "fatigue_0_3 =", "fatige_0_3 =", "flags/symptom_count.count: 'fatige_0_3' is not a field"),
            ("vocabulary/conditions.toml", 'seizure_history = "yes"', "seizure_history = 3", "seizure_history is yes or no"),
            ("learn/symptoms.toml", '"when_to_seek_help"', '"when_to_hope"', "`see` names 'when_to_hope'"),
            ("followup.toml", "every_weeks = 13", "", "quarter: give one of `days_before_review` and `every_weeks`"),
            ("followup.toml", '["pgic", "fiqr", "phq9"]', '["isi"]', "'isi' is no instrument with words that may be shown"),
            (
                "learn/symptoms.toml",
                "It is in many places.",
                "Multifocal musculoskeletal nociception predominates.",
                "reads at grade",
            ),
        ],
    )
    def test_what_does_not_fit_together(self, folder, file, old, new, says):
        edit(folder / file, old, new)

        assert any(says in line for line in problems(load_files(folder))), list(problems(load_files(folder)))

    def test_a_question_that_reads_too_hard(self, folder):
        edit(
            folder / "fields/safety.toml",
            '"Did you get a sudden, very bad headache?"',
            '"Do you experience debilitating cephalalgia?"',
        )

        assert any("reads at grade" in line for line in problems(load_files(folder)))

    def test_a_claim_that_is_better_verified_than_its_source(self, folder):
        edit(folder / "criteria/acr_1990.toml", 'verification = "secondary"', 'verification = "primary"')

        assert any("its best source is only `secondary`" in line for line in problems(load_files(folder)))
