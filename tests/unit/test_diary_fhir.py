"""A diary as FHIR: what counts, when it was, and with which code."""

import datetime as dt

from fibrocare.engine.diary import Entry
from fibrocare.exchange.fhir.diary import OURS, diary_bundle

HERE = dt.timezone(dt.timedelta(hours=-6))
AT = dt.datetime(2026, 11, 20, 21, 5, tzinfo=HERE)


def observations(knowledge, *entries):
    bundle = diary_bundle(entries, person="p", at=AT, knowledge=knowledge)
    return [it["resource"] for it in bundle["entry"] if it["resource"]["resourceType"] == "Observation"]


def test_each_scale_is_an_observation_at_the_persons_own_time(knowledge):
    pain, fog = observations(knowledge, Entry("a", AT, AT.date(), {"nrs_fog": 3, "nrs_pain": 6}))

    assert [it["code"] for it in pain["code"]["coding"]] == ["72514-3", "nrs_pain"]
    assert fog["code"]["coding"] == [{"system": OURS, "code": "nrs_fog"}]
    assert (pain["valueQuantity"]["value"], pain["effectiveDateTime"]) == (6, "2026-11-20T21:05:00-06:00")


def test_a_late_entry_is_about_its_day_and_says_when_it_was_written(knowledge):
    (found,) = observations(knowledge, Entry("a", AT, dt.date(2026, 11, 18), flare=True))

    assert (found["effectiveDateTime"], found["issued"]) == ("2026-11-18", "2026-11-20T21:05:00-06:00")
    assert found["valueBoolean"] is True


def test_what_was_corrected_or_not_said_is_not_there(knowledge):
    old, new = Entry("a", AT, AT.date(), {"nrs_pain": 9}), Entry("b", AT, AT.date(), replaces="a")

    assert observations(knowledge, old, new) == []
