"""The decision threshold that costs imply."""

from __future__ import annotations

SOURCE = "C. Elkan, The Foundations of Cost-Sensitive Learning (IJCAI 2001), equation 2"


def cost_threshold(false_positive: float, false_negative: float) -> float:
    """Return the probability above which acting is cheaper than not acting, for calibrated scores.

    Raises:
        ValueError: if a cost is negative or both are zero.
    """
    if false_positive < 0 or false_negative < 0 or false_positive + false_negative == 0:
        raise ValueError("costs must not be negative and one must be positive")
    return false_positive / (false_positive + false_negative)
