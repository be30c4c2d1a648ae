"""Did you mean …? The nearest of the words that would have been right."""

from __future__ import annotations

from collections.abc import Iterable

_MAX_LENGTH = 60


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that ``word`` is most likely a slip of, or ``None``.

    Case, ``-``, ``_`` and spaces do not count; otherwise up to a third of the letters may
    differ (Damerau-Levenshtein distance, in which two swapped letters are one slip). Failing that,
    a word that is the only one to start like this, as ``prod`` for ``production``.
    """
    known = list(candidates)
    best: tuple[int, str] | None = None
    for candidate in known:
        allowed = max(1, max(len(word), len(candidate)) // 3)
        found = distance(_folded(word), _folded(candidate), allowed)
        if found is not None and candidate != word and (best is None or found < best[0]):
            best = (found, candidate)
    return _completion(word, known) if best is None else best[1]


def _completion(word: str, candidates: Iterable[str]) -> str | None:
    start = _folded(word)
    longer = [c for c in candidates if len(start) > 2 and _folded(c).startswith(start) and c != word]
    return longer[0] if len(longer) == 1 else None


def distance(a: str, b: str, limit: int) -> int | None:
    """Return the Damerau-Levenshtein distance (optimal string alignment) if it is at most ``limit``."""
    if abs(len(a) - len(b)) > limit or max(len(a), len(b)) > _MAX_LENGTH:
        return None
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return None
        before, previous = previous, current
    return previous[-1] if previous[-1] <= limit else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Return ``did you mean `x`?``, or the possible words if they are few, or nothing."""
    known = sorted(set(candidates))
    match = closest(word, known)
    if match is not None:
        return f"did you mean `{match}`?"
    return f"use {one_of(known)}" if 0 < len(known) <= 12 else ""


def one_of(words: Iterable[str]) -> str:
    """Return ``one of `a`, `b` or `c` ``; a single word as itself."""
    known = list(words)
    return either(known) if len(known) < 2 else f"one of {either(known)}"


def either(words: Iterable[str]) -> str:
    """Return `` `a`, `b` or `c` ``."""
    quoted = [f"`{word}`" for word in words]
    return "".join(quoted) if len(quoted) < 2 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _folded(word: str) -> str:
    return word.replace("-", "").replace("_", "").replace(" ", "").casefold()
