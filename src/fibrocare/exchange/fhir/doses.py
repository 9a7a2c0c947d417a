"""How much of a medicine a day, from a FHIR dosage."""

from collections.abc import Iterable

from fibrocare.engine.facts.medicines import Strength
from fibrocare.exchange.fhir.r4 import DispenseRequest, Dosage, Quantity, Timing

_DAYS = {"h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.4375, "min": 1 / 1440}
# HL7 GTSAbbreviation codes: doses a day.
_CODES = {
    "QD": 1.0,
    "BID": 2.0,
    "TID": 3.0,
    "QID": 4.0,
    "Q4H": 6.0,
    "Q6H": 4.0,
    "Q8H": 3.0,
    "Q12H": 2.0,
    "QOD": 0.5,
    "BED": 1.0,
    "AM": 1.0,
    "PM": 1.0,
}
_MOST = 100_000
_WEIGHTS = {"mg": 1.0, "g": 1000.0, "ug": 0.001, "mcg": 0.001}
_HOURLY = {"ug/h": 1.0, "mcg/h": 1.0, "mcg/hr": 1.0}


def times_a_day(timing: Timing | None) -> float | None:
    """Doses a day; None when the timing does not say. As-needed doses count as if they were taken."""
    if timing is None:
        return None
    repeat = timing.repeat
    if repeat and repeat.frequency and repeat.period and repeat.period_unit in _DAYS:
        return repeat.frequency / (repeat.period * _DAYS[repeat.period_unit])
    code = timing.code.coding[0].code.upper() if timing.code and timing.code.coding else ""
    return _CODES.get(code)


def daily(dosages: Iterable[Dosage], strength: Strength | None, dispense: DispenseRequest | None) -> float | None:
    """Milligrams a day of one ingredient; None when any line leaves it open.

    Falls back on what was dispensed for how long.
    """
    lines = [_line(dosage, strength) for dosage in dosages]
    if lines and None not in lines:
        return round(sum(line for line in lines if line is not None), 6)
    return _dispensed(strength, dispense)


def _line(dosage: Dosage, strength: Strength | None) -> float | None:
    times, amount = times_a_day(dosage.timing), _amount(dosage)
    if times is None or times <= 0 or amount is None or amount.value is None:
        return None
    weight = _WEIGHTS.get(amount.code or amount.unit)
    if weight is not None:
        return times * amount.value * weight
    if strength is None or strength.mg is None or (amount.code or amount.unit).lower() in ("ml", "l"):
        return None
    return times * amount.value * strength.mg


def _amount(dosage: Dosage) -> Quantity | None:
    amount = dosage.dose_and_rate[0].dose_quantity if dosage.dose_and_rate else None
    # A dose of nothing or less, or of more than anybody takes, is a mistake of the record: the dose is not known.
    return amount if amount is not None and amount.value is not None and 0 < amount.value <= _MOST else None


def hourly(dosages: Iterable[Dosage], strength: Strength | None) -> float | None:
    """Micrograms an hour of a patch: its rate times the number of patches worn together."""
    for dosage in dosages:
        amount = _amount(dosage)
        if amount is not None and amount.value is not None and (amount.code or amount.unit).lower() in _HOURLY:
            return amount.value
    if strength is None or strength.mcg_per_hour is None:
        return None
    counts = [amount.value for dosage in dosages if (amount := _amount(dosage)) is not None and amount.value]
    return strength.mcg_per_hour * max(counts, default=1.0)


def _dispensed(strength: Strength | None, dispense: DispenseRequest | None) -> float | None:
    if dispense is None or strength is None or strength.mg is None:
        return None
    quantity, supply = dispense.quantity, dispense.expected_supply_duration
    if quantity is None or supply is None or not quantity.value or not supply.value:
        return None
    days = supply.value * _DAYS.get(supply.code or supply.unit.rstrip("s")[:1], 0)
    return round(quantity.value * strength.mg / days, 6) if days else None
