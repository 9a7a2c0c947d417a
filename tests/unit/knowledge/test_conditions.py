import pytest

from fibrocare.knowledge.conditions import AtLeast, BadCondition, Compare, Is, Listed, Not, OneOf, fields_of, parse


class TestParse:
    def test_reads_yes_and_no_as_truth(self):
        assert parse({"rf_fever": "yes"}) == Is("rf_fever", True)
        assert parse({"rf_fever": "no"}) == Is("rf_fever", False)

    def test_takes_several_keys_as_all_of_them(self):
        both = parse({"rf_fever": "yes", "age_years": {"at_least": 50}})

        assert both == AtLeast(2, (Is("rf_fever", True), Compare("age_years", 50, None, False, False)))

    def test_reads_a_range_with_an_open_end(self):
        assert parse({"bmi": {"at_least": 25, "less_than": 30}}) == Compare("bmi", 25, 30, False, True)

    def test_reads_any_not_and_count(self):
        condition = parse({"count": [{"a": "yes"}, {"not": {"b": "yes"}}, {"any": [{"c": 1}]}], "at_least": 2})

        assert condition == AtLeast(2, (Is("a", True), Not(Is("b", True)), AtLeast(1, (Is("c", 1),))))

    def test_reads_lists_with_days(self):
        assert parse({"takes": "maoi", "within_days": 14}) == Listed("takes", "maoi", 14)
        assert parse({"dx": "gout"}) == Listed("dx", "gout", None)

    def test_reads_one_of(self):
        assert parse({"suicide_risk": {"one_of": ["passive"]}}) == OneOf("suicide_risk", frozenset({"passive"}))

    @pytest.mark.parametrize(
        ("table", "says"),
        [
            ({}, "a condition is a table"),
            ("rf_fever == yes", "a condition is a table"),
            ({"age_years": {"over": 50}}, "allowed are at_least"),
            ({"age_years": {"at_least": "50"}}, "a limit is a number"),
            ({"age_years": {"at_least": True}}, "a limit is a number"),
            ({"age_years": {"at_least": 50, "more_than": 40}}, "give each end once"),
            ({"any": []}, "`any` takes a list"),
            ({"count": [{"a": "yes"}]}, "`count` of 1 needs `at_least`"),
            ({"count": [{"a": "yes"}], "at_least": 0}, "from 1 to 1"),
            ({"count": [{"a": "yes"}], "at_least": 2}, "from 1 to 1"),
            ({"count": [{"a": "yes"}], "at_least": True}, "from 1 to 1"),
            ({"dx": "gout", "within_days": 3}, "belongs beside `takes`"),
            ({"dx": ["gout"]}, "`dx` takes a name"),
            ({"rf_fever": ["yes"]}, "write a value"),
            ({"suicide_risk": {"one_of": "passive"}}, "take a list of values"),
            ({"substance_use": {"includes_any": "sedative"}}, "take a list of values"),
            ({"substance_use": {"includes": ["sedative"]}}, "includes takes one value"),
        ],
    )
    def test_refuses_what_is_not_in_the_language_and_says_why(self, table, says):
        with pytest.raises(BadCondition, match=says):
            parse(table)


def test_names_every_field_a_condition_reads():
    condition = parse({"any": [{"rf_fever": "yes"}, {"not": {"takes": "statin"}}], "age_years": {"at_least": 3}})

    assert list(fields_of(condition)) == ["rf_fever", "medication_list", "age_years"]
