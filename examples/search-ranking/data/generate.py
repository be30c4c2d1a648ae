"""Write searches.csv: what searches of a shop found, and what became of each product, with a known truth.

A product answers by how its text matches, whether it is of the category that was meant, and its price
against the others of the list, which counts for more on a telephone; a long search has to match better;
what is out of stock does not answer. Sales tell a little of that, and most of what was promoted. Nothing
else decides, but for the noise.
"""

from __future__ import annotations

import csv
import math
import random
from datetime import date, timedelta
from pathlib import Path

SEED, SEARCHES, PRODUCTS, DAYS = 20260301, 2400, 480, 240
CATEGORIES = ("audio", "cameras", "computers", "garden", "kitchen", "lighting", "sports", "toys")
SEARCH = ("query_id", "asked_on", "product_id", "device", "words")
MATCH = ("text_match", "title_match", "same_category", "price", "price_to_median")
PRODUCT = ("rating", "reviews", "sales_28d", "days_listed", "in_stock")
# What a product has to be worth for each grade.
GRADES = (0.9, 1.9, 2.8)


def catalogue(draw: random.Random) -> list[dict[str, float | str]]:
    """The products, with what a search does not change."""
    return [
        {
            "product_id": f"p{number:03}",
            "category": draw.choice(CATEGORIES),
            "price": round(math.exp(draw.gauss(3.6, 0.8)), 2),
            "rating": round(min(5.0, max(1.0, draw.gauss(4.0, 0.5))), 1),
            "reviews": int(math.exp(draw.gauss(3.5, 1.2))),
            "listed": draw.randrange(-900, 0),
            "promoted": math.exp(draw.gauss(0.0, 0.9)),
        }
        for number in range(PRODUCTS)
    ]


def search(number: int, products: list[dict[str, float | str]], draw: random.Random) -> list[list[object]]:
    """The rows of one search."""
    day = number * DAYS // SEARCHES
    device, words = draw.choice(("desktop", "phone", "phone")), min(7, 1 + int(draw.expovariate(0.6)))
    meant, hardness = draw.choice(CATEGORIES), draw.gauss(0.0, 0.5)
    near = [product for product in products if product["category"] == meant]
    found = draw.sample(near, draw.randint(2, 5))
    found += draw.sample([product for product in products if product not in found], draw.randint(2, 6))
    median = sorted(float(product["price"]) for product in found)[len(found) // 2]
    rows = []
    for product in found:
        fits = product["category"] == meant
        match = min(1.0, max(0.0, draw.betavariate(4, 3) if fits else draw.betavariate(2, 4)))
        title = draw.random() < (0.1 + 0.7 * match)
        dear = math.log(float(product["price"]) / median)
        stocked = draw.random() < 0.93
        worth = 2.4 * max(0.0, match - 0.06 * words) + 0.5 * title + 1.1 * fits
        worth += 0.35 * (float(product["rating"]) - 4.0)
        worth -= (1.1 if device == "phone" else 0.4) * abs(dear + 0.2)
        worth += draw.gauss(0.0, 0.9) - hardness
        grade = sum(worth > limit for limit in GRADES) if stocked else 0
        sales = int(float(product["promoted"]) * math.exp(draw.gauss(2.0 + 0.45 * worth, 0.5)))
        asked = date(2026, 1, 1) + timedelta(days=day)
        age, price = day - int(product["listed"]), product["price"]
        asked_for = [f"q{number:04}", asked, product["product_id"], device, words]
        matches = [round(match, 3), int(title), int(fits), price, round(math.exp(dear), 3)]
        known = [product["rating"], product["reviews"], sales, age, int(stocked)]
        rows.append([*asked_for, *matches, *known, grade])
    return sorted(rows, key=lambda row: str(row[2]))


def main() -> None:
    """Write the table beside this file."""
    draw = random.Random(SEED)
    products = catalogue(draw)
    with Path(__file__).with_name("searches.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*SEARCH, *MATCH, *PRODUCT, "grade"))
        for number in range(SEARCHES):
            writer.writerows(search(number, products, draw))


if __name__ == "__main__":
    main()
