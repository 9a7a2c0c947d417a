import datetime as dt

import pytest

from fibrocare.engine.answers import UNSURE, Refused, read_answers

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def read(knowledge):
    return lambda answers, **more: read_answers({"answers": answers, **more}, fields=knowledge.fields, today=TODAY)


class TestRefuses:
    @pytest.mark.parametrize(
        ("answers", "says"),
        [
            ({"age_years": 400}, r"age_years is 400: allowed is 0 to 120 years"),
            ({"age_years": -1}, r"age_years is -1: allowed is 0 to 120"),
            ({"age_years": "46"}, r"age_years is '46': a number is needed"),
            ({"age_years": True}, r"age_years is True: a number is needed"),
            ({"age_years": 46.5}, r"a whole number is needed"),
            ({"weight_kg": float("nan")}, r"weight_kg is nan: a number is needed"),
            ({"weight_kg": float("inf")}, r"a number is needed"),
            ({"rf_fever": "maybe"}, r"rf_fever is 'maybe': allowed are yes, no, unsure"),
            ({"rf_fever": 1}, r"rf_fever is 1: allowed are yes, no"),
            ({"sex_at_birth": "F"}, r"sex_at_birth is 'F': allowed are female, male"),
            ({"wpi_sites": "neck"}, r"a list of words is needed"),
            ({"wpi_sites": ["elbow"]}, r"wpi_sites is 'elbow': allowed are"),
            ({"rf_fevr": "yes"}, r"not a field of the dictionary: did you mean rf_fever\?"),
            ({"medication_list": [{}]}, r"at least one of ingredient, rxnorm, name is needed"),
            ({"medication_list": [{"name": "x", "dose": 3}]}, r"medication_list\[0\].dose is not a key"),
            ({"medication_list": "aspirin"}, r"a list is needed"),
            ({"lab_results": [{"name": "TSH", "value": "high"}]}, r"lab_results\[0\].value is 'high': a number is needed"),
            ({"opioid_pdmp_checked": "2031-01-01"}, r"a date in the future is not allowed"),
            ({"opioid_pdmp_checked": "last week"}, r"a date such as 2026-11-22 is needed"),
        ],
    )
    def test_what_the_dictionary_does_not_allow(self, read, answers, says):
        with pytest.raises(Refused, match=says):
            read(answers)

    def test_everything_wrong_at_once(self, read):
        with pytest.raises(Refused) as refusal:
            read({"age_years": 400, "rf_fever": "maybe", "nonsense": 1})

        assert [problem.field for problem in refusal.value.problems] == ["age_years", "rf_fever", "nonsense"]

    @pytest.mark.parametrize("document", [None, [], "x", {}, {"answers": []}])
    def test_what_is_no_document(self, knowledge, document):
        with pytest.raises(Refused, match="a document is"):
            read_answers(document, fields=knowledge.fields, today=TODAY)

    def test_a_day_after_today(self, read):
        with pytest.raises(Refused, match="as_of is 2026-11-23: not after today, 2026-11-22"):
            read({}, as_of="2026-11-23")

    def test_a_stray_key(self, read):
        with pytest.raises(Refused, match="patient is not a key of an answers document"):
            read({}, patient="x")


class TestKeeps:
    def test_absent_and_null_as_unknown(self, read):
        assert dict(read({"age_years": None}).values) == {}

    def test_unsure_as_an_answer(self, read):
        assert read({"rf_fever": "unsure", "pain_duration_months": "unsure"}).values == {
            "rf_fever": UNSURE,
            "pain_duration_months": UNSURE,
        }

    def test_true_and_yes_as_the_same(self, read):
        assert read({"rf_fever": True}).values == read({"rf_fever": "yes"}).values

    def test_an_empty_set_as_an_answer(self, read):
        assert read({"wpi_sites": []}).values == {"wpi_sites": frozenset()}

    def test_a_bare_name_in_a_list(self, read):
        assert read({"dx_list": ["Gout"]}).values["dx_list"] == ({"name": "Gout"},)

    def test_a_last_dose_that_lies_ahead(self, read):
        (entry,) = read({"medication_list": [{"name": "prednisone", "stop": "2026-12-01"}]}).values["medication_list"]

        assert entry["stop"] == dt.date(2026, 12, 1)
