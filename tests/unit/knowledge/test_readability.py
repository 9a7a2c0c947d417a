"""Grades checked by hand against the Kincaid formula, and syllables of words that patients meet."""

import pytest

from fibrocare.knowledge.readability import grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [("pain", 1), ("hurt", 1), ("tired", 1), ("fever", 2), ("medicine", 3), ("stiffness", 2), ("people", 2),
     ("walked", 1), ("wanted", 2), ("the", 1), ("I", 1), ("doses", 2), ("times", 1), ("able", 2)],
)  # fmt: skip
def test_counts_syllables(word, count):
    assert syllables(word) == count


def test_grades_a_sentence_by_the_formula():
    # 6 words, 1 sentence, 6 syllables: 0.39 x 6 + 11.8 x 1 - 15.59
    assert grade("Do you feel tired all day?") == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_long_words_raise_the_grade():
    assert grade("Persistent generalised musculoskeletal hypersensitivity.") > 15


def test_a_text_without_words_has_grade_zero():
    assert grade("0-10") == 0
