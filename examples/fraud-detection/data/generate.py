"""Write transactions.parquet: card payments of nine months, and which were charged back, with a known truth.

A panel: each day 46 cards are drawn, and what they pay in the next four weeks is kept. One card in thirty
falls to a thief, who works in one of three ways. A *tester* tries small digital payments within minutes and
then buys something dear; a *taker* of the account pays much from a new device, mostly by night, often abroad;
a *skimmer* pays at a counter like anybody, only more. Testers get fewer over the months, skimmers more, and
takers buy less at once: thieves learn what the desk calls for. One stolen payment in twenty-five is never
reported, and one honest payment in two thousand is charged back all the same; nothing else decides.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

SEED, DAYS, CARDS_A_DAY, PANEL = 20260301, 270, 46, 28
START = datetime(2026, 1, 5)
TYPICAL = {
    "grocery": 28, "restaurant": 24, "fuel": 55, "fashion": 60, "electronics": 160, "digital": 12,
    "travel": 190, "cash": 90,
}  # fmt: skip
USUAL = [0.34, 0.2, 0.1, 0.1, 0.05, 0.12, 0.04, 0.05]
COUNTRIES = ["AT", "DE", "ES", "FR", "IT", "NL", "PL"]
AWAY = ["GB", "US", "TR", "other"]
HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 10, 12, 14, 11, 9, 9, 10, 13, 14, 11, 8, 6, 4, 2])
NIGHT = [0, 1, 2, 3, 4, 5, 13, 20, 22, 23]


@dataclass(frozen=True)
class Card:
    """A card on the day on which it was drawn."""

    start: datetime
    home: str
    purse: float
    """How much its owner pays, against others."""
    device: float
    account: float
    senior: bool


@dataclass(frozen=True)
class Payment:
    """A payment, before anything is known of those around it."""

    at: datetime
    amount: float
    category: str
    country: str
    device_age: float | None
    stolen: bool

    @property
    def channel(self) -> str:
        """Where it was made."""
        if self.device_age is not None:
            return "online"
        return "cash machine" if self.category == "cash" else "counter"


def honest(card: Card, draw: np.random.Generator) -> Iterator[Payment]:
    """What the owner of a card pays in four weeks."""
    journey = draw.uniform(0, PANEL - 6) if draw.random() < 0.12 else None
    for _ in range(draw.poisson(8)):
        day, hour = float(draw.uniform(0, PANEL)), int(draw.choice(24, p=HOURS / HOURS.sum()))
        minute, second = int(draw.integers(60)), int(draw.integers(60))
        at = card.start + timedelta(days=int(day), hours=hour, minutes=minute, seconds=second)
        kind = str(draw.choice(list(TYPICAL), p=USUAL))
        online = kind == "digital" or (kind in {"fashion", "electronics", "travel"} and draw.random() < 0.6)
        away = journey is not None and journey <= day < journey + 6
        country = str(draw.choice(AWAY)) if away or (online and draw.random() < 0.08) else card.home
        # A new telephone once in a while.
        age = float(draw.exponential(2)) if draw.random() < 0.04 else card.device + day
        amount = TYPICAL[kind] * card.purse * draw.lognormal(0, 0.7)
        yield Payment(at, amount, kind, country, age if online else None, stolen=False)


def thief(card: Card, month: float, draw: np.random.Generator) -> Iterator[Payment]:
    """What somebody else pays with a card, within hours."""
    shares = np.array([0.45 - 0.035 * month, 0.4, 0.15 + 0.035 * month])
    ways = (tester, taker, skimmer)
    way = ways[draw.choice(3, p=shares)]
    at = card.start + timedelta(days=float(draw.uniform(2, PANEL - 1)))
    yield from way(card, at, month, draw)


def somewhere(card: Card, away: float, draw: np.random.Generator) -> str:
    """A country, with this chance another one than that of the card."""
    return str(draw.choice(AWAY)) if draw.random() < away else card.home


def tester(card: Card, at: datetime, month: float, draw: np.random.Generator) -> Iterator[Payment]:
    """Two to four small payments, and a large one."""
    age = float(draw.exponential(1.5))
    for _ in range(draw.integers(2, 5)):
        at += timedelta(minutes=float(draw.uniform(1, 8)))
        amount = draw.uniform(0.5, 6)
        yield Payment(at, amount, "digital", somewhere(card, 0.6, draw), age, stolen=True)
    at += timedelta(minutes=float(draw.uniform(5, 40)))
    amount = 260 * draw.lognormal(0, 0.5)
    yield Payment(at, amount, "electronics", somewhere(card, 0.5, draw), age, stolen=True)


def taker(card: Card, at: datetime, month: float, draw: np.random.Generator) -> Iterator[Payment]:
    """One to three large payments from a new device; month by month they are smaller."""
    age = float(draw.exponential(1.5))
    at = at.replace(hour=int(draw.choice(NIGHT)))
    for _ in range(draw.integers(1, 4)):
        at += timedelta(minutes=float(draw.uniform(4, 90)))
        amount = (320 - 18 * month) * draw.lognormal(0, 0.5)
        kind = str(draw.choice(["electronics", "travel", "fashion"]))
        yield Payment(at, amount, kind, somewhere(card, 0.55, draw), age, stolen=True)


def skimmer(card: Card, at: datetime, month: float, draw: np.random.Generator) -> Iterator[Payment]:
    """One or two payments at counters and cash machines, by a copy of the card."""
    draw.exponential(1.5)  # a device that is not used
    for _ in range(draw.integers(1, 3)):
        at += timedelta(hours=float(draw.uniform(0.2, 5)))
        kind = str(draw.choice(["cash", "fashion", "grocery", "fuel"]))
        amount = 1.8 * TYPICAL[kind] * draw.lognormal(0, 0.5)
        yield Payment(at, amount, kind, somewhere(card, 0.25, draw), None, stolen=True)


def row(payment: Payment, card: Card, paid: list[Payment], draw: np.random.Generator) -> dict[str, object]:
    """What is known when a payment is made, and what is known weeks later."""
    ages = [(payment.at - other.at).total_seconds() for other in paid]
    charged_back = draw.random() < (0.96 if payment.stolen else 0.0005)
    amount = round(max(payment.amount, 0.5), 2)
    age = payment.device_age
    return asdict(payment) | {
        "hour": payment.at.hour,
        "amount": amount,
        "amount_to_usual": round(amount / (30 * card.purse), 2),
        "channel": payment.channel,
        "abroad": payment.country != card.home,
        "device_age": None if age is None else round(age, 1),
        "account_age": int(card.account) + (payment.at - card.start).days,
        "payments_1h": sum(0 < age <= 3600 for age in ages),
        "payments_24h": sum(0 < age <= 86400 for age in ages),
        "senior": card.senior,
        "charged_back": "yes" if charged_back else "no",
    }


def rows(draw: np.random.Generator) -> Iterator[dict[str, object]]:
    """All payments of all cards, in the order of the cards."""
    for number in range((DAYS + PANEL) * CARDS_A_DAY):
        day = number // CARDS_A_DAY - PANEL
        home, purse = str(draw.choice(COUNTRIES)), float(draw.lognormal(0, 0.4))
        device, account = float(draw.exponential(300)), float(draw.exponential(900))
        card = Card(START + timedelta(days=day), home, purse, device, account, bool(draw.random() < 0.2))
        paid = list(honest(card, draw))
        # Young accounts fall more often.
        if draw.random() < (0.03 if account > 90 else 0.07):
            paid += thief(card, max(day, 0) / 30, draw)
        for payment in paid:
            yield {"card": f"K{number:05}"} | row(payment, card, paid, draw)


def write(path: Path) -> None:
    """Write the payments of the nine months, in the order of time."""
    inside = pl.col("at").is_between(START, START + timedelta(days=DAYS), closed="left")
    table = pl.DataFrame(list(rows(np.random.default_rng(SEED)))).filter(inside).sort("at", "card")
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(6)
    columns = [
        "card", "at", "hour", "amount", "amount_to_usual", "category", "channel", "country", "abroad",
        "device_age", "account_age", "payments_1h", "payments_24h", "senior", "charged_back",
    ]  # fmt: skip
    table = table.with_columns(pl.col("at").dt.truncate("1s"), pl.col("hour").cast(pl.Int8))
    table = table.select(pl.format("P{}", number).alias("payment"), *columns)
    table.write_parquet(path, compression="zstd", compression_level=19)


if __name__ == "__main__":
    here = Path(__file__).with_name("transactions.parquet")
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else here)
