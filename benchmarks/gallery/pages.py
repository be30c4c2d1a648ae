"""The pages: written from what was measured, the documents and the READMEs, and from nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.gallery import extract
from benchmarks.gallery.evidence import EXAMPLES, Evidence, names, recorded
from mlsys.reference.markdown import fence, table
from mlsys.syntax.load import load
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read

NOTE = "<!-- Written by `make gallery`; edit the example. -->"


def build(gallery: Path) -> dict[str, str]:
    """Return the text of every page by its file name; examples that were never measured have none."""
    found = {name: evidence for name in names() if (evidence := recorded(gallery, name))}
    return {
        "README.md": _index(found),
        **{f"{name}.md": _page(name, evidence) for name, evidence in found.items()},
    }


def write(gallery: Path) -> None:
    """Write every page, and remove what belongs to an example that is gone."""
    pages = build(gallery)
    for path in gallery.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for path in gallery.glob("*/*"):
        if path.stem not in names() and path.stem.rpartition("-")[0] not in names():
            path.unlink()
    for name, text in pages.items():
        (gallery / name).write_text(text, encoding="utf-8")


def _index(found: dict[str, Evidence]) -> str:
    rows = []
    for name, evidence in found.items():
        document = _document(name)
        steps = evidence["seconds"]
        rows.append(
            (
                f"[{name}]({name}.md)",
                f"`{document['task']['type']}`",
                _headline(evidence),
                _best_baseline(evidence),
                _gates_in_short(evidence),
                f"{sum(steps.values()):.0f} s",
            )
        )
    header = ("example", "task", "the model, on test rows", "the nearest baseline", "gates", "whole way")
    return _joined(
        NOTE,
        "# Gallery",
        "Every example of this repository, compiled, set up, trained, evaluated and run in batch by its own "
        "targets. An interval is the 95 % interval of the example's report; of the baselines that it "
        "compares with, the nearest is shown. The whole way is `make setup train evaluate batch` on "
        "two cores that do other work too, with packages already downloaded.",
        table(header, rows),
        "`make gallery` measures what has changed since, and writes these pages anew; a test fails while a "
        "document or its data are others than those that were measured, or a page is not what was measured.",
    )


def _page(name: str, evidence: Evidence) -> str:
    folder = EXAMPLES / name
    readme = (folder / "README.md").read_text("utf-8")
    text = (folder / "mlsystem.yaml").read_text("utf-8")
    data = _document(name)["data"]
    about = extract.about_data(readme) or " ".join(str(data.get("description", "")).split())
    licence = data.get("licence")
    return _joined(
        NOTE,
        f"# {name}",
        extract.opening(readme),
        f"The story is `examples/{name}/README.md`, the whole document `examples/{name}/mlsystem.yaml`.",
        "## The document, in part",
        fence(extract.shown(text)),
        "## Against the baselines",
        _headline_sentence(evidence),
        *(
            f"![{drawn['title']}](pictures/{name}-{number}.svg)\n\n*{drawn['title']}.* {drawn['caption']}"
            for number, drawn in enumerate(evidence["pictures"], 1)
        ),
        _metrics(evidence),
        "## Gates",
        _gates(evidence),
        "## Data",
        about + (f" Licence as the document has it: {licence}." if licence else ""),
        "## Time",
        _time(evidence),
    )


def _document(name: str) -> dict[str, Any]:
    node = read(load(EXAMPLES / name / "mlsystem.yaml")).value
    found: dict[str, Any] = to_plain(node) if node else {}
    return found


def _headline(evidence: Evidence) -> str:
    metric = evidence["primary"]
    measured = evidence["metrics"].get(metric)
    return (
        f"{metric} {_number(measured['value'])} {_interval(measured['ci'])}" if measured else "not measured"
    )


def _best_baseline(evidence: Evidence) -> str:
    """Return the baseline that the document has to beat, or the one that is nearest to the model."""
    metric, measured = evidence["primary"], evidence["metrics"].get(evidence["primary"])
    known = {
        name: values[metric]
        for name, values in evidence["baselines"].items()
        if values.get(metric) is not None
    }
    if not known or measured is None or measured["value"] is None:
        return "none has this metric"
    nearest = min(known, key=lambda name: abs(known[name] - measured["value"]))
    return f"{nearest} {_number(known[nearest])}"


def _headline_sentence(evidence: Evidence) -> str:
    beaten = [gate["detail"] for gate in evidence["gates"] if gate["id"] == "must_beat"]
    family = str(evidence["family"]).replace("_", " ")
    said = [f"The chosen model is {family}: {_headline(evidence)}."]
    return " ".join([*said, *(f"Paired with the baseline: {detail}." for detail in beaten if detail)])


def _metrics(evidence: Evidence) -> str:
    baselines = evidence["baselines"]
    rows = [
        (
            f"`{metric}`",
            _number(measured["value"]),
            _interval(measured["ci"]),
            *(_number(values.get(metric)) for values in baselines.values()),
        )
        for metric, measured in evidence["metrics"].items()
    ]
    return table(("metric", "model", "95 % interval", *baselines), rows)


def _gates(evidence: Evidence) -> str:
    rows = [
        (
            "passed" if gate["passed"] else "**failed**",
            f"`{gate['id']}`",
            _number(gate["value"]),
            _number(gate["threshold"]),
            str(gate["detail"]),
        )
        for gate in evidence["gates"]
    ]
    return table(("", "gate", "value", "bound", "detail"), rows)


def _gates_in_short(evidence: Evidence) -> str:
    failed = [gate["id"] for gate in evidence["gates"] if not gate["passed"]]
    return f"{', '.join(failed)} failed" if failed else f"all {len(evidence['gates'])} passed"


def _time(evidence: Evidence) -> str:
    steps = evidence["seconds"]
    counts = ", ".join(f"{name} {count:,}" for name, count in evidence["counts"].items())
    return _joined(
        table([f"`make {step}`" for step in steps], [[f"{seconds:g} s" for seconds in steps.values()]]),
        f"Measured on {evidence['measured']} with mlsys {evidence['compiler']}; {counts}.",
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"


def _interval(ci: list[float | None]) -> str:
    low, high = ci
    return "" if low is None or high is None else f"[{_number(low)}, {_number(high)}]"


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"
