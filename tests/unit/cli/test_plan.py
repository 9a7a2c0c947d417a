"""`plan`, `dose`, `therapies` and `compare` as their users run them."""

import json
from pathlib import Path

import pytest

from fibrocare.cli.main import parser
from fibrocare.engine.plan import plan

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "src/fibrocare/cli/example_patient.json"


@pytest.fixture
def run(capsys):
    """Run a command; its exit code, what it printed, what it complained of."""

    def command(*arguments):
        found = parser().parse_args([str(argument) for argument in arguments])
        code = found.run(found)
        out = capsys.readouterr()
        return code, out.out, out.err

    return command


@pytest.fixture
def person(tmp_path):
    """A file with these answers."""

    def write(**answers):
        path = tmp_path / "person.json"
        path.write_text(json.dumps({"as_of": "2026-11-22", "id": "someone", "answers": answers}))
        return path

    return write


class TestPlan:
    def test_a_page_for_a_clinician(self, run):
        code, out, _ = run("plan", "example")

        assert code == 0
        for heading in ("Urgency", "PLAN", "START HERE", "ASK FIRST", "TAKEN NOW"):
            assert heading in out

    def test_the_contract(self, run):
        code, out, _ = run("plan", "example", "--json")
        plan = json.loads(out)["plan"]
        offered = {it["id"]: it for it in plan["therapies"]}

        assert code == 0
        assert plan["stage"] in ("escalate", "base", "tailor", "after_two_branches")
        assert {"id", "status", "rules", "ask", "benefit", "match", "burden", "dose", "monitoring", "review", "positions"} <= set(
            offered["duloxetine"]
        )
        assert offered["graded_exercise"]["benefit"]["pain"]["certainty"] == "moderate"

    def test_plain_words(self, run):
        _, out, _ = run("plan", "example", "--patient")

        assert "It is not a plan until you both agree." in " ".join(out.split())
        assert "contraindicated" not in out

    def test_what_if_says_what_would_change_and_why(self, run, person):
        path = person(age_years=46, egfr=80, medication_list=[], allergies=[], nrs_pain=6)

        _, out, _ = run("plan", path, "--what-if", "allergies=duloxetine")

        assert "Duloxetine: needs data -> withheld" in out
        assert "R08" in out

    @pytest.mark.parametrize(
        ("change", "says"),
        [("nonsense", "write field=value"), ("egfr=low", "egfr is a number"), ("egfr=9999", "allowed is 0 to 200")],
    )
    def test_a_wrong_change_is_refused_in_one_line(self, run, change, says):
        code, _, err = run("plan", "example", "--what-if", change)

        assert code == 2
        assert says in err
        assert len(err.splitlines()) == 1

    def test_a_pdf_to_print(self, run, tmp_path):
        code, _, _ = run("plan", "example", "--pdf", tmp_path / "visit.pdf")

        written = (tmp_path / "visit.pdf").read_bytes()
        assert code == 0
        assert written.startswith(b"%PDF")
        assert b"pdfuaid" in written or len(written) > 10_000


class TestChoice:
    def test_a_choice_as_a_whole(self, run, person):
        path = person(age_years=46, medication_list=[], care_minutes_week=60)

        code, out, _ = run("plan", path, "--choose", "duloxetine,milnacipran,graded_exercise")

        assert code == 0
        assert "duloxetine with milnacipran: DUP-01 avoid" in out
        assert "one medicine at a time: Duloxetine, Milnacipran" in " ".join(out.split())
        assert "too much: start fewer" in out

    def test_one_that_is_not_on_the_shelf_is_refused(self, run):
        assert run("plan", "example", "--choose", "duloxetine,hope")[0] == 2


BODY = {"age_years": 40, "sex_at_birth": "female", "weight_kg": 50, "height_cm": 165}


class TestProcedure:
    def test_the_most_of_a_drug_shows_how_it_came_about(self, run, person):
        path = person(**BODY, frail="no", dx_list=[], heart_disease=[])

        code, out, _ = run("procedure", "tpi", path, "--planned", "lidocaine=100", "--steroid", "dexamethasone=30")

        assert code == 0
        assert "4.5 mg/kg x 50 kg = 225 mg, at most 300 mg: 225 mg" in out
        assert "lidocaine 100 mg of" in out
        assert "160 of 200 mg used" in " ".join(out.split())
        assert "STOP" in out

    def test_without_a_weight_it_asks(self, run, person):
        _, out, _ = run("procedure", "iv_lidocaine", person(age_years=40))

        assert "Session: not known: ask weight kg" in out

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["tai_chi"], "is no procedure"),
            (["tpi", "--planned", "lidocaine"], "write AGENT=MG"),
            (["tpi", "--planned", "novocaine=5"], "agents are"),
            (["tpi", "--planned", "lidocaine=-5"], "write AGENT=MG"),
            (["tpi", "--planned", "lidocaine=nan"], "write AGENT=MG"),
        ],
    )
    def test_what_cannot_be_read_is_refused_in_one_line(self, run, arguments, says):
        name, *rest = arguments

        code, _, err = run("procedure", name, "example", *rest)

        assert (code, len(err.splitlines())) == (2, 1)
        assert says in err


def test_what_is_taken_is_never_to_be_stopped_at_once(run):
    _, out, _ = run("plan", "example")

    assert "Never stop a medicine at once because of this list" in " ".join(out.split())


def test_a_patient_never_reads_that_a_medicine_taken_is_not_for_them(run):
    _, out, _ = run("plan", "example", "--patient")
    page = " ".join(out.split())

    assert "Never stop a medicine on your own" in page
    assert "Duloxetine" not in page[page.index("Not for you now:") :]


def test_the_first_questions_open_what_everybody_starts_with(assessed, knowledge):
    made = plan(assessed(age_years=42), knowledge)

    stages = [waiting[0].therapy.stage for waiting in made.questions().values()]
    assert stages == sorted(stages)


class TestTherapies:
    def test_the_whole_shelf(self, run, knowledge):
        code, out, _ = run("therapies")

        assert code == 0
        assert all(f"{name} · " in out for name in knowledge.therapies)

    def test_one_in_full(self, run):
        _, out, _ = run("therapies", "duloxetine")

        for part in ("Effects", "Harms", "Guidelines", "Dose", "Judge"):
            assert part in out

    def test_where_guidelines_disagree(self, run):
        _, out, _ = run("therapies", "--conflicts")

        assert "NICE NG193 2021: against. Do not offer TENS" in " ".join(out.split())

    def test_an_unknown_one_is_refused(self, run):
        code, _, err = run("therapies", "duloxetin")

        assert (code, err.strip()) == (2, "no therapy is called 'duloxetin': did you mean duloxetine?")


class TestCompare:
    def test_two_side_by_side(self, run):
        code, out, _ = run("compare", "tai_chi", "graded_exercise", "example")

        assert code == 0
        assert "BENEFIT" in out
        assert "counts" in out

    def test_an_unknown_one_is_refused(self, run):
        assert run("compare", "tai_chi", "hope", "example")[0] == 2


WELL = {"age_years": 42}


class TestDose:
    def test_no_dates_while_something_is_asked(self, run, person):
        code, out, _ = run("dose", "duloxetine", person(**WELL), "--start", "2027-01-04")

        assert code == 0
        assert "No dates while that is so" in out

    def test_a_taper_as_dates(self, run, person):
        _, out, _ = run("dose", "duloxetine", person(**WELL), "--start", "2027-01-04", "--stop-from", 60)

        assert "2027-01-04  30 mg a day" in out
        assert "2027-01-18  first day without" in out

    def test_an_unsigned_taper_is_not_written(self, run, person, tmp_path):
        arguments = (
            "dose",
            "duloxetine",
            person(**WELL),
            "--start",
            "2027-01-04",
            "--stop-from",
            60,
            "--ics",
            tmp_path / "a.ics",
        )

        code, _, err = run(*arguments)
        assert (code, (tmp_path / "a.ics").exists()) == (2, False)
        assert "--signed 'duloxetine/taper'" in err

        assert run(*arguments, "--signed", "duloxetine/taper")[0] == 0
        written = (tmp_path / "a.ics").read_text()
        assert written.count("BEGIN:VEVENT") == 2
        assert "DTSTART;VALUE=DATE:20270104" in written

    def test_a_change_is_one_calendar(self, run, person, tmp_path):
        path = person(**WELL, medication_list=[{"ingredient": "milnacipran", "mg_per_day": 100}])
        arguments = ("--start", "2027-01-04", "--stop-from", 100, "--instead-of", "milnacipran", "--ics", tmp_path / "a.ics")

        code, out, err = run("dose", "tai_chi", path, *arguments)

        assert "2027-01-04  50 mg a day" in out
        assert (code, (tmp_path / "a.ics").exists()) == (2, False)
        assert "tai_chi is needs data" in err

    def test_a_change_needs_the_dose_now(self, run, person):
        code, _, err = run("dose", "duloxetine", person(**WELL), "--start", "2027-01-04", "--instead-of", "milnacipran")

        assert code == 2
        assert "needs --stop-from MG" in err

    def test_several_people_are_refused_in_one_line(self, run, person, tmp_path):
        person(**WELL)
        (tmp_path / "other.json").write_text('{"id": "other", "answers": {"age_years": 50}}')

        for arguments in (["dose", "duloxetine", tmp_path, "--start", "2027-01-04"], ["plan", tmp_path, "--pdf", tmp_path / "a"]):
            code, _, err = run(*arguments)
            assert (code, len(err.splitlines())) == (2, 1)
            assert "more than one person" in err

    @pytest.mark.parametrize("start", ["soon", "2027-13-01"])
    def test_a_wrong_day_is_refused(self, run, person, start):
        code, _, err = run("dose", "duloxetine", person(**WELL), "--start", start)

        assert code == 2
        assert len(err.splitlines()) == 1
