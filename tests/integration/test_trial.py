"""`fibrocare trial`: a sheet is read or refused in one line; a certainty that the days do not hold is never printed."""

import json
from pathlib import Path

import pytest

from fibrocare.cli.main import parser
from fibrocare.knowledge import load
from fibrocare.knowledge.readability import grade
from well_person import well

GUYATT = str(Path(__file__).parents[1] / "data" / "nof1" / "guyatt_1990.csv")
SCALE = ["--scale", "1-7", "--step", "0.1", "--better", "higher", "--matters", "0.5", "--reference", "placebo"]


@pytest.fixture
def fibrocare(capsys):
    """Run a command; its exit code, what it printed, what it complained of."""

    def run(*arguments):
        told = parser().parse_args(["trial", *map(str, arguments)])
        code = told.run(told)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.fixture
def sheet(tmp_path):
    """A sheet of so many periods of ten days; the value of a day by its condition and place."""

    def write(
        periods="off on on off off on", value=lambda name, at: (6 if name == "off" else 3) + at % 2, edit=lambda rows: rows
    ):
        rows = [
            [f"2026-{1 + at // 28:02d}-{1 + at % 28:02d}", name, str(value(name, at))]
            for at, name in enumerate(name for name in periods.split() for _ in range(10))
        ]
        path = tmp_path / "sheet.csv"
        path.write_text("\n".join(["date,condition,value", *(",".join(row) for row in edit(rows))]), "utf-8")
        return path

    return write


class TestAnalyse:
    def test_one_plain_sentence_comes_first(self, fibrocare):
        code, out, _ = fibrocare("analyse", GUYATT, *SCALE, "--measure", "wellbeing")

        said = " ".join(out.split("Verdict")[0].split())
        assert code == 0
        assert said.startswith("With active your wellbeing was about 0.8 points higher than with placebo.")
        assert grade(said) <= 8

    def test_the_numbers_follow_with_what_a_t_test_would_claim(self, fibrocare):
        _, out, _ = fibrocare("analyse", GUYATT, *SCALE)

        assert "95 % interval" in out
        assert "not to be used" in out

    def test_a_program_reads_the_same(self, fibrocare):
        _, out, _ = fibrocare("analyse", GUYATT, *SCALE, "--json")

        (told,) = json.loads(out)
        assert told["verdict"] == "keep"
        assert told["benefit"]["low"] < told["benefit"]["mean"] < told["benefit"]["high"]

    def test_a_small_sure_benefit_is_told_as_both(self, fibrocare, sheet):
        path = sheet(value=lambda name, at: (6 if name == "off" else 5) + at % 2)

        _, out, _ = fibrocare("analyse", path)

        said = " ".join(out.split())
        assert "helps a little, but hardly by the 2 points" in said
        assert "say so" in said

    def test_a_drawing_has_its_table_beside_it(self, fibrocare, sheet, tmp_path):
        _, out, _ = fibrocare("analyse", sheet(), "--svg", tmp_path / "x.svg")

        text = (tmp_path / "x.svg").read_text()
        assert text.startswith("<svg")
        assert "2 better than off: keep" in text
        assert "2026-01-01 to 2026-01-10: 6.50 (10 days)" in out

    def test_what_is_expected_is_said_and_counts(self, fibrocare, sheet):
        _, weak, _ = fibrocare("analyse", sheet(), "--json")
        _, published, _ = fibrocare("analyse", sheet(), "--prior-of", "duloxetine", "--json")
        _, out, _ = fibrocare("analyse", sheet(), "--prior-of", "duloxetine")

        means = [json.loads(text)[0]["benefit"]["mean"] for text in (weak, published)]
        assert means[0] != means[1]
        assert "Expected    benefit 0.73, SD 1.50 (duloxetine: pain" in out

    def test_what_is_not_published_is_not_made_up(self, fibrocare, sheet):
        code, _, err = fibrocare("analyse", sheet(), "--prior-of", "duloxetine", "--outcome", "sleep")

        assert code == 2
        assert "no mean difference in sleep" in err

    def test_three_conditions_are_each_told(self, fibrocare, sheet):
        code, out, _ = fibrocare("analyse", sheet("off on new new on off on off new"))

        assert code == 0
        assert "With on your pain" in out
        assert "With new your pain" in out

    @pytest.mark.parametrize(
        ("edit", "words"),
        [
            (lambda rows: rows[:3], "only 'off'"),
            (lambda rows: [[*row[:2], "5"] for row in rows], "all 60 values are 5"),
            (lambda rows: [row for row in rows if row[1] == "off"], "only 'off'"),
            (lambda rows: [*rows[:30], *(["2036" + row[0][4:], *row[1:]] for row in rows[30:])], "on its own"),
            (lambda rows: [[*row[:2], ""] for row in rows], "0 of 4 periods"),
        ],
    )
    def test_too_little_is_said_and_nothing_is_claimed(self, fibrocare, sheet, edit, words):
        _, out, err = fibrocare("analyse", sheet(edit=edit))

        assert words in out + err
        assert "Verdict" not in out

    def test_days_out_of_order_are_sorted_and_it_is_said(self, fibrocare, sheet):
        code, out, _ = fibrocare("analyse", sheet(edit=lambda rows: rows[::-1]))

        assert code == 0
        assert "out of order" in out

    @pytest.mark.parametrize(
        ("edit", "words"),
        [
            (lambda rows: [*rows, [rows[0][0], "on", "4"]], "2026-01-01: two conditions on one date"),
            (lambda rows: [["01/02/2026", *rows[0][1:]]], "line 2: date is '01/02/2026'; write YYYY-MM-DD"),
            (lambda rows: [[*rows[0][:2], "bad"]], "line 2: value is 'bad'"),
            (lambda rows: [[*rows[0][:2], "nan"], *rows[1:]], "nan is not between 0 and 10"),
            (lambda rows: [[*rows[0][:2], "1e99"], *rows[1:]], "is not between 0 and 10"),
            (lambda rows: [[rows[0][0], "", "4"]], "line 2: condition is empty"),
            (lambda _: [], "no row under the header"),
        ],
    )
    def test_what_cannot_be_read_is_refused_in_one_line(self, fibrocare, sheet, edit, words):
        code, out, err = fibrocare("analyse", sheet(edit=edit))

        assert (code, out) == (2, "")
        assert words in err
        assert err.count("\n") == 1

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"", "no column 'date'"), (b"date,condition\n", "no column 'value'"), (b"date,condition,value\n\xe9", "not UTF-8"),
         (b"date,condition,value\n" + b"2026-01-01,off,1\n" * 40_000, "at most 36,525 rows"),
         (b'date,condition,value\n"\0', "line")],
    )  # fmt: skip
    def test_files_that_are_no_sheets(self, fibrocare, tmp_path, content, words):
        path = tmp_path / "x.csv"
        path.write_bytes(content)

        code, _, err = fibrocare("analyse", path)

        assert code == 2
        assert words in err

    @pytest.mark.parametrize(
        "wrong",
        [["--scale", "10-0"], ["--scale", "x"], ["--prior", "1"], ["--prior", "nan,1"], ["--prior", "0,0"], ["--reference", "x"]],
    )
    def test_a_wrong_argument_is_named(self, fibrocare, sheet, wrong):
        code, _, err = fibrocare("analyse", sheet(), *wrong)

        assert code == 2
        assert wrong[0] in err

    def test_a_file_that_is_not_there(self, fibrocare):
        assert fibrocare("analyse", "nowhere.csv")[0] == 2


class TestDesign:
    @pytest.fixture
    def person(self, tmp_path):
        path = tmp_path / "person.json"
        path.write_text(json.dumps({"as_of": "2026-11-23", "id": "x", "answers": well(nrs_pain=7)}, default=list))
        return path

    def test_periods_what_it_can_show_and_what_must_be_signed(self, fibrocare, person):
        code, out, _ = fibrocare("design", person, "--compare", "melatonin", "--start", "2026-12-01", "--seed", 3)

        assert code == 0
        assert "6 periods of 21 days, 2026-12-01 to 2027-04-05" in out
        assert "true benefit 2: keep in" in out
        assert "--signed crossover/melatonin" in out

    def test_the_sheet_goes_straight_into_the_analysis(self, fibrocare, person, tmp_path):
        path = tmp_path / "sheet.csv"
        fibrocare("design", person, "--compare", "melatonin", "--start", "2026-12-01", "--seed", 3, "--csv", path)
        rows = path.read_text().splitlines()
        filled = [rows[0], *(it.replace(",,", f",{3 + at % 3 + 3 * ('off' in it)},") for at, it in enumerate(rows[1:]))]
        path.write_text("\n".join(filled))

        code, out, _ = fibrocare("analyse", path, "--discard", 7)

        assert code == 0
        assert "Keep" in out

    def test_a_blinded_sheet_names_no_condition(self, fibrocare, person, tmp_path):
        path = tmp_path / "sheet.csv"

        _, out, _ = fibrocare("design", person, "--compare", "melatonin", "--start", "2026-12-01", "--blinded", "--csv", path)

        assert "melatonin" not in path.read_text()
        assert "for the pharmacy alone" in out

    def test_what_must_not_be_crossed_over_is_refused_with_the_reason(self, fibrocare, person):
        code, out, _ = fibrocare("design", person, "--compare", "graded_exercise", "--start", "2026-12-01")

        assert code == 0
        assert "cannot be switched off for a comparison" in " ".join(out.split())
        assert "INSTEAD" in out

    @pytest.mark.parametrize(
        "wrong", [["--start", "soon"], ["--pairs", "2"], ["--compare", "magic"], ["--compare", "melatonin,melatonin"]]
    )
    def test_a_wrong_argument_is_refused(self, fibrocare, person, wrong):
        told = {"--compare": "melatonin", "--start": "2026-12-01"} | {wrong[0]: wrong[1]}

        code, _, err = fibrocare("design", person, *(text for pair in told.items() for text in pair))

        assert code == 2
        assert err


def test_every_crossover_that_is_refused_says_why():
    assert all(it.refused or it.half_life_hours for it in load().crossovers.values())
