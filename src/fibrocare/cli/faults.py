"""What is said about an input that cannot be used: one line, naming file, field, what was found and what is allowed."""

from dataclasses import dataclass

from fibrocare.engine.answers import Answers


@dataclass(frozen=True, slots=True)
class Loaded:
    """One person, read."""

    label: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Fault:
    """One input that cannot be used."""

    label: str
    message: str

    def __str__(self) -> str:
        return f"{self.label}: {self.message}"


def our_fault(label: str, error: Exception) -> Fault:
    """A fault of ours must not cost the others their result, nor show anybody a traceback or a patient's data."""
    return Fault(label, f"could not be assessed ({type(error).__name__}): our fault; please report it, without the data")
