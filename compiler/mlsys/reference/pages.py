"""Every reference page by its file name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mlsys.reference import corpora, language, metrics, reframing, rules, tasks, unheld
from mlsys.reference.markdown import page, table

WRITTEN: Final = frozenset({"api.md"})
"""Pages that are written by hand."""


def build() -> dict[str, str]:
    """Return the text of every reference page by its path below ``docs/reference``."""
    pages = {
        "language.md": language.render(),
        "metrics.md": metrics.render(),
        "tasks.md": tasks.render(),
        "framings.md": reframing.render(),
        "unheld.md": unheld.render(),
        **rules.render(),
    }
    if corpora.TESTS.is_dir():
        pages["corpora.md"] = corpora.render()
    return {"README.md": _index(), **pages}


def write(folder: Path) -> None:
    """Write every page below ``folder``; pages that are no longer generated are removed."""
    pages = build()
    for path in folder.rglob("*.md"):
        if path.relative_to(folder).as_posix() not in pages.keys() | WRITTEN:
            path.unlink()
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _index() -> str:
    rows = [
        ("[The Python API](api.md)", "what programs call", "`import mlsys`"),
        ("[The language](language.md)", "every field of a document: what it takes, its default, unit, merge "
         "algebra and change impact", "`mlsys explain PATH`"),
        ("[Rules](rules.md)", "everything that is checked, with severities and examples",
         "`mlsys explain CODE`, `mlsys rules`"),
        ("[Metrics](metrics.md)", "every metric: tasks, direction, range, parameters",
         "`mlsys explain METRIC`"),
        ("[Task types](tasks.md)", "every type of task with its fields, metrics and rules",
         "`mlsys explain TASK`"),
        ("[What is not held yet](unheld.md)", "fields that nothing holds, or that only documents repeat",
         "`mlsys trace`, `mlsys explain PATH`"),
        ("[Framings](framings.md)", "the ways from one framing of a problem to another", "`mlsys reframe`"),
        ("[What the rules find](corpora.md)", "the absurdities and honest documents of the tests, counted",
         ""),
    ]  # fmt: skip
    return page(
        "Reference",
        table(("page", "holds", "in the terminal"), rows),
        "The JSON Schema of the language is `schemas/mlsystem.schema.json`; `mlsys schema` prints it. Its "
        "`$id` is a name and no address; `mlsys schema --kind <$id>` prints the schema of that name, and "
        "`--path` where it is.",
    )
