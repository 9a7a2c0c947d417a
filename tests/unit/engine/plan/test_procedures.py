"""Arithmetic for procedures, each by hand."""

import pytest

from fibrocare.engine.facts.weight import dosing_weight, infusion
from fibrocare.engine.plan.procedures import anaesthetic_maximum, fractions, steroid_left

WELL = {"age_years": 42, "sex_at_birth": "female", "height_cm": 165, "frail": "no", "dx_list": [], "heart_disease": []}


class TestWeight:
    def test_actual_up_to_a_body_mass_index_of_thirty(self, facts):
        assert dosing_weight(facts(**WELL, weight_kg=81))[0] == 81

    def test_ideal_above(self, facts):
        # 45.5 + 2.3 x (165 - 152.4) / 2.54 = 56.9
        assert dosing_weight(facts(**WELL, weight_kg=95))[0] == 56.9

    @pytest.mark.parametrize(
        ("missing", "ask"), [("weight_kg", ("weight_kg",)), ("height_cm", ("height_cm",)), ("sex_at_birth", ("sex_at_birth",))]
    )
    def test_what_is_missing_is_asked_for(self, facts, missing, ask):
        given = {**WELL, "weight_kg": 95}
        del given[missing]

        weight, _, asked = dosing_weight(facts(**given))

        assert (weight, asked) == (None, ask)


class TestLocalAnaesthetics:
    @pytest.mark.parametrize(
        ("agent", "weight", "epinephrine", "mg"),
        [
            ("lidocaine", 50, False, 225), ("lidocaine", 80, False, 300), ("lidocaine", 50, True, 350),
            ("lidocaine", 80, True, 500),
            ("bupivacaine", 50, False, 100), ("bupivacaine", 50, True, 150), ("ropivacaine", 60, False, 180),
            ("ropivacaine", 60, True, 180),
        ],
    )  # fmt: skip
    def test_by_weight_and_in_all(self, facts, knowledge, agent, weight, epinephrine, mg):
        person = facts(**WELL, weight_kg=weight)

        assert anaesthetic_maximum(knowledge.agents[agent], person, knowledge, epinephrine=epinephrine).mg == mg

    @pytest.mark.parametrize("change", [{"age_years": 70}, {"frail": "yes"}, {"heart_disease": ["HF"]}, {"frail": "unsure"}])
    def test_less_for_the_old_the_frail_and_those_not_known(self, facts, knowledge, change):
        person = facts(**{**WELL, "weight_kg": 50, **change})

        assert anaesthetic_maximum(knowledge.agents["lidocaine"], person, knowledge, epinephrine=False).mg == 157.5

    def test_shares_of_two_agents_add_up(self, facts, knowledge):
        found = fractions({"lidocaine": 112.5, "bupivacaine": 50}, facts(**WELL, weight_kg=50), knowledge, epinephrine=False)

        assert found.mg == 1
        assert found.working[-1] == "together 1.00, at most 1"

    def test_a_maximum_is_never_rounded_up(self, facts, knowledge):
        assert (
            anaesthetic_maximum(knowledge.agents["lidocaine"], facts(**WELL, weight_kg=56.79), knowledge, epinephrine=False).mg
            == 255.5
        )

    def test_without_a_weight_there_is_no_number(self, facts, knowledge):
        found = anaesthetic_maximum(knowledge.agents["lidocaine"], facts(**WELL), knowledge, epinephrine=False)

        assert (found.mg, found.ask) == (None, ("weight_kg",))


class TestInfusions:
    @pytest.mark.parametrize(
        ("limit", "answers", "mg"),
        [
            ("iv_lidocaine_first", {"weight_kg": 60}, 180), ("iv_lidocaine", {"weight_kg": 60}, 300),
            ("iv_lidocaine", {"weight_kg": 82}, 400),
            ("iv_lidocaine", {"weight_kg": 39}, 0), ("iv_magnesium", {"weight_kg": 60, "egfr": 60}, 1800),
            ("iv_magnesium", {"weight_kg": 81, "egfr": 90}, 2430), ("iv_magnesium", {"weight_kg": 60, "egfr": 59}, 900),
            ("iv_magnesium", {"weight_kg": 60, "egfr": 30}, 900), ("iv_magnesium", {"weight_kg": 60, "egfr": 29}, 0),
        ],
    )  # fmt: skip
    def test_by_weight_kidney_and_in_all(self, facts, knowledge, limit, answers, mg):
        height = 172 if answers["weight_kg"] > 81 else 165

        assert infusion(knowledge.limits[limit], facts(**{**WELL, "height_cm": height, **answers})).mg == mg

    def test_the_kidney_is_asked_for(self, facts, knowledge):
        assert infusion(knowledge.limits["iv_magnesium"], facts(**WELL, weight_kg=60)).ask == ("egfr",)


@pytest.mark.parametrize(
    ("used", "left"),
    [
        ({}, 40),
        ({"triamcinolone": 160}, 40),
        ({"methylprednisolone": 170}, 30),
        ({"triamcinolone": 200}, 0),
        ({"dexamethasone": 36}, 8),
    ],
)
def test_steroid_of_twelve_months(knowledge, used, left):
    assert steroid_left(used, knowledge).mg == pytest.approx(left, abs=0.05)


def test_an_agent_without_an_equivalent_is_refused(knowledge):
    with pytest.raises(KeyError):
        steroid_left({"betamethasone": 6}, knowledge)
