"""Write `articles.csv`: first lines of articles of a made-up newspaper, whose topics are known.

A line is words, one in seven of the topic that it is about, one in twenty of any topic, among words that any
article may have. One article in twenty-five is filed under another topic. Prints how often somebody would be
right who knew all of this: no model can be right more often than that, save by luck.
"""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path
from typing import Final

TOPICS: Final = {
    "tech": (
        "chip software startup browser robot cloud server battery phone privacy encryption algorithm "
        "sensor data laptop network update developer platform device screen code password satellite "
        "drone engineer"
    ),
    "entertainment": (
        "film album actor festival stage singer premiere series audience director concert comedy "
        "award script band theatre novel cinema drama tour studio painter gallery dancer poet "
        "orchestra"
    ),
    "finance": (
        "shares bank profit inflation bond market investor dividend rates loan currency earnings "
        "merger debt broker budget stocks fund quarter credit insurer savings mortgage auditor "
        "pension tariff"
    ),
    "politics": (
        "minister parliament vote coalition senate campaign treaty bill election mayor cabinet "
        "opposition reform embassy debate ballot governor court deputy referendum summit law delegate "
        "constitution ministry veto"
    ),
}
PLAIN: Final = (
    "the a of in on for with after before new old says said year week today city people plan first "
    "last two three more less under over report group work time long short why how again still next "
    "big small open close north south day night early late some many others public local world home "
    "away against between because while"
)
SHARES: Final = {"tech": 0.3, "entertainment": 0.3, "finance": 0.25, "politics": 0.15}
OWN, ANY, MISFILED = 1 / 7, 1 / 20, 1 / 25


def article(draw: random.Random, topic: str) -> str:
    """Return the first line of an article about ``topic``."""
    words = []
    for _ in range(draw.randint(9, 26)):
        chance = draw.random()
        if chance < OWN:
            pool = TOPICS[topic]
        elif chance < OWN + ANY:
            pool = TOPICS[draw.choice(list(TOPICS))]
        else:
            pool = PLAIN
        words.append(draw.choice(pool.split()))
    return " ".join(words).capitalize()


def best_guess(text: str) -> str:
    """Return the topic that is likeliest to somebody who knows how the articles were drawn."""
    by_topic = {}
    for topic, share in SHARES.items():
        odds = math.log(share)
        for word in text.lower().split():
            found = [name for name, pool in TOPICS.items() if word in pool.split()]
            odds += sum(math.log(OWN * (name == topic) + ANY / len(TOPICS)) for name in found)
        by_topic[topic] = odds
    return max(by_topic, key=by_topic.__getitem__)


def main() -> None:
    """Draw the articles and write them."""
    draw = random.Random(20260214)
    rows, right = [], 0
    for number in range(1, 4001):
        topic = draw.choices(list(SHARES), weights=list(SHARES.values()))[0]
        text = article(draw, topic)
        filed = draw.choice([name for name in TOPICS if name != topic]) if draw.random() < MISFILED else topic
        origin = draw.choices(["staff", "agency", "freelance"], weights=[5, 3, 2])[0]
        rows.append((number, text, origin, filed))
        right += best_guess(text) == filed
    with (Path(__file__).parent / "articles.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([("article_id", "text", "origin", "topic"), *rows])
    print(f"right at best: {right / len(rows):.3f}")


if __name__ == "__main__":
    main()
