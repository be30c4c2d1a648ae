"""Columns, and pairs of columns, that tell the target too well to be known at the time of the prediction.

Each is scored on rows that its score was not fitted on (five folds), so that a column of many values gains
nothing by chance: ROC AUC for two classes, accuracy for more, and for numbers the share of the variance of
their ranks, which a few extreme targets do not decide.
"""

from __future__ import annotations

import itertools
import math
import operator
import random
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from mlsys.profile.column import Column
from mlsys.profile.spelling import numbers_of
from mlsys.profile.table import Table

ROWS: Final = 10_000
"""Rows that are looked at."""
_MIN_ROWS: Final = 50
"""With fewer rows, a column can tell the target by chance."""
_MIN_CLASS: Final = 10
_FOLDS: Final = 5
_BINS: Final = 64
_PAIR_BINS: Final = 12
_PAIR_ROWS: Final = 3_000
_PAIRED: Final = 30
"""Columns that are looked at in pairs: those that tell most by themselves."""
AWAY: Final = 0.99
"""Score from which on a column gives the target away."""
STRONG: Final = 0.95
"""Score from which on it is asked when a column is known."""
_TOGETHER: Final = 0.995
_DERIVED: Final = 0.99
"""Share of rows in which a pair, added, subtracted, multiplied or divided, is the target."""
_TOLERANCE: Final = 1e-3
"""Part of the range of the target that rounding may take."""

_NUMERIC: Final = frozenset({"regression", "forecasting"})
"""Tasks whose target is a number."""
_Codes: TypeAlias = Sequence[Hashable]
_OPERATIONS: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda a, b: a / b if b else math.nan,
}


@dataclass(frozen=True, slots=True)
class Told:
    """How well a column, or a pair of columns, tells the target."""

    columns: tuple[str, ...]
    score: float
    """1 for a target that is always told."""
    how: str


@dataclass(frozen=True, slots=True)
class Leaks:
    """What was found among the columns."""

    single: Mapping[str, Told]
    """By column, those that tell the target well."""
    pairs: tuple[Told, ...]
    """The pairs that tell it nearly perfectly although neither column does."""


NONE: Final = Leaks({}, ())


def find_leaks(table: Table, target: Column, task: str, positive: str, columns: Sequence[Column]) -> Leaks:
    """Return which of ``columns``, and which pairs of them, tell ``target``; nothing in small tables."""
    texts = table.sample.get(target.name, ())
    rows = [row for row, text in enumerate(texts) if text not in target.gaps]
    classes = Counter(texts[row] for row in rows)
    if len(rows) < _MIN_ROWS or (task not in _NUMERIC and min(classes.values()) < _MIN_CLASS):
        return NONE

    def judge_of(chosen: Sequence[int]) -> _Judge:
        return _judge([texts[row] for row in chosen], task, positive, table.decimal)

    def seen(column: Column, chosen: Sequence[int]) -> _Seen:
        return _Seen(column, [table.sample[column.name][row] for row in chosen], table.decimal)

    judge = judge_of(rows)
    scores = {column.name: judge.single(seen(column, rows)) for column in columns}
    found = {name: Told((name,), s, judge.wording(s)) for name, s in scores.items() if s >= STRONG}
    open_ = sorted((name for name, score in scores.items() if score < AWAY), key=lambda name: -scores[name])
    some = _some(rows, texts, task)
    paired = [seen(column, some) for column in columns if column.name in open_[:_PAIRED]]
    return Leaks(found, tuple(_pairs(judge_of(some), paired, scores)))


def _some(rows: Sequence[int], texts: Sequence[str], task: str) -> list[int]:
    """Return rows for the pairs: of numbers every so many, of classes as many of each as there are."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        groups["" if task in _NUMERIC else texts[row]].append(row)
    share = max(_MIN_CLASS, _PAIR_ROWS // len(groups))
    return [row for group in groups.values() for row in group[:: math.ceil(len(group) / share)]]


def _pairs(judge: _Judge, views: Sequence[_Seen], scores: Mapping[str, float]) -> Iterator[Told]:
    for a, b in itertools.combinations(views, 2):
        names = (a.name, b.name)
        derived = judge.derived(a, b)
        if derived:
            yield Told(names, 1.0, derived)
            continue
        score = judge.pair(a, b)
        better = max(scores[a.name], scores[b.name])
        if score >= _TOGETHER and 1 - score <= (1 - better) / 2:
            yield Told(names, score, judge.wording(score))


class _Seen:
    """A column on the rows that are looked at."""

    def __init__(self, column: Column, texts: Sequence[str], decimal: str) -> None:
        self.name = column.name
        self.numbers: list[float] | None = None
        present = [text for text in texts if text not in column.gaps]
        numbers = numbers_of(present, decimal) if column.numeric else None
        if numbers is None:
            self._fine = self._coarse = list(texts)
            return
        if len(present) == len(texts):
            self.numbers = numbers
        each = iter(numbers)
        values = [None if text in column.gaps else next(each) for text in texts]
        self._fine, self._coarse = _binned(values, numbers, _BINS), _binned(values, numbers, _PAIR_BINS)

    @property
    def fine(self) -> _Codes:
        """The values in many bins, for the column alone."""
        return self._fine

    @property
    def coarse(self) -> _Codes:
        """The values in few bins, for pairs."""
        return self._coarse


def _binned(values: Sequence[float | None], numbers: Sequence[float], bins: int) -> list[str]:
    ordered = sorted(numbers)
    edges = sorted({ordered[len(ordered) * step // bins] for step in range(1, bins)}) if ordered else []
    return ["" if value is None else str(bisect_right(edges, value)) for value in values]


class _Judge(Protocol):
    """What scores columns, for one kind of target."""

    def single(self, view: _Seen) -> float:
        """Return how well a column tells the target, 1 for perfectly."""

    def pair(self, a: _Seen, b: _Seen) -> float:
        """Return how well two columns together tell it."""

    def derived(self, a: _Seen, b: _Seen) -> str:
        """Say how the target is computed from two columns, if it is."""

    def wording(self, score: float) -> str:
        """Return the score with its measure."""


def _judge(labels: Sequence[str], task: str, positive: str, decimal: str) -> _Judge:
    if task in _NUMERIC:
        return _Numbers(numbers_of(labels, decimal) or [])
    return _Two([label == positive for label in labels]) if task == "binary" else _Many(labels)


def _folds(rows: int) -> list[int]:
    folds = [row % _FOLDS for row in range(rows)]
    random.Random(0).shuffle(folds)
    return folds


class _Two:
    """Two classes: ROC AUC of the share of positives by value, and of the numbers themselves."""

    def __init__(self, positives: Sequence[bool]) -> None:
        self._positives, self._folds = positives, _folds(len(positives))
        self._prior = sum(positives) / len(positives)

    def single(self, view: _Seen) -> float:
        return max(self._fitted(view.fine), self._ranked(view.numbers))

    def pair(self, a: _Seen, b: _Seen) -> float:
        score = self._fitted(list(zip(a.coarse, b.coarse, strict=True)))
        if a.numbers is None or b.numbers is None:
            return score
        return max(score, self._ranked(list(map(operator.sub, a.numbers, b.numbers))))

    def derived(self, a: _Seen, b: _Seen) -> str:
        return ""

    def wording(self, score: float) -> str:
        return f"ROC AUC {_shown(score)}"

    def _fitted(self, codes: _Codes) -> float:
        cells = Counter(zip(codes, self._folds, self._positives, strict=True))
        rows: Counter[Hashable] = Counter()
        hits: Counter[Hashable] = Counter()
        for (code, _, positive), number in cells.items():
            rows[code] += number
            hits[code] += number * positive
        scored: dict[float, list[int]] = defaultdict(lambda: [0, 0])
        for code, fold in {(code, fold) for code, fold, _ in cells}:
            no, yes = cells[code, fold, False], cells[code, fold, True]
            score = (hits[code] - yes + self._prior) / (rows[code] - no - yes + 1)
            scored[score][0] += no
            scored[score][1] += yes
        return _auc(scored)

    def _ranked(self, numbers: Sequence[float] | None) -> float:
        if numbers is None:
            return 0.0
        scored: dict[float, list[int]] = defaultdict(lambda: [0, 0])
        for number, positive in zip(numbers, self._positives, strict=True):
            scored[number][positive] += 1
        area = _auc(scored)
        return max(area, 1 - area)


def _auc(scored: Mapping[float, Sequence[int]]) -> float:
    """Return the area under the ROC curve, of negatives and positives by score."""
    below = wins = 0.0
    for score in sorted(scored):
        no, yes = scored[score]
        wins += yes * (below + no / 2)
        below += no
    return wins / (below * sum(yes for _, yes in scored.values()))


class _Many:
    """More classes: accuracy of the most frequent class by value."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._labels, self._folds = labels, _folds(len(labels))
        self._usual = Counter(labels).most_common(1)[0]

    def single(self, view: _Seen) -> float:
        return self._accuracy(view.fine)

    def pair(self, a: _Seen, b: _Seen) -> float:
        return self._accuracy(list(zip(a.coarse, b.coarse, strict=True)))

    def derived(self, a: _Seen, b: _Seen) -> str:
        return ""

    def wording(self, score: float) -> str:
        return f"accuracy {_shown(score)}"

    def _accuracy(self, codes: _Codes) -> float:
        whole: dict[Hashable, Counter[str]] = defaultdict(Counter)
        parts: dict[tuple[Hashable, int], Counter[str]] = defaultdict(Counter)
        for code, fold, label in zip(codes, self._folds, self._labels, strict=True):
            whole[code][label] += 1
            parts[code, fold][label] += 1
        right = 0
        for (code, _), part in parts.items():
            rest = whole[code] - part
            right += part[max(rest, key=rest.__getitem__) if rest else self._usual[0]]
        score = right / len(self._labels)
        # A guess is right as often as the most frequent class, which is no merit of a column.
        return score if 1 - score <= (1 - self._usual[1] / len(self._labels)) / 2 else 0.0


class _Numbers:
    """Numbers: share of the variance of their ranks that the mean by value leaves unexplained, off one."""

    def __init__(self, targets: Sequence[float]) -> None:
        self._targets, self._folds = targets, _folds(len(targets))
        ordered = sorted(targets)
        self._ranks = [(bisect_left(ordered, t) + bisect_right(ordered, t)) / 2 for t in targets]
        self._mean = math.fsum(self._ranks) / len(targets)
        self._spread = math.fsum((rank - self._mean) ** 2 for rank in self._ranks)
        self._width = ordered[-1] - ordered[0]

    def single(self, view: _Seen) -> float:
        return self._explained(view.fine)

    def pair(self, a: _Seen, b: _Seen) -> float:
        return self._explained(list(zip(a.coarse, b.coarse, strict=True)))

    def derived(self, a: _Seen, b: _Seen) -> str:
        if a.numbers is None or b.numbers is None:
            return ""
        for sign, operation in _OPERATIONS.items():
            for x, y in ((a, b), (b, a)) if sign in "-/" else ((a, b),):
                share = self._equal(map(operation, x.numbers or (), y.numbers or ()))
                if share >= _DERIVED:
                    return f"`{x.name}` {sign} `{y.name}` equals it in {math.floor(share * 100)}% of the rows"
        return ""

    def wording(self, score: float) -> str:
        return f"R² of ranks {_shown(score)}"

    def _equal(self, values: Iterable[float]) -> float:
        close = self._width * _TOLERANCE
        return sum(abs(v - t) <= close for v, t in zip(values, self._targets, strict=True)) / len(
            self._targets
        )

    def _explained(self, codes: _Codes) -> float:
        whole: dict[Hashable, list[float]] = defaultdict(lambda: [0, 0.0])
        parts: dict[tuple[Hashable, int], list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
        for code, fold, rank in zip(codes, self._folds, self._ranks, strict=True):
            part, all_rows = parts[code, fold], whole[code]
            for sums in (part, all_rows):
                sums[0] += 1
                sums[1] += rank
            part[2] += rank * rank
        left = 0.0
        for (code, _), (rows, total, squares) in parts.items():
            n, sum_ = whole[code]
            guess = (sum_ - total + self._mean) / (n - rows + 1)
            left += squares - 2 * guess * total + rows * guess * guess
        return 1 - left / self._spread


def _shown(score: float) -> str:
    """Return a score with as many digits as tell it from perfection, never rounded up."""
    return "1" if score >= 1 else f"{math.floor(score * 10_000) / 10_000:g}"
