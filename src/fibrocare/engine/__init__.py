"""What follows for one person: pure functions over frozen values, standard library only.

`assess` runs the whole path from answers to findings; `fibrocare.engine.assessment` says what it returns.
"""

from fibrocare.engine.answers import Answers, Refused, read_answers
from fibrocare.engine.assessment import Assessment, assess

__all__ = ["Answers", "Assessment", "Refused", "assess", "read_answers"]
