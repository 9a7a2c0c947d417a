"""How much of a medicine a day, from a FHIR dosage."""

from collections.abc import Iterable

from fibrocare.engine.facts.medicines import Strength
from fibrocare.exchange.fhir.elements import Quantity
from fibrocare.exchange.fhir.r4 import DispenseRequest, Dosage, DoseAndRate, Timing

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
_WEIGHTS = {
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams"), 1.0),
    **dict.fromkeys(("g", "gm", "gram", "grams"), 1000.0),
    **dict.fromkeys(("ug", "mcg", "\u00b5g", "\u03bcg", "microgram", "micrograms"), 0.001),
}
_HOURLY = frozenset({"ug/h", "mcg/h", "mcg/hr", "\u00b5g/h", "\u03bcg/h", "ug/hr"})
# Units that count pieces of a product. Any other unit that we do not know says nothing about the dose.
_PIECES = frozenset(
    {
        "",
        "1",
        "each",
        "ea",
        "tablet",
        "tab",
        "tbl",
        "capsule",
        "cap",
        "pill",
        "patch",
        "caplet",
        "suppository",
        "supp",
        "lozenge",
        "system",
    }
)


def _unit(amount: Quantity) -> str:
    return (amount.code or amount.unit).strip().strip("{}").lower()


def _is_pieces(amount: Quantity) -> bool:
    return _unit(amount).replace("patches", "patch").removesuffix("(s)").removesuffix("s") in _PIECES


def times_a_day(timing: Timing | None) -> float | None:
    """Doses a day, the most that the order allows; None when the timing does not say. As-needed doses count as taken."""
    if timing is None:
        return None
    repeat = timing.repeat
    if repeat and repeat.frequency and repeat.period and repeat.period_unit in _DAYS:
        return max(repeat.frequency, repeat.frequency_max or 0) / (repeat.period * _DAYS[repeat.period_unit])
    code = next(iter(timing.code.coding), None) if timing.code else None
    return _CODES.get(code.code.upper()) if code else None


def daily(dosages: tuple[Dosage, ...], strength: Strength | None, dispense: DispenseRequest | None) -> float | None:
    """Milligrams a day of one ingredient, the most that the order allows; None where any line leaves it open.

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
    weight = _WEIGHTS.get(_unit(amount))
    if weight is not None:
        return times * amount.value * weight
    if strength is None or strength.mg is None or not _is_pieces(amount):
        return None
    return times * amount.value * strength.mg


def _amount(dosage: Dosage) -> Quantity | None:
    each = dosage.dose_and_rate[0] if dosage.dose_and_rate else DoseAndRate()
    amount = each.dose_quantity or (each.dose_range.high if each.dose_range else None) or each.rate_quantity
    # A dose of nothing or less, or of more than anybody takes, is a mistake of the record: the dose is not known.
    return amount if amount is not None and amount.value is not None and 0 < amount.value <= _MOST else None


def hourly(dosages: Iterable[Dosage], strength: Strength | None) -> float | None:
    """Micrograms an hour of the patches worn together; one patch where the lines do not say how many.

    A patch dosed in micrograms is one of so many micrograms an hour.
    """
    patch = strength.mcg_per_hour if strength else None
    lines = list(dosages)
    stated = [dosage for dosage in lines if dosage.dose_and_rate]
    if not stated:
        return patch if len(lines) < 2 else None
    amounts = [_amount(dosage) for dosage in lines]
    known = [_line_hourly(amount, patch) for amount in amounts if amount is not None and amount.value is not None]
    found = [line for line in known if line is not None]
    return sum(found) if len(found) == len(lines) else None


def _line_hourly(amount: Quantity, patch: float | None) -> float | None:
    value = amount.value or 0.0
    if _unit(amount) in _HOURLY:
        return value
    if patch is None:
        return None
    if _is_pieces(amount):
        return value * patch
    weight = _WEIGHTS.get(_unit(amount))
    return value * weight * 1000 if weight is not None else None


def _dispensed(strength: Strength | None, dispense: DispenseRequest | None) -> float | None:
    if dispense is None or strength is None or strength.mg is None:
        return None
    quantity, supply = dispense.quantity, dispense.expected_supply_duration
    if quantity is None or supply is None or not quantity.value or not supply.value or not _is_pieces(quantity):
        return None
    days = supply.value * _DAYS.get(supply.code or supply.unit.rstrip("s")[:1], 0)
    return round(quantity.value * strength.mg / days, 6) if days else None
