"""`fibrocare trial`: a trial planned, filled in and read; and every sheet that cannot be, refused in one line."""

import csv
import datetime as dt
import json
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from fibrocare.cli.main import parser
from fibrocare.knowledge.readability import grade
from well_person import well

GUYATT = Path(__file__).parents[1] / "data" / "nof1" / "guyatt_1990.csv"
SCALE = ("--discard", 0, "--scale", "1-7", "--step", 0.1, "--better", "higher", "--matters", 0.5)
FIRST = dt.date(2026, 1, 5)
NUMBERED = "date,condition,value,period\n"
ORDER = ("off", "on", "on", "off", "off", "on")


@pytest.fixture
def trial(capsys):
    """Run a command on trials; its exit code, what it printed, what it complained of."""

    def command(*arguments):
        found = parser().parse_args(["trial", *map(str, arguments)])
        code = found.run(found)
        out = capsys.readouterr()
        return code, out.out, out.err

    return command


@pytest.fixture
def person(tmp_path):
    """A file with a well person in pain, with changes."""

    def write(**changes):
        path = tmp_path / "person.json"
        answers = well(**{"nrs_pain": 7, **changes})
        path.write_text(json.dumps({"as_of": "2026-11-22", "id": "someone", "answers": answers}))
        return path

    return write


@pytest.fixture
def sheet(tmp_path):
    """A file with these lines."""

    def write(content):
        path = tmp_path / "sheet.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def days(*, benefit=3.0, length=14, seed=1, order=ORDER):
    """The lines of a made-up trial."""
    draw = random.Random(seed)
    names = [name for name in order for _ in range(length)]
    for at, name in enumerate(names):
        value = 7 - benefit * (name == "on") + draw.gauss(0, 1)
        yield f"{FIRST + dt.timedelta(days=at)},{name},{min(max(round(value), 0), 10)}"


def lines(found):
    return "\n".join(["date,condition,value", *found]) + "\n"


def joined(text):
    """What was printed, without its line breaks."""
    return " ".join(text.split())


SIGNED = ("--signed", "crossover/melatonin", "--signed", "melatonin/Usual")


class TestDesign:
    def test_shows_periods_what_is_set_aside_when_to_stop_and_what_it_can_show(self, trial, person):
        code, out, _ = trial("design", person(), "--compare", "duloxetine", "--start", "2026-12-01", "--seed", 3)

        assert code == 0
        for part in (
            "2026-12-01 to 2027-01-04",
            "seed 3",
            "the first 17 days",
            "crossover/duloxetine",
            "suicide",
            "3 points or more",
        ):
            assert part in joined(out)
        assert [f"true benefit {it}:" in joined(out) for it in ("0 points", "2 points", "3 points")] == [True] * 3

    def test_the_same_seed_prints_the_same(self, trial, person):
        asked = ("design", person(), "--compare", "melatonin", "--start", "2026-12-01", "--seed", 8)

        assert trial(*asked) == trial(*asked)

    def test_a_seed_is_drawn_and_told_where_none_is_given(self, trial, person):
        asked = ("design", person(), "--compare", "melatonin", "--start", "2026-12-01", "--json")

        one, other = (json.loads(trial(*asked)[1])["seed"] for _ in range(2))

        assert one != other

    def test_nothing_is_written_before_the_clinic_has_signed(self, trial, person, tmp_path):
        out = tmp_path / "out.csv"
        asked = ("design", person(), "--compare", "duloxetine", "--start", "2026-12-01", "--csv", out)

        code, _, err = trial(*asked)

        assert (code, out.exists()) == (2, False)
        assert "--signed 'crossover/duloxetine'" in err
        assert trial(*asked, "--signed", "crossover/duloxetine")[0] == 2
        assert not out.exists()
        assert trial(*asked, "--signed", "crossover/duloxetine", "--signed", "duloxetine/taper")[0] == 0
        assert out.exists()

    def test_a_refusal_says_why_and_what_can_be_done_instead(self, trial, person):
        code, out, _ = trial("design", person(), "--compare", "graded_exercise", "--start", "2026-12-01")

        assert code == 0
        assert "it cannot be switched off" in joined(out)
        assert "before and after" in out
        assert "PERIODS" not in out

    def test_what_nobody_asked_is_asked_first(self, trial):
        _, out, _ = trial("design", "example", "--compare", "melatonin", "--start", "2026-12-01")

        assert "ASK FIRST" in out
        assert "Have you ever had a seizure" in joined(out)

    def test_a_refused_trial_writes_nothing(self, trial, person, tmp_path):
        out = tmp_path / "out.csv"

        code, _, _ = trial(
            "design", person(seizure_history="yes"), "--compare", "melatonin", "--start", "2026-12-01", "--csv", out
        )

        assert (code, out.exists()) == (2, False)

    def test_on_a_blinded_trial_only_the_key_tells_the_letters(self, trial, person, tmp_path):
        written, key = tmp_path / "out.csv", tmp_path / "key.txt"
        asked = ("--start", "2026-12-01", "--blinded", "--key", key, "--csv", written, *SIGNED)

        code, out, _ = trial("design", person(), "--compare", "melatonin", *asked)

        rows = list(csv.DictReader(written.read_text().splitlines()))
        assert code == 0
        assert {it["condition"] for it in rows} == {"A", "B"}
        assert "melatonin" in key.read_text()
        assert "A: " not in out
        assert "seed" not in out

    def test_a_blinded_trial_needs_a_key(self, trial, person):
        code, _, err = trial("design", person(), "--compare", "melatonin", "--start", "2026-12-01", "--blinded")

        assert (code, err.count("\n")) == (2, 1)
        assert "--key OUT" in err

    def test_a_calendar_has_a_day_for_each_period(self, trial, person, tmp_path):
        out = tmp_path / "out.ics"

        trial("design", person(), "--compare", "melatonin", "--start", "2026-12-01", "--ics", out, *SIGNED)

        assert out.read_text().count("BEGIN:VEVENT") == 6

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            (("--compare", "duloxetin"), "did you mean duloxetine?"),
            (("--compare", "off"), "--compare is 'off'"),
            (("--compare", "melatonin,melatonin"), "--compare is"),
            (("--start", "1 Dec"), "--start is '1 Dec': a date such as"),
            (("--start", "9999-12-01"), "--start is '9999-12-01': a date such as"),
            (("--pairs", "2"), "--pairs is '2': a whole number from 3 to 12"),
            (("--seed", "-1"), "--seed is '-1'"),
            (("--matters", "nan"), "--matters is 'nan'"),
        ],
    )
    def test_wrong_arguments_are_refused_in_one_line(self, trial, person, changed, says):
        asked = {"--compare": "melatonin", "--start": "2026-12-01", **{changed[0]: changed[1]}}

        code, out, err = trial("design", person(), *(f"{name}={value}" for name, value in asked.items()))

        assert (code, out, err.count("\n")) == (2, "", 1)
        assert says in err


class TestAnalyse:
    def test_the_published_trial_is_found_to_help(self, trial):
        code, out, _ = trial("analyse", GUYATT, *SCALE)

        assert code == 0
        assert joined(out).startswith("On active your score was about 0.8 points higher than on placebo.")
        assert "+0.78" in out
        assert "p 0.022" in out

    def test_the_sentences_come_first_and_are_plain(self, trial, sheet):
        _, out, _ = trial("analyse", sheet(lines(days())), "--matters", 2)

        words = joined(out.split("For the clinician.", maxsplit=1)[0])
        assert words.startswith("On on your pain was about")
        assert grade(words) <= 8

    def test_a_small_sure_benefit_is_told_as_both(self, trial, sheet):
        _, out, _ = trial("analyse", sheet(lines(days(benefit=1.0, length=35))), "--matters", 2)

        words = joined(out)
        assert "almost certain that it helps a little" in words
        assert "it would be stopped. But the bar of 2 points was your own." in words
        assert "VERDICT stop" in words

    def test_which_side_is_the_reference_is_never_guessed(self, trial, sheet):
        code, _, err = trial("analyse", sheet(lines(it.replace("off", "sugar") for it in days())))

        assert code == 2
        assert "--reference must be one of sugar, on" in err

    def test_the_days_test_is_marked_as_not_to_be_used(self, trial, sheet):
        _, out, _ = trial("analyse", sheet(lines(days())))

        assert "NOT TO USE t-test of days" in joined(out)

    def test_a_sheet_that_was_planned_can_be_filled_in_and_read(self, trial, person, tmp_path):
        planned, filled = tmp_path / "planned.csv", tmp_path / "filled.csv"
        trial(
            "design",
            person(),
            "--compare",
            "melatonin",
            "--start",
            "2026-12-01",
            "--csv",
            planned,
            "--signed",
            "crossover/melatonin",
            "--signed",
            "melatonin/Usual",
        )
        draw = random.Random(1)
        with planned.open() as source, filled.open("w") as target:
            target.write(source.readline())
            for it in source:
                value = round(7 - 3 * ("melatonin" in it) + draw.gauss(0, 0.8))
                target.write(it.replace(",,", f",{value},"))

        code, out, _ = trial("analyse", filled, "--matters", 2, "--json")

        (result,) = json.loads(out)["results"]
        assert code == 0
        assert result["condition"] == "melatonin"
        assert result["verdict"] == "keep"
        assert result["effect"]["mean"] == pytest.approx(3, abs=0.5)

    def test_an_effect_that_fades_needs_no_day_set_aside(self, trial, sheet):
        _, out, _ = trial("analyse", sheet(lines(days())), "--onset", 1, "--offset", 2, "--json")

        assert json.loads(out)["set_aside"] == 0

    def test_what_is_expected_is_said_and_counts(self, trial, sheet):
        path = sheet(lines(days()))
        means = [
            json.loads(trial("analyse", path, "--json", *more)[1])["results"][0]["effect"]["mean"]
            for more in ((), ("--prior-of", "duloxetine"))
        ]

        _, out, _ = trial("analyse", path, "--prior-of", "duloxetine")

        assert means[0] != means[1]
        assert "BELIEVED a benefit of 0.637 points, SD 1.5 (duloxetine: at least half the pain gone" in joined(out)

    def test_what_is_not_published_is_not_made_up(self, trial, sheet):
        code, _, err = trial("analyse", sheet(lines(days())), "--prior-of", "duloxetine", "--outcome", "sleep")

        assert code == 2
        assert "no effect on sleep" in err

    def test_three_conditions_are_each_compared_with_the_reference(self, trial, sheet):
        _, out, _ = trial("analyse", sheet(lines(days(order=("off", "on", "other") * 2))), "--json")

        assert [it["condition"] for it in json.loads(out)["results"]] == ["on", "other"]

    def test_days_to_come_are_left_out(self, trial, sheet):
        given = list(days())
        ahead = [f"{FIRST + dt.timedelta(days=len(given) + at)},off," for at in range(90)]

        _, out, _ = trial("analyse", sheet(lines([*given, *ahead])), "--json")

        assert json.loads(out)["missing"] == 0

    def test_spellings_of_a_condition_are_one(self, trial, sheet):
        given = lines(days()).replace(",on,", ", On ,", 5).replace("date,condition,value", "Date,CONDITION, Value")

        code, out, _ = trial("analyse", sheet("\ufeff" + given), "--json")

        assert code == 0
        assert len(json.loads(out)["conditions"]) == 2

    def test_days_out_of_order_are_sorted_and_it_is_said(self, trial, sheet):
        code, out, _ = trial("analyse", sheet(lines(list(days())[::-1])))

        assert code == 0
        assert "out of order" in out

    def test_pictures_and_a_page_are_written(self, trial, sheet, tmp_path):
        svg, page = tmp_path / "days.svg", tmp_path / "page.html"

        trial("analyse", sheet(lines(days())), "--svg", svg, "--html", page)

        assert ET.parse(svg).getroot().get("role") == "img"  # noqa: S314  it is our own file
        text = page.read_text()
        assert text.count("<svg") == 2
        assert text.count("<table>") == 2
        assert text.count("<div") == text.count("</div>")
        assert "style=" not in text

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (lines(it.rpartition(",")[0] + ",5" for it in days()), "all 56 values are 5"),
            (lines([*list(days())[:3], f"{FIRST + dt.timedelta(days=3)},on,4"]), "every condition needs 2 such periods"),
            (lines([*days(), *(it.replace("2026", "2036") for it in days())]), "nothing for 3569 days"),
        ],
        ids=["all equal", "three days", "ten years"],
    )
    def test_too_little_is_said_and_nothing_is_claimed(self, trial, sheet, content, says):
        path = sheet(content)

        code, out, err = trial("analyse", path)

        assert (code, err) == (0, "")
        assert out.startswith("Not enough data:")
        assert says in out
        assert "VERDICT" not in out
        assert json.loads(trial("analyse", path, "--json")[1])["results"] == []

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (lines([*days(), f"{FIRST},on,3"]), ": line 86: date 2026-01-05: two conditions on one date (off, on)"),
            (NUMBERED + "2026-01-05,off,3,2\n2026-01-06,off,3,1\n2026-01-07,on,3,3\n", ": line 3: date 2026-01-06: period 1"),
            (NUMBERED + "2026-01-05,off,3,1\n2026-01-06,on,3,\n", ": line 3: period is empty"),
            (NUMBERED + "2026-01-05,off,3,one\n", ": line 2: period is 'one'"),
            (lines(it.replace("off", "sugar") for it in days()), "condition 'off' is in no line: --reference must be one of"),
            (lines(days(order=("off", "off"))), "condition is 'off' in every line"),
            ("", "is empty: the columns date, condition, value are needed"),
            ("date,condition,value\n", "value is empty in every line"),
            ("date,value\n2026-01-05,3\n", ": line 1: column condition is missing: found 'date, value'"),
            ("date;condition;value\n2026-01-05;off;3\n", ": line 1: column date is missing"),
            ("date,value,condition,value\n", ": line 1: column value is there twice"),
            (lines(["2026-01-05,off,much"]), ": line 2: value is 'much': a number is needed"),
            (lines(["2026-01-05,off,nan"]), ": line 2: value is 'nan': a number is needed"),
            (lines(["2026-01-05,off,4,5"]), ": line 2: 4 fields: line 1 names 3; numbers have a decimal point"),
            (lines(["2026-01-05,off,11"]), ": line 2: value is 11: 0 to 10 is allowed"),
            (lines(["5.1.2026,off,4"]), ": line 2: date is '5.1.2026': a date such as 2026-01-05"),
            (lines(["2026-02-30,off,4"]), ": line 2: date is '2026-02-30'"),
            (lines(["2026,off,4"]), ": line 2: date is '2026'"),
            (lines(["2026-01-05,,4"]), ": line 2: condition is empty"),
            (lines(["2026-01-05,\x1b[31mred,4"]), ": line 2: condition is"),
            (lines(f"2026-01-05,{at},4" for at in range(9)), ": line 8: condition '6' is number 7: at most 6"),
            (lines(["2026-01-05,caf\xe9,4"]).encode("latin-1"), "byte 35 is not UTF-8"),
            (lines(["2026-01-05,off,\x004"]), "sheet.csv: line 2:"),
            (lines(f"2026-01-05,off,{at % 10}" for at in range(100_000)), "larger than 1 MB"),
            (lines("2026-01-05,off,1" for at in range(5_000)), "more than 4000 lines"),
        ],
    )  # fmt: skip
    def test_a_sheet_that_cannot_be_read_is_refused_in_one_line(self, trial, sheet, content, says):
        path = sheet(content)

        code, out, err = trial("analyse", path)

        assert (code, out, err.count("\n")) == (2, "", 1)
        assert err.startswith(f"{path}:")
        assert says in err

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ("--reference=sugar", "--reference is 'sugar', which is in no line"),
            ("--discard=-1", "--discard is '-1'"),
            ("--scale=10-0", "--scale is '10-0'"),
            ("--scale=0-100", "--matters is needed for a scale of 0-100"),
            ("--step=0", "--step is '0': a number above 0, up to 10"),
            ("--matters=11", "--matters is '11'"),
            ("--prior=1", "--prior is '1': mean and SD"),
            ("--prior=0,0", "--prior is '0'"),
            ("--prior-of=duloxetin", "did you mean duloxetine?"),
            ("--least-days=0", "--least-days is '0'"),
            ("--measure=", "--measure is ''"),
            ("--discard=", "--discard is ''"),
            ("--svg=/nowhere/at/all.svg", "cannot be written"),
        ],
    )
    def test_wrong_arguments_are_refused_in_one_line(self, trial, sheet, changed, says):
        code, out, err = trial("analyse", sheet(lines(days())), changed)

        assert (code, out, err.count("\n")) == (2, "", 1)
        assert says in err

    def test_two_ways_of_fading_are_refused(self, trial, sheet):
        code, _, err = trial("analyse", sheet(lines(days())), "--discard", 7, "--onset", 3)

        assert code == 2
        assert "give one of them" in err

    def test_no_file_is_refused(self, trial, tmp_path):
        code, _, err = trial("analyse", tmp_path / "none.csv")

        assert (code, err.count("\n")) == (2, 1)
        assert "No such file" in err


class TestInstallation:
    def run(self, code):
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    def test_help_loads_neither_numpy_nor_the_knowledge(self):
        done = self.run(
            "import sys\nfrom fibrocare.cli.main import parser\nparser().format_help()\n"
            "print([it for it in ('numpy', 'scipy', 'msgspec', 'fibrocare.knowledge.loader') if it in sys.modules])"
        )

        assert done.stdout == "[]\n"

    def test_without_numpy_it_says_what_to_install(self):
        done = self.run(
            "import sys\nsys.modules['numpy'] = None\nsys.argv = ['fibrocare', 'trial', 'analyse', 'x.csv']\n"
            "from fibrocare.cli.main import main\nmain()"
        )

        assert done.returncode == 2
        assert done.stderr == "a trial of one person needs more packages: pip install 'fibrocare[response]'\n"
