"""The small parts that FHIR R4 resources are made of, as lenient shapes: what we do not read is skipped while parsing."""

from msgspec import Struct


class Lenient(Struct, frozen=True, kw_only=True, rename="camel"):
    """A FHIR element of which only the named parts are read."""


class Coding(Lenient, frozen=True):
    """A code in a system."""

    system: str = ""
    code: str = ""
    display: str = ""


class Concept(Lenient, frozen=True):
    """A CodeableConcept: codings and the words beside them."""

    coding: tuple[Coding, ...] = ()
    text: str = ""

    def code_in(self, *systems: str) -> str:
        """The first code of one of these systems; empty when there is none."""
        for coding in self.coding:
            if coding.system in systems:
                return coding.code
        return ""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all codings, whatever their system."""
        return frozenset(coding.code for coding in self.coding)

    @property
    def words(self) -> str:
        """The text and the displays, each once."""
        if len(self.coding) == 1 and self.text in ("", self.coding[0].display):
            return self.coding[0].display
        return " ; ".join(dict.fromkeys(filter(None, (self.text, *(coding.display for coding in self.coding)))))


class Quantity(Lenient, frozen=True):
    """A number with a unit."""

    value: float | None = None
    comparator: str = ""
    unit: str = ""
    code: str = ""


class Period(Lenient, frozen=True):
    """A span of time."""

    start: str | None = None
    end: str | None = None


class Reference(Lenient, frozen=True):
    """A pointer to another resource."""

    reference: str = ""
    display: str = ""


class Header(Lenient, frozen=True):
    """What every resource says of itself, and whose it is."""

    resource_type: str = ""
    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None


class Extension(Lenient, frozen=True):
    """An extension of which only a code is read (US Core birth sex)."""

    url: str = ""
    value_code: str | None = None
    value_decimal: float | None = None
    value_integer: int | None = None


class Amounts(Lenient, frozen=True):
    """From so much to so much, such as a span of ages or doses."""

    low: Quantity | None = None
    high: Quantity | None = None


class Range(Lenient, frozen=True):
    """A reference range; a range with a type other than normal is not the laboratory's normal range."""

    low: Quantity | None = None
    high: Quantity | None = None
    type: Concept | None = None
    applies_to: tuple[Concept, ...] = ()
    age: Amounts | None = None
    text: str = ""
