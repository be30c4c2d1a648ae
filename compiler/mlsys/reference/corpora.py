"""The page on what the rules find: the corpora of the tests, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from mlsys.reference.markdown import page, table
from mlsys.rules.base import Example
from mlsys.spec.tasks import TASK_KINDS

TESTS: Final = Path(__file__).resolve().parents[3] / "tests"
"""The tests of the repository; an installed compiler has none, and no such page."""
_STAGES = ("prototype", "pilot", "production")


def render(tests: Path = TESTS) -> str:
    """Return the page on the corpora."""
    return page("What the rules find", *_absurdities(tests), *_honest(tests))


def _absurdities(tests: Path) -> Iterator[str]:
    halves = {"seen": Counter[str](), "unseen": Counter[str](), "missed": Counter[str]()}
    for path in sorted((tests / "absurd").glob("*.yaml")):
        half = "unseen" if path.stem.startswith("unseen") else "seen"
        for case in _read(path):
            task = _type_of(str(case.get("base", Example("").base)), tests)
            halves[half][task] += 1
            halves["missed"][task] += "missed" in case
    yield (
        "Each absurdity is one silly claim laid over a complete and sound document; a test names the rule "
        "that finds it. The unseen half was written from the schema alone, before the rules were looked at; "
        "the files in `tests/absurd` say how many were found then, and why some are not found now."
    )
    rows = [
        (f"`{task}`", *(str(halves[kind][task]) for kind in ("seen", "unseen", "missed")))
        for task in TASK_KINDS
    ]
    totals = {kind: sum(counts.values()) for kind, counts in halves.items()}
    every = totals["seen"] + totals["unseen"]
    rows.append(("all", *(str(totals[kind]) for kind in ("seen", "unseen", "missed"))))
    yield table(("task", "written beside the rules", "written unseen", "not found"), rows)
    yield f"{every - totals['missed']} of {every} are found ({(every - totals['missed']) / every:.1%})."


def _honest(tests: Path) -> Iterator[str]:
    statements = sum(len(_read(path)) for path in (tests / "honest").glob("statements*.yaml"))
    yield "## Honest documents"
    yield (
        "None of them has a finding that is not argued for in a file beside it; "
        f"nor have {statements} sound statements, each laid over a complete document."
    )
    counts: Counter[tuple[str, str]] = Counter()
    for path in (tests / "honest" / "documents").glob("*.yaml"):
        document: dict[str, Any] = _document(path)
        counts[str(document["task"]["type"]), str(document["metadata"].get("stage", "prototype"))] += 1
    rows = [(f"`{task}`", *(str(counts[task, stage]) for stage in _STAGES)) for task in TASK_KINDS]
    rows.append(("all", *(str(sum(n for (_, at), n in counts.items() if at == stage)) for stage in _STAGES)))
    if counts:
        yield table(("task", *_STAGES), rows)


def _read(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = _document(path)
    return found


def _document(path: Path) -> Any:
    import yaml

    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def _type_of(base: str, tests: Path) -> str:
    """Return the type of task of a complete document, which may itself be laid over another one."""
    document = _document(tests / "rules" / "bases" / f"{base}.yaml")
    declared: str | None = document.get("task", {}).get("type")
    return declared or _type_of(str(document["base"]), tests)
