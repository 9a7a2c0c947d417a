"""Every worked example of the knowledge files. `fibrocare explain ID` shows them beside their rule."""

import pytest

from fibrocare.engine.cases import run_cases
from fibrocare.knowledge.loader import load_files

_RAN = list(run_cases(load_files()))


@pytest.mark.parametrize("ran", _RAN, ids=[f"{ran.about}: {ran.case.name}" for ran in _RAN])
def test_case(ran):
    assert ran.passed, str(ran)


def test_every_triage_rule_fires_stays_quiet_and_asks(files):
    for file in files.triage.values():
        for rule in file.rules:
            expected = {case.expect for case in rule.cases}
            assert expected >= {"fires", "quiet", "asks"}, rule.id


def test_every_differential_has_a_case_for_suspected_and_for_open(files):
    for name, spec in files.differentials.items():
        assert {case.expect for case in spec.cases} >= {"suspected", "open"}, name


def test_every_instrument_with_a_scoring_rule_has_cases(files):
    without = [name for name, it in files.instruments.items() if (it.scales or it.outcomes) and not it.cases]

    assert without == []
