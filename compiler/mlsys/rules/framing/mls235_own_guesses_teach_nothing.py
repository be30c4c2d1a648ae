"""There is nothing, or nothing true, for a semi-supervised model to learn from its own guesses.

## What it finds
A semi-supervised task with fewer than 100 labelled rows, or with every row labelled; pseudo-labels accepted
at a confidence no better than chance, or only at certainty; more than nine in ten training rows labelled by
guesses; more rows judged or audited than have a label.

## Why it matters
From a handful of labels the first guesses are chance, and guesses accepted at chance confirm it. With every
row labelled there is nothing to guess.

## What to do
Label more rows first; accept guesses from 0.9 or so; keep enough true labels. With all rows labelled, write
`paradigm: supervised`.

## Source
Arazo et al., Pseudo-Labeling and Confirmation Bias in Deep Semi-Supervised Learning (2020).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, count, number, percent, plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.framing import PseudoLabel

_FEW = 100
_MOST_GUESSED = 0.9


def _check(system: System) -> Iterator[Finding]:
    task, rows = system.spec.task, system.spec.data.rows
    if task.paradigm != "semi_supervised":
        if task.paradigm is not None and task.pseudo_label is not None:
            yield Finding(
                route=("task", "pseudo_label"),
                anchor=Anchor.KEY,
                message=f"`paradigm: {task.paradigm}` learns from no guesses of its own",
                help="write `paradigm: semi_supervised`, or leave `pseudo_label` out",
                related=(Related(("task", "paradigm"), "the paradigm"),),
            )
        return
    if task.unlabelled is not None and task.unlabelled.rows == 0:
        yield Finding(("task", "unlabelled", "rows"), "no row is without a label: none is left to guess",
                      help="write `paradigm: supervised`, or name a table with rows")  # fmt: skip
    fraction: Route = ("task", "labelled_fraction")
    if task.labelled_fraction is not None and task.labelled_fraction >= 1:
        yield Finding(
            fraction, "every row is labelled: none is left to guess", help="write `paradigm: supervised`"
        )
    elif task.labelled_fraction is not None and rows is not None and rows * task.labelled_fraction < _FEW:
        labelled = rows * task.labelled_fraction
        yield Finding(
            route=fraction,
            message=f"{plural(round(labelled), 'labelled row')} among {count(rows)}: too few to begin with",
            note=f"{count(rows)} × {percent(task.labelled_fraction)} = {number(labelled)}",
            help=f"label at least {_FEW}, better some hundred of each class",
            related=(Related(("data", "rows"), "the rows"),),
        )
    if task.labelled_fraction is not None and rows is not None:
        yield from _beyond(system, rows * task.labelled_fraction)
    if task.pseudo_label is not None:
        yield from _guesses(system, task.pseudo_label)


def _beyond(system: System, labelled: float) -> Iterator[Finding]:
    """Yield the numbers of labelled rows that are more than there are."""
    label, tested = system.spec.data.label, system.spec.evaluation.test_rows
    audit = label.audit if label is not None else None
    wanted: tuple[tuple[Route, int | None, str], ...] = (
        (("evaluation", "test_rows"), tested, "judged"),
        (("data", "label", "audit", "sample"), audit.sample if audit is not None else None, "audited"),
    )
    for route, asked, what in wanted:
        if asked is not None and asked > labelled:
            yield Finding(
                route=route,
                message=f"{count(asked)} rows are {what}, and {count(labelled)} have a label",
                help="write a part of them",
                related=(Related(("task", "labelled_fraction"), f"{count(labelled)} labelled rows"),),
            )


def _guesses(system: System, guesses: PseudoLabel) -> Iterator[Finding]:
    classes: tuple[str, ...] = getattr(system.spec.task, "classes", None) or ()
    chance = 1 / max(len(classes), 2)
    sure, share, route = guesses.min_confidence, guesses.max_share, ("task", "pseudo_label")
    if sure is not None and (sure <= chance or sure >= 1):
        what = f"chance is {about_percent(chance)}" if sure <= chance else "no model is certain"
        yield Finding(
            route=(*route, "min_confidence"),
            message=f"guesses are learned from a confidence of {percent(sure)}, and {what}",
            help="write 90% to 99%",
        )
    if share is not None and share > _MOST_GUESSED:
        yield Finding(
            route=(*route, "max_share"),
            message=f"up to {percent(share)} of the training labels are the model's own guesses",
            help=f"keep it at {percent(_MOST_GUESSED)} or less",
        )


RULE = Rule(
    code="MLS235",
    name="own-guesses-teach-nothing",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "{task: {paradigm: semi_supervised, labelled_fraction: 0.05%, "
            "pseudo_label: {min_confidence: 51%, max_share: 90%}}, data: {label: {audit: {sample: 100}}}}",
            "{task: {paradigm: semi_supervised, labelled_fraction: 10%, "
            "pseudo_label: {min_confidence: 95%}}, evaluation: {test_rows: 20000}, "
            "data: {label: {audit: {sample: 20000}}}}",
            "task: {paradigm: semi_supervised, labelled_fraction: 99%, pseudo_label: {min_confidence: 99%}}",
            "task: {paradigm: semi_supervised, labelled_fraction: 9%, pseudo_label: {min_confidence: 95%}, "
            "unlabelled: {path: more.csv, rows: 1}}",
        ),
        *examples(
            "task: {paradigm: semi_supervised, labelled_fraction: 9%, pseudo_label: {min_confidence: 34%}}",
            base="multiclass",
        ),
    ),
    bad=(
        *examples(
            "{task: {paradigm: semi_supervised, labelled_fraction: 0.049%, "
            "pseudo_label: {min_confidence: 95%}}, data: {label: {audit: {sample: 98}}}}",
            "task: {paradigm: semi_supervised, labelled_fraction: 100%, pseudo_label: {min_confidence: 95%}}",
            "task: {paradigm: semi_supervised, labelled_fraction: 10%, pseudo_label: {min_confidence: 50%}}",
            "task: {pseudo_label: {min_confidence: 95%}}",
            "task: {paradigm: semi_supervised, labelled_fraction: 9%, pseudo_label: {min_confidence: 95%}, "
            "unlabelled: {path: more.csv, rows: 0}}",
            "{task: {paradigm: semi_supervised, labelled_fraction: 10%, "
            "pseudo_label: {min_confidence: 95%}}, evaluation: {test_rows: 20001}}",
            "{task: {paradigm: semi_supervised, labelled_fraction: 10%, "
            "pseudo_label: {min_confidence: 95%}}, data: {label: {audit: {sample: 20001}}}}",
            "task: {paradigm: semi_supervised, labelled_fraction: 10%, pseudo_label: {min_confidence: 100%}}",
            "task: {paradigm: semi_supervised, labelled_fraction: 10%, "
            "pseudo_label: {min_confidence: 95%, max_share: 91%}}",
        ),
        *examples(
            "task: {paradigm: semi_supervised, labelled_fraction: 9%, pseudo_label: {min_confidence: 33%}}",
            base="multiclass",
        ),
    ),
)
