"""The body map: which painful areas make which regions, sites and quarters of the body."""

from collections.abc import Mapping

from fibrocare.knowledge.schema import Area


def regions(painful: frozenset[str], areas: Mapping[str, Area]) -> frozenset[str]:
    """The regions of five with at least one painful area that counts; jaw, chest and abdomen do not count."""
    return frozenset([areas[area].region for area in painful if areas[area].generalized])


def counted(painful: frozenset[str], areas: Mapping[str, Area]) -> frozenset[str]:
    """The painful areas of the fifteen that count for regions: all but jaw, chest and abdomen."""
    return frozenset([area for area in painful if areas[area].generalized])


def aapt_sites(painful: frozenset[str], areas: Mapping[str, Area], *, head_pain: bool | None) -> frozenset[str]:
    """The AAPT 2019 sites of nine. The head is asked for; where it was not, a painful jaw stands for it."""
    sites = frozenset([site for area in painful for site in areas[area].aapt])
    if head_pain is None:
        return sites
    return sites | {"head"} if head_pain else sites - {"head"}


def quadrants(painful: frozenset[str], areas: Mapping[str, Area]) -> frozenset[str]:
    """Left, right, above, below, axial: the parts of the body that ACR 1990 calls widespread when all five hurt."""
    return frozenset([part for area in painful for part in areas[area].quadrants])
