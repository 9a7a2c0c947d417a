"""ACR 2016 against a second implementation, over every pain map, every symptom score and the duration boundary.

The judge below was written from the published table alone: bit masks and numpy, no code, no data and no thresholds of
the product. The product's verdict depends on a map only through its number of areas and of regions, so its own
functions reduce all 2^19 maps to these two, and its own rule judges every combination that occurs.
"""

import itertools

import numpy as np

from fibrocare.engine.facts import body
from fibrocare.engine.findings.criteria import is_met

SITES = (
    "jaw_l shoulder_l uparm_l loarm_l jaw_r shoulder_r uparm_r loarm_r hip_l upleg_l loleg_l hip_r upleg_r loleg_r "
    "neck upback loback chest abdomen"
).split()
MONTHS = (0, 2, 2.99, 3, 4, 240)


def judge(maps: np.ndarray, sss: int, months: float) -> np.ndarray:
    """The published rule, by masks: shoulder to lower arm on the left, and so on; jaw, chest, abdomen do not count."""
    painful = np.zeros(maps.shape, np.int64)
    for bit in range(19):
        painful += (maps >> bit) & 1
    masks = (0b1110, 0b1110_0000, 0b111_0000_0000, 0b11_1000_0000_0000, 0b1_1100_0000_0000_0000)
    spread = sum(((maps & mask) != 0).astype(np.int64) for mask in masks)
    severe_few = (painful >= 4) & (painful <= 6) & (sss >= 9)
    enough = ((painful >= 7) & (sss >= 5)) | severe_few
    return enough & (spread >= 4) & (months >= 3)


def test_every_map_every_score_every_boundary(knowledge):
    maps = np.arange(2**19, dtype=np.int64)
    criteria = knowledge.criteria["acr_2016"]

    numbers = np.empty((2**19, 2), np.int8)
    for index in range(2**19):
        painful = frozenset([SITES[bit] for bit in range(19) if index >> bit & 1])
        numbers[index] = len(painful), len(body.regions(painful, knowledge.areas))

    disagreements = 0
    for sss, months in itertools.product(range(13), MONTHS):
        verdicts = np.array(
            [
                [is_met(criteria, {"wpi": wpi, "sss": sss, "regions": regions, "months": months}) for regions in range(6)]
                for wpi in range(20)
            ]
        )
        ours = verdicts[numbers[:, 0], numbers[:, 1]]
        disagreements += int((ours != judge(maps, sss, months)).sum())

    assert disagreements == 0


def test_the_judge_can_disagree():
    """A rule without the region part, the commonest published mistake, is told from the right one."""
    maps = np.arange(2**19, dtype=np.int64)
    painful = sum((maps >> bit) & 1 for bit in range(19))

    without_regions = (painful >= 7) & (painful <= 19)

    assert (without_regions != judge(maps, 5, 3)).sum() > 1000
