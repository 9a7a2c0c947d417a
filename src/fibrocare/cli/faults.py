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
