"""Write `products.csv`: titles of products of a made-up shop, whose leaves of the catalogue are known.

A title is words of its leaf, of its category and of its department, each left out now and then, among
words that any product may have. One in twenty-five stands on a wrong shelf of the same department.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Final

TREE: Final = {
    "home": {
        "kitchen": ["pans", "knives", "kettles", "mixers", "mugs"],
        "bedding": ["pillows", "duvets", "sheets", "mattresses"],
        "lighting": ["lamps", "candles", "lanterns"],
        "storage": ["boxes", "shelves", "baskets", "hooks"],
    },
    "fashion": {
        "tops": ["shirts", "jumpers", "blouses", "hoodies"],
        "bottoms": ["jeans", "shorts", "skirts", "leggings"],
        "shoes": ["boots", "sandals", "trainers", "slippers"],
        "accessories": ["belts", "scarves", "gloves", "hats"],
    },
    "toys": {
        "games": ["puzzles", "cards", "dice"],
        "figures": ["dolls", "dragons", "soldiers"],
        "outdoor": ["kites", "balls", "swings", "frisbees"],
        "building": ["bricks", "magnets", "railways"],
    },
    "electronics": {
        "audio": ["headphones", "speakers", "microphones", "turntables"],
        "computing": ["keyboards", "mice", "monitors", "routers"],
        "photo": ["cameras", "lenses", "tripods"],
        "power": ["chargers", "batteries", "adapters"],
    },
    "sports": {
        "cycling": ["helmets", "saddles", "pedals", "tyres"],
        "fitness": ["dumbbells", "mats", "ropes"],
        "water": ["goggles", "paddles", "wetsuits"],
        "winter": ["skis", "sledges", "skates"],
    },
    "garden": {
        "tools": ["spades", "rakes", "shears", "hoses"],
        "plants": ["seeds", "bulbs", "shrubs", "herbs"],
        "furniture": ["benches", "hammocks", "parasols"],
        "barbecue": ["grills", "charcoal", "skewers"],
    },
}
COLUMNS: Final = ("product_id", "title", "price", "condition", "shelf")
PLAIN: Final = [
    "new",
    "set",
    "of",
    "with",
    "for",
    "and",
    "the",
    "best",
    "quality",
    "classic",
    "large",
    "small",
    "mini",
    "pack",
    "deluxe",
    "original",
    "black",
    "white",
    "blue",
    "red",
    "green",
    "soft",
    "strong",
    "light",
    "pro",
    "everyday",
    "premium",
    "eco",
    "gift",
    "modern",
    "vintage",
]
SPOKEN: Final = {
    "home": ("cosy", "household"),
    "fashion": ("cotton", "fit"),
    "toys": ("kids", "play"),
    "electronics": ("usb", "digital"),
    "sports": ("training", "outdoor"),
    "garden": ("weatherproof", "patio"),
}
ROWS: Final = 6_000
HIDDEN, WRONG = 0.22, 0.04


def main() -> None:
    """Write the table."""
    draw = random.Random(2026)
    leaves = [(d, c, leaf) for d, below in TREE.items() for c, names in below.items() for leaf in names]
    weights = [min(draw.paretovariate(1.4), 4.0) for _ in leaves]
    # A shelf that has just been opened: there is nearly nothing on it yet.
    weights[-1] = 0.0
    with (Path(__file__).parent / "products.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for number in range(ROWS):
            department, category, leaf = leaves[-1] if number < 3 else draw.choices(leaves, weights)[0]
            said = draw.choices(PLAIN, k=draw.randrange(2, 7))
            said += [word for word, kept in ((leaf, 1 - HIDDEN), (category, 0.45)) if draw.random() < kept]
            if draw.random() < 0.6:
                said.append(draw.choice(SPOKEN[department]))
            draw.shuffle(said)
            if draw.random() < WRONG:
                leaf = draw.choice([name for names in TREE[department].values() for name in names])
            price = round(draw.lognormvariate(2.5 + 0.3 * list(TREE).index(department), 0.6), 2)
            out.writerow((number, " ".join(said).capitalize(), price, draw.choice(("new", "used")), leaf))


if __name__ == "__main__":
    main()
