"""What made-up patients say: plausible together, different for each, the same for the same seed."""

import random
from typing import Any

from fibrocare.knowledge import load
from fibrocare.web.selfcheck.flow import pages

_MEDICINES = [
    {"name": "Cymbalta", "mg_per_day": 60}, {"name": "Lyrica", "mg_per_day": 150}, {"name": "amitriptyline", "mg_per_day": 10},
    {"name": "tramadol", "mg_per_day": 150}, {"name": "ibuprofen", "mg_per_day": 1200}, {"name": "levothyroxine"},
    {"name": "sertraline", "mg_per_day": 100}, {"name": "omeprazole"},
    {"name": "zolpidem", "mg_per_day": 5}, {"name": "magnesium"},
]  # fmt: skip
_ILLNESSES = ["Hypothyroidism", "Irritable bowel syndrome", "Migraine", "Hypertension", "Asthma", "Sjogren syndrome", "Epilepsy"]
_TRIED = [("walking", "partial"), ("pain education", "none"), ("duloxetine", "none"), ("yoga", "good"), ("massage", "partial")]


def safety(dice: random.Random) -> dict[str, Any]:
    """No sign of danger, but for one in twelve a sign that needs a visit soon."""
    told: dict[str, Any] = {name: "no" for page in pages() for name in page.signs}
    if dice.random() < 1 / 12:
        told[dice.choice(["rf_joint_swelling", "rf_night_sweats", "rf_new_headache", "rf_unilateral_leg_swelling"])] = "yes"
    return told | {"suicide_risk": "none", "unsafe_home": "no", "rf_pregnancy_warning": "no"}


def pain(dice: random.Random) -> dict[str, Any]:
    """Where and since when it hurts, and the symptoms of the criteria."""
    sites = load().fields["wpi_sites"].values
    impact = {item.field: dice.randrange(2, 10) for item in load().instruments["fiqr"].items}
    return impact | {
        "wpi_sites": dice.sample(sites, dice.randrange(4, 16)),
        "head_pain": "yes",
        "pain_duration_months": dice.randrange(5, 120),
        "fatigue_0_3": dice.randrange(1, 4),
        "unrefreshed_0_3": dice.randrange(1, 4),
        "cognitive_0_3": dice.randrange(4),
        "headache_6mo": dice.choice(["yes", "no"]),
        "abdominal_pain_6mo": dice.choice(["yes", "no"]),
        "depression_6mo": dice.choice(["yes", "no"]),
        "fatigue_interferes_daily": "yes",
        "current_diagnosis_explains": dice.choice(["no", "no", "no", "unsure"]),
    }


def mood(dice: random.Random) -> dict[str, Any]:
    """PHQ-9 without its last question, and GAD-7."""
    low = dice.randrange(2)
    items = [*(f"phq9_item{item}" for item in range(1, 9)), *(f"gad7_item{item}" for item in range(1, 8))]
    return {name: dice.randrange(low, 3) for name in items} | {"stress_level_0_10": dice.randrange(2, 10)}


def health(dice: random.Random) -> dict[str, Any]:
    """Body, illnesses, medicines, what was tried, what matters."""
    return {
        "age_years": dice.randrange(19, 78),
        "sex_at_birth": dice.choice(["female", "female", "female", "male"]),
        "pregnancy_status": "no",
        "height_cm": dice.randrange(152, 188),
        "weight_kg": dice.randrange(50, 110),
        "medication_list": dice.sample(_MEDICINES, dice.randrange(4)),
        "dx_list": [{"name": name} for name in dice.sample(_ILLNESSES, dice.randrange(3))],
        "allergies": dice.choice([[], [], [{"substance": "penicillin", "reaction": "rash"}]]),
        "prior_fm_treatments": [
            {"therapy": name, "weeks": dice.randrange(2, 30), "response": response}
            for name, response in dice.sample(_TRIED, dice.randrange(4))
        ],
        "priority_outcome": dice.choice(["pain", "sleep", "fatigue", "function"]),
        "care_minutes_week": dice.choice([60, 120, 200, 300]),
        "syncope_or_exertional_chest_pain": "no",
        "unstable_angina": "no",
        "decompensated_hf": "no",
        "seizure_history": "no",
        "glaucoma_narrow": "no",
        "liver_disease": "no",
    }
