"""Bad input: one clear line each on standard error, exit 2, the rest goes on, never a traceback."""

import json
import subprocess
import sys

import pytest

GOOD = {"id": "good", "as_of": "2026-11-22", "answers": {"age_years": 46}}
PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "1980-05-17", "gender": "female"}


def run(*arguments, stdin=b""):
    done = subprocess.run(
        [sys.executable, "-m", "fibrocare", "assess", *map(str, arguments)], input=stdin, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def bundle(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": it} for it in resources]}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cut.json", b'{"answers": {"age_years": 4', "cannot be read as JSON"),
        ("nan.json", b'{"answers": {"weight_kg": NaN}}', "cannot be read as JSON"),
        ("latin.json", b'{"answers": {"job_demands": "caf\xe9"}}', "cannot be read as JSON"),
        ("empty.json", b"", "is empty"),
        ("deep.json", b"[" * 100_000, "cannot be read as JSON"),
        ("same.json", b'{"answers": {"rf_fever": "yes", "rf_fever": "no"}}', "rf_fever is given twice: keep one"),
        ("odd.json", {"answers": {}, "confirmed": [["a"]]}, "confirmed is [['a']]: a list of field names"),
        ("list.json", b"[1, 2]", "cannot be read as JSON"),
        ("other.json", b'{"a": 1}', "neither answers"),
        ("answers.json", b'{"answers": 3}', "a document is"),
        ("broken.toml", b"answers = {", "cannot be read as TOML"),
        ("latin.toml", b"id = 'caf\xe9'", "cannot be read as TOML"),
        ("range.json", {"answers": {"age_years": 400}}, "age_years is 400: allowed is 0 to 120 years"),
        ("text.json", {"answers": {"age_years": "46"}}, "age_years is '46': a number is needed"),
        ("field.json", {"answers": {"rf_fevr": "yes"}}, "did you mean rf_fever?"),
        ("future.json", {"as_of": "2999-01-01", "answers": {}}, "as_of is 2999-01-01: not after today"),
        ("nobody.json", bundle(), "the Bundle has no Patient"),
        ("born.json", bundle({**PATIENT, "birthDate": "2999-01-01"}), "birthDate is 2999-01-01: not after"),
        ("old.json", bundle({**PATIENT, "birthDate": "1700-01-01"}), "an age of 0 to 120 years is needed"),
        ("date.json", bundle({**PATIENT, "birthDate": "17 May"}), "a date such as 1980-05-17 is needed"),
        ("type.json", bundle({**PATIENT, "birthDate": 1980}), "Patient cannot be read"),
        ("twice.json", bundle(PATIENT, {**PATIENT, "gender": "male"}), "more than one Patient resource"),
        ("lone.json", {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/x"}}, "no Patient resource"),
        ("whose.json", {"resourceType": "Condition", "id": "c"}, "does not say whose it is"),
        ("entry.json", {"resourceType": "Bundle", "entry": 3}, "Bundle cannot be read"),
    ],
)  # fmt: skip
def test_is_refused_in_one_line(tmp_path, name, content, says):
    path = write(tmp_path / name, content)

    done = run(path)

    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith((str(path), "Patient/"))
    assert says in line
    assert done.stdout == b""


def test_a_missing_file_is_named(tmp_path):
    done = run(tmp_path / "nowhere.json")

    assert done.returncode == 2
    assert done.stderr.decode().strip() == f"{tmp_path / 'nowhere.json'}: cannot be read: No such file or directory"


def test_the_rest_of_a_batch_goes_on_and_the_summary_counts(tmp_path):
    lines = [GOOD, {"answers": {"age_years": 400}}, {**GOOD, "id": "second"}]
    path = write(tmp_path / "people.ndjson", b"\n".join([*(json.dumps(line).encode() for line in lines), b'{"answers": {']))

    done = run("--json", path)

    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["good", "second"]
    *faults, summary = done.stderr.decode().splitlines()
    assert [fault.split(": ")[0] for fault in faults] == [f"{path}:2", f"{path}:4"]
    assert summary.startswith("2 assessed, 2 refused")


def test_the_same_person_twice_is_refused_once(tmp_path):
    path = write(tmp_path / "people.ndjson", b"\n".join([json.dumps(GOOD).encode()] * 2))

    done = run("--json", path)

    assert done.returncode == 2
    assert "id 'good' occurs twice for 2026-11-22" in done.stderr.decode()


def test_a_line_of_a_hundred_megabytes_is_passed_over(tmp_path):
    path = tmp_path / "long.ndjson"
    with path.open("wb") as file:
        file.write(b'{"answers": {"job_demands": "')
        for _ in range(100):
            file.write(b"x" * 2**20)
        file.write(b'"}}\n' + json.dumps(GOOD).encode() + b"\n")

    done = run("--json", path)

    assert done.returncode == 2
    assert f"{path}:1: a line longer than 32 MB" in done.stderr.decode()
    assert json.loads(done.stdout)["id"] == "good"


def test_a_resource_of_the_wrong_shape_is_listed_and_the_person_still_assessed(tmp_path):
    odd = {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, "code": "fibromyalgia"}

    done = run("--json", write(tmp_path / "b.json", bundle(PATIENT, odd)))

    assert done.returncode == 0
    note, _ = json.loads(done.stdout)["unmapped"]
    assert note["kind"] == "Condition"
    assert "cannot be read" in note["reason"]


def test_resources_of_another_person_are_not_used(tmp_path):
    gout = {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/other"}, "code": {"text": "Gout"}}

    found = json.loads(run("--json", write(tmp_path / "b.json", bundle(PATIENT, gout))).stdout)

    assert found["problems"] is None
    assert found["unmapped"] == [{"kind": "Condition", "ref": "Condition/c", "reason": "it belongs to another person: not used"}]


@pytest.mark.parametrize("arguments", [["--as-of", "soon"], ["--as-of", "2999-01-01"]])
def test_a_wrong_day_is_refused(arguments):
    done = run("example", *arguments)

    assert done.returncode == 2
    assert "--as-of is" in done.stderr.decode()


def test_nothing_of_a_refused_answer_but_the_value_is_printed(tmp_path):
    secret = {"answers": {"job_demands": "a private story", "age_years": 400}}

    done = run(write(tmp_path / "x.json", secret))

    assert b"private" not in done.stderr


@pytest.mark.parametrize("name", ["x.json", "x.ndjson", "x.toml"])
def test_a_byte_order_mark_is_no_trouble(tmp_path, name):
    text = b"answers = {age_years = 46}" if name.endswith("toml") else b'{"answers": {"age_years": 46}}'

    assert run("--json", write(tmp_path / name, b"\xef\xbb\xbf" + text)).returncode == 0


def test_an_id_cannot_steer_the_terminal(tmp_path):
    done = run(write(tmp_path / "x.json", {"id": "\x1b[31mred", "answers": {}}))

    assert b"\x1b" not in done.stdout


def test_one_object_or_many_lines_or_toml_come_by_standard_input():
    pretty = json.dumps(GOOD, indent=2).encode()
    lines = b"\n".join(json.dumps({**GOOD, "id": name}).encode() for name in "ab")

    assert json.loads(run("--json", "-", stdin=pretty).stdout)["id"] == "good"
    assert [json.loads(line)["id"] for line in run("--json", "-", stdin=lines).stdout.splitlines()] == ["a", "b"]
    assert json.loads(run("--json", "-", stdin=b'id = "t"\n[answers]\nage_years = 4\n').stdout)["id"] == "t"
    assert b"as JSON" in run("-", stdin=b'[\n  {"a": 1}\n]').stderr


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\n\n", b"\xef\xbb\xbf\r\n"])
def test_marks_and_blank_lines_before_standard_input_are_no_trouble(start):
    lines = b"\n".join(json.dumps({**GOOD, "id": name}).encode() for name in "ab")

    assert run("--json", "-", stdin=start + lines).returncode == 0


@pytest.mark.parametrize(
    "reference", ["Group/p", "RelatedPatient/p", "https://other.example/fhir/Patient/p", "Device/p", "Practitioner/p"]
)
def test_a_reference_that_only_ends_alike_is_somebody_else(tmp_path, reference):
    gout = {"resourceType": "Condition", "id": "c", "subject": {"reference": reference}, "code": {"text": "Gout"}}

    found = json.loads(run("--json", write(tmp_path / "b.json", bundle(PATIENT, gout))).stdout)
    loose = run("--json", write(tmp_path / "p.json", PATIENT), write(tmp_path / "c.json", gout))

    assert [entry["reason"] for entry in found["unmapped"]] == ["it belongs to another person: not used"]
    assert loose.returncode == 2
    assert json.loads(loose.stdout)["unmapped"] == []


@pytest.mark.parametrize("reference", ["Patient/p", "urn:uuid:p", "https://one.example/fhir/Patient/p", "Patient/p/_history/2"])
def test_a_reference_to_the_patient_of_the_bundle_is_hers(tmp_path, reference):
    gout = {"resourceType": "Condition", "id": "c", "subject": {"reference": reference}, "code": {"text": "Gout"}}
    both = bundle(PATIENT, gout)
    both["entry"][0]["fullUrl"] = "https://one.example/fhir/Patient/p"

    assert json.loads(run("--json", write(tmp_path / "b.json", both)).stdout)["unmapped"] == []


def test_one_person_in_two_bundles_is_refused_once(tmp_path):
    files = [write(tmp_path / f"{name}.json", bundle(PATIENT)) for name in "ab"]

    done = run("--json", *files, write(tmp_path / "c.json", PATIENT))

    assert done.returncode == 2
    assert done.stderr.decode().count("id 'p' occurs twice") == 2
    assert len(done.stdout.splitlines()) == 1


def test_unsure_inside_an_entry_is_not_known():
    medicines = [
        {"name": "oxycodone", "mg_per_day": "unsure", "stop": "unsure"},
        {"name": "fentanyl", "mcg_per_hour": "unsure"},
        {"name": "unsure", "rxnorm": "unsure"},
    ]
    results = [{"loinc": "2160-0", "value": "unsure", "high": "unsure", "date": "unsure", "unit": "mg/dL"}]
    document = {"answers": {"medication_list": medicines, "lab_results": results}}

    done = run("--json", "-", stdin=json.dumps(document).encode())

    assert done.returncode == 0
    assert sorted(entry["kind"] for entry in json.loads(done.stdout)["unmapped"]) == ["medicine", "result"]
