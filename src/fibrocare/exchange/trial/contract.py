"""Trials of one person as JSON: a design or its refusal, and what the days of a trial say."""

from dataclasses import asdict
from typing import Any

from fibrocare.engine.response.trial.decide import Decision
from fibrocare.engine.response.trial.design import BeforeAfter, Design, Refusal
from fibrocare.engine.response.trial.model import Posterior
from fibrocare.engine.response.trial.power import Chance
from fibrocare.engine.response.trial.series import Series


def to_design_contract(planned: Design, expected: tuple[Chance, ...], *, blinded: bool) -> dict[str, Any]:
    """A design. On a blinded one letters stand for the conditions, and neither the key nor the seed is told."""
    called = planned.letters if blinded else {name: name for name in planned.conditions}
    return {
        "conditions": sorted(called.values()) if blinded else list(planned.conditions),
        "blinded": blinded,
        "seed": None if blinded else planned.seed,
        "days_of_a_period": planned.days,
        "days_set_aside": planned.discard,
        "periods": [
            {
                "number": it.number,
                "pair": it.block,
                "condition": called[it.condition],
                "first": it.first.isoformat(),
                "last": it.last.isoformat(),
                "counts_from": it.counts_from.isoformat(),
            }
            for it in planned.slots
        ],
        "unsigned": list(planned.unsigned),
        "shows": [asdict(it) for it in expected],
    }


def to_refusal_contract(refusal: Refusal) -> dict[str, Any]:
    """Why there is no trial, what to ask first, and the comparison of before and after that can be done instead."""
    return {"refused": list(refusal.reasons), "ask": list(refusal.ask), "instead": [_before_after(it) for it in refusal.instead]}


def to_result_contract(posterior: Posterior, decisions: list[tuple[Decision, str]]) -> dict[str, Any]:
    """What the days say: for each decision its sentences too. Above 0 is better."""
    rho, sigma = posterior.typical
    return {
        **_of_series(posterior.series),
        "rho": rho,
        "sigma": sigma,
        "results": [
            {
                "condition": decision.condition,
                "told": told,
                "verdict": decision.verdict,
                "effect": asdict(decision.effect),
                "two_more_pairs": asdict(decision.extension),
            }
            for decision, told in decisions
        ],
    }


def to_no_result_contract(series: Series, why: str) -> dict[str, Any]:
    """Why the days carry no judgement."""
    return {**_of_series(series), "not_enough": why, "results": []}


def _of_series(series: Series) -> dict[str, Any]:
    return {
        "conditions": list(series.conditions),
        "first": series.days[0].date.isoformat(),
        "last": series.days[-1].date.isoformat(),
        "missing": series.missing,
        "set_aside": series.set_aside,
        "counted": len(series.counted),
        "notes": list(series.notes),
    }


def _before_after(it: BeforeAfter) -> dict[str, str]:
    return {
        "therapy": it.therapy,
        "baseline_from": it.baseline_from.isoformat(),
        "start": it.start.isoformat(),
        "judge_on": it.judge_on.isoformat(),
    }
