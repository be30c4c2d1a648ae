"""Write `comments.csv`: comments below articles of a made-up newspaper, of which it is known which are toxic.

A toxic comment insults somebody, five in six of them by a word that says so; one other comment in thirty
holds such a word too, as a quotation or a joke. One label in a hundred is wrong. Prints how often a person
would be right who went by these words alone.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Final

INSULTS: Final = (
    "idiot idiots moron stupid pathetic loser losers trash clown clowns disgusting liar liars "
    "braindead worthless imbecile garbage coward cowards scum fool"
)
ANGRY: Final = "you your yourself shut go nobody wants always never hate ugly useless shame wrong worst"
PLAIN: Final = (
    "the a this that article author thanks good point agree disagree think maybe read again source "
    "numbers year city team game match goal price tax school street weather interesting really quite "
    "because however would could should people time work money help question answer idea story photo "
    "headline paragraph mistake correct well done nice more less first second last also still only "
    "just about with from into over after before between without"
)
TOXIC, TELLING, QUOTED, WRONG = 0.1, 5 / 6, 1 / 30, 0.01


def comment(draw: random.Random, *, toxic: bool) -> str:
    """Return a comment."""
    words = [draw.choice(PLAIN.split()) for _ in range(draw.randint(4, 15))]
    if toxic:
        words += [draw.choice(ANGRY.split()) for _ in range(draw.randint(1, 4))]
    if draw.random() < (TELLING if toxic else QUOTED):
        words += [draw.choice(INSULTS.split()) for _ in range(draw.randint(1, 3) if toxic else 1)]
    draw.shuffle(words)
    return " ".join(words).capitalize() + draw.choice([".", "!", "", "...", "?"])


def main() -> None:
    """Draw the comments and write them."""
    draw = random.Random(20260318)
    rows, caught, raised, toxics = [], 0, 0, 0
    for number in range(1, 10001):
        toxic = draw.random() < TOXIC
        text = comment(draw, toxic=toxic)
        days = draw.randint(0, 30) if draw.random() < (0.4 if toxic else 0.15) else draw.randint(31, 3000)
        section = draw.choices(["news", "sport", "culture"], weights=[5, 3, 2])[0]
        told = toxic != (draw.random() < WRONG)
        rows.append((number, text, section, days, "Yes" if told else "No"))
        by_words = any(word in text.lower() for word in INSULTS.split())
        caught, raised, toxics = caught + (by_words and told), raised + by_words, toxics + told
    with (Path(__file__).parent / "comments.csv").open("w", newline="", encoding="utf-8") as file:
        head = ("comment_id", "text", "section", "account_days", "toxic")
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    print(f"by words alone: precision {caught / raised:.3f}, recall {caught / toxics:.3f} of {toxics}")


if __name__ == "__main__":
    main()
