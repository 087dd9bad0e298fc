"""Discrete Laplace noise as everyone may know it: its size, and which library draws it. Draws nothing."""

from __future__ import annotations

import math
from importlib.metadata import version

LIBRARY = f"OpenDP {version('opendp')}"


def variance(epsilon: float) -> float:
    """The variance of one entry's noise, 2a/(1−a)² with a = e^−ε (Inusah & Kozubowski 2006)."""
    a = math.exp(-epsilon)
    return 2 * a / (1 - a) ** 2


def sd(epsilon: float) -> float:
    """The standard deviation of one entry's noise: a public constant, stated in every legend."""
    return math.sqrt(variance(epsilon))
