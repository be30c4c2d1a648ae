"""Replicas from traffic: Little's law."""

from __future__ import annotations

import math

SOURCE = "Little's law, L = λW (J. D. C. Little, Operations Research 9, 1961)"
LOAD_TEST_MARGIN = 1.2
"""A load test runs this far above the declared peak, so that passing it leaves room."""


def peak_rate(requests_per_second: float, peak_factor: float) -> float:
    """Return requests per second at the busiest time, from the mean rate and the peak-to-mean ratio."""
    return requests_per_second * peak_factor


def busy_slots(requests_per_second: float, latency_seconds: float) -> float:
    """Return how many requests are in the system at once, by Little's law."""
    return requests_per_second * latency_seconds


def replicas_needed(
    requests_per_second: float, latency_seconds: float, concurrency: float, utilisation: float
) -> int:
    """Return the replicas that carry a rate without a spare; at least one.

    Args:
        requests_per_second: the rate to carry.
        latency_seconds: mean time a request occupies a slot.
        concurrency: requests that one replica works on at once.
        utilisation: the share of its slots that a replica may fill, in (0, 1].

    Raises:
        ValueError: if ``concurrency`` or ``utilisation`` is not positive.
    """
    if concurrency <= 0 or utilisation <= 0:
        raise ValueError("concurrency and utilisation must be positive")
    slots = busy_slots(requests_per_second, latency_seconds)
    # A hair of tolerance, so that 2.0000000001 by rounding does not buy a replica.
    return max(1, math.ceil(slots / (concurrency * utilisation) - 1e-9))


def capacity_of(replicas: int, latency_seconds: float, concurrency: float, utilisation: float) -> float:
    """Return the requests per second that ``replicas`` carry at the given utilisation."""
    return replicas * concurrency * utilisation / latency_seconds
