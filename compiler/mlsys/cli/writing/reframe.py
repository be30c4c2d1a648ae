"""``mlsys reframe``: see the problem another way."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from mlsys.cli import console, exits
from mlsys.cli.files import replace_text
from mlsys.cli.options import PATH, spec_argument

if TYPE_CHECKING:
    from mlsys.judge import Judgement
    from mlsys.reframing.reframe import Reframed
    from mlsys.reframing.ways import Asked
    from mlsys.spec.root import MLSystem

_TARGETS: Final = (
    "regression", "buckets", "binary", "multiclass", "one-vs-rest", "multilabel", "hierarchical", "anomaly",
    "ranking", "forecasting",
)  # fmt: skip
_SHARES: Final = (0.2, 0.4, 0.6, 0.8, 0.5)


@click.command("reframe", short_help="Rewrite a specification for another framing of its problem.")
@spec_argument
@click.option(
    "--to", "target", type=click.Choice(_TARGETS), required=True, help="The framing to bring it to."
)
@click.option("--because", metavar="TEXT", help="Why the framing that it has is not chosen; it is recorded.")
@click.option("--edges", metavar="N,N…", help="Inner borders of buckets.  [default: fifths of the table]")
@click.option("--horizon", metavar="N|DURATION", help="For forecasting: how far ahead.")
@click.option("--frequency", metavar="STEP", help="For forecasting: a step, as `day` or `15min`.")
@click.option("--budget", metavar="RATE", help="For anomaly: how many alerts can be looked at, as `100/d`.")
@click.option("-o", "--output", "into", metavar="FILE", type=PATH, help="Write there.  [default: SPEC]")
@click.option("--diff", is_flag=True, help="Show the changes line by line.")
@click.option("--dry-run", is_flag=True, help="Write nothing; end with 3 if anything would change.")
def command(
    spec: Path,
    *,
    target: str,
    because: str | None,
    edges: str | None,
    horizon: str | None,
    frequency: str | None,
    budget: str | None,
    into: Path | None,
    diff: bool,
    dry_run: bool,
) -> int:
    """Rewrite SPEC (./mlsystem.yaml unless named) as another framing of the same problem.

    Comments, order and notation stay. Task, metrics, baselines, decisions and gates that do not fit the new
    framing change or go, each with its reason; the framing until now is recorded in `task.alternatives`. What
    cannot be meant is refused. Nothing is written unless the result is as valid as SPEC.

    Keep both documents with `-o`, compile, train and evaluate both: keys and split stay, so both are
    judged on the same rows.
    """
    from mlsys.reframing.reframe import UNDECIDED, reframe
    from mlsys.reframing.ways import Asked, Unmeant
    from mlsys.rules.references import references

    judged, model = _judged(spec)
    source = judged.source
    try:
        shown = _shown(spec, model) if target in ("buckets", "regression") else Asked()
        borders = _numbers(edges) if edges else shown.edges
        asked = Asked(borders, shown.middle, horizon, frequency, budget)
        outcome = reframe(source, target, asked, references(model), because)
    except Unmeant as refused:
        console.fault(refused.message, refused.help)
        return exits.FINDINGS
    if diff:
        console.out(_difference(source.text, outcome.text, spec, into or spec))
    for phrase in outcome.made:
        console.out(phrase)
    if not _is_sound(judged, outcome):
        return exits.FINDINGS
    if because is None:
        console.note(f"`task.alternatives` says “{UNDECIDED}”; `--because` says why")
    if dry_run:
        return exits.PENDING
    replace_text(into or spec, outcome.text)
    console.progress("Wrote", str(into or spec))
    return exits.CLEAN


def _difference(before: str, after: str, old: Path, new: Path) -> str:
    one, two = (text.splitlines(keepends=True) for text in (before, after))
    return "".join(difflib.unified_diff(one, two, f"a/{old}", f"b/{new}"))


def _judged(spec: Path) -> tuple[Judgement, MLSystem]:
    """Return the document at ``spec`` as it is judged and bound.

    Raises:
        Refusal: if its structure is broken.
    """
    from mlsys import pipeline
    from mlsys.cli.compiling.plans import Refusal
    from mlsys.judge import Options

    judged = pipeline.check(spec, Options(project=True, compiling=True))
    if judged.system is None:
        raise Refusal(judged.report)
    return judged, judged.system.spec


def _is_sound(before: Judgement, outcome: Reframed) -> bool:
    """Tell what stands against writing the outcome: edits that are not possible, findings that are new."""
    from mlsys import pipeline
    from mlsys.cli.checking import findings
    from mlsys.diagnostics.report import Report, ordered
    from mlsys.source import SourceFile

    for phrase in outcome.left:
        console.fault(f"{phrase}: cannot be done without touching anything else", "edit it by hand")
    after = pipeline.check_source(SourceFile(before.source.name, outcome.text), before.options)
    known = {found.code for found in before.report.diagnostics if found.severity.fails}
    new = tuple(
        found for found in after.report.diagnostics if found.severity.fails and found.code not in known
    )
    if new and not outcome.left:
        console.out(findings.rendered(Report(ordered(new)), "text"))
        console.fault("the result is not as valid as the document was, and was not written")
    return not new and not outcome.left


def _numbers(text: str) -> tuple[float, ...]:
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter("numbers with commas between them", param_hint="--edges") from None
    if list(found) != sorted(set(found)):
        raise click.BadParameter("borders increase", param_hint="--edges")
    return found


def _shown(spec: Path, model: MLSystem) -> Asked:
    """Return what the table shows of the label: borders that divide its rows into fifths, and the median."""
    from mlsys.cli.writing import profiling
    from mlsys.profile.roles import roles_of
    from mlsys.reframing.ways import Asked

    source, roles = model.data.source, roles_of(model)
    path = spec.parent / source.path if source is not None and source.path else None
    if path is None or not path.is_file() or roles.label is None:
        return Asked()
    numbers = profiling.scan(path, roles.wanted).columns[roles.label].numbers
    shares = [float(f"{share:.2g}") for share in numbers.quantiles(_SHARES)]
    return Asked(tuple(sorted({*shares[:4]})), shares[4]) if shares else Asked()
