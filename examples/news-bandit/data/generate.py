"""Write decisions.csv: which topic a news page put on top, and whether it was clicked, with a known truth.

The page of today weighs what editors believe about visitors and draws from the five topics, each with a
probability of at least 2 %. Whether a visitor clicks depends on device, hour, what was read before, and,
for local news, on how near its place is; nothing else decides, but for the noise. Local news is there
only where the visitor's place is known.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

SEED, DECISIONS, FLOOR = 20260301, 16_000, 0.02
START = datetime(2026, 3, 2)
TOPICS = ("politics", "sport", "culture", "business", "local")
DEVICES = ("phone", "phone", "phone", "desktop", "tablet")


class Visitor(TypedDict):
    """What is known when a topic is chosen."""

    device: str
    hour: int
    weekend: bool
    read_politics: float
    read_sport: float
    read_culture: float
    read_business: float
    pages_28d: int
    place_known: bool
    distance_km: float | None


def visitor(at: datetime, draw: random.Random) -> Visitor:
    """A visitor at a time."""
    taste = [draw.gammavariate(0.7, 1.0) for _ in range(4)]
    total = sum(taste) + 0.2
    known = draw.random() < 0.7
    politics, sport, culture, business = (round(value / total, 3) for value in taste)
    return {
        "device": draw.choice(DEVICES),
        "hour": at.hour,
        "weekend": at.weekday() >= 5,
        "read_politics": politics,
        "read_sport": sport,
        "read_culture": culture,
        "read_business": business,
        "pages_28d": int(draw.expovariate(0.08)),
        "place_known": known,
        "distance_km": round(draw.expovariate(0.05), 1) if known else None,
    }


def click(who: Visitor) -> list[float]:
    """The true probability of a click on each topic."""
    morning, evening = who["hour"] < 10, who["hour"] >= 18
    near = math.exp(-(who["distance_km"] or 0.0) / 15)
    loyal = 0.02 * min(who["pages_28d"], 40)
    worth = (
        -2.6 + 2.4 * who["read_politics"] + 0.5 * morning,
        -2.7 + 2.7 * who["read_sport"] + 0.7 * evening + 0.5 * who["weekend"],
        -2.9 + 2.9 * who["read_culture"] + 0.6 * who["weekend"] + 0.3 * (who["device"] == "tablet"),
        -2.8 + 2.8 * who["read_business"] + 0.5 * (who["device"] == "desktop") - 0.5 * who["weekend"],
        -2.8 + 1.9 * near,
    )
    return [1 / (1 + math.exp(-value - loyal + 0.3)) for value in worth]


def eligible(who: Visitor) -> list[bool]:
    """Which topics can be shown."""
    return [topic != "local" or who["place_known"] for topic in TOPICS]


def today(who: Visitor) -> list[float]:
    """The probabilities of the page of today: what editors believe, and at least 2 % of each topic."""
    evening = who["hour"] >= 18
    belief = (1.0 * who["read_politics"] + 0.6, 1.4 * who["read_sport"] + 0.5 * evening, 0.2, 0.1, 0.4)
    allowed = eligible(who)
    weights = [math.exp(1.2 * value) if can else 0.0 for value, can in zip(belief, allowed, strict=True)]
    free = 1 - FLOOR * sum(allowed)
    return [free * weight / sum(weights) + FLOOR * can for weight, can in zip(weights, allowed, strict=True)]


def times(draw: random.Random) -> Iterator[datetime]:
    """When decisions are made, over eight weeks."""
    minutes = sorted(draw.uniform(0, 56 * 24 * 60) for _ in range(DECISIONS))
    for minute in minutes:
        yield (START + timedelta(minutes=minute)).replace(microsecond=0)


def rows() -> Iterator[Sequence[object]]:
    """The log."""
    draw = random.Random(SEED)
    for number, at in enumerate(times(draw)):
        who = visitor(at, draw)
        chances = today(who)
        (action,) = draw.choices(range(len(TOPICS)), chances)
        clicked = draw.random() < click(who)[action]
        known = [int(value) if isinstance(value, bool) else value for value in who.values()]
        yield (
            f"d{number:05}",
            at.isoformat(),
            *known,
            TOPICS[action],
            round(chances[action], 6),
            int(clicked),
        )


def main() -> None:
    """Write the file beside this one."""
    names = ("decision_id", "shown_at", *Visitor.__annotations__, "topic", "propensity", "click")
    with (Path(__file__).parent / "decisions.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows())


if __name__ == "__main__":
    main()
