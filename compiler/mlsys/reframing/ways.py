"""The ways from one framing to another: what each does to the task, the data and the label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from mlsys.errors import MlsysError
from mlsys.reframing.draft import Draft

_SEPARATORS: Final = "|;/~"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person, or a look at the table, adds to a document."""

    edges: tuple[float, ...] = ()
    """Inner borders of buckets."""
    middle: float | None = None
    """Median of the numbers of the label."""
    horizon: str | None = None
    frequency: str | None = None
    budget: str | None = None


class Unmeant(MlsysError):
    """A framing that a document cannot be meant in."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one framing becomes another."""

    doc: str
    """What changes, as a phrase."""
    compared: str
    """How the two are compared on the same rows."""
    take: Callable[[Draft, Asked], None]
    needs: str = ""
    """What the document or the command line has to say."""


def _cut(draft: Draft, asked: Asked) -> None:
    if not asked.edges:
        raise Unmeant(
            "buckets need borders, and no table shows the numbers", help="name them: `--edges 100,200,300`"
        )
    draft.set(("task", "as_buckets"), {"edges": list(asked.edges)}, "the borders of the ranges")
    draft.set(("task", "prediction", "output"), "class", "the range is answered, with the number beside it")
    if "bucket_accuracy" not in (draft.get("metrics") or {}):
        draft.set(("metrics", "bucket_accuracy"), {"role": "report"}, "how often the range is right")


def _uncut(draft: Draft, asked: Asked) -> None:
    draft.drop(("task", "as_buckets"), "the number itself is answered")
    draft.set(("task", "prediction", "output"), "value", "the number itself is answered")


def _share(written: Any) -> float:
    """Return a share that is written as a number or in percent."""
    return float(written[:-1]) / 100 if isinstance(written, str) and written.endswith("%") else float(written)


def _type(draft: Draft, name: str) -> None:
    draft.set(("task", "type"), name, "the type of the new framing")


def _listed(draft: Draft) -> list[str]:
    classes = draft.get("task", "classes")
    if not classes:
        raise Unmeant("the classes are not listed", help="list them in `task.classes`")
    return [str(name) for name in classes]


def _against_the_rest(draft: Draft, asked: Asked) -> None:
    if draft.get("task", "paradigm") == "semi_supervised":
        raise Unmeant("labels are guessed where exactly one class holds, and not for each class by itself")
    classes = _listed(draft)
    free = [mark for mark in _SEPARATORS if not any(mark in name for name in classes)]
    if not free:
        raise Unmeant(
            f"names of classes hold all of {_SEPARATORS}, so no separator is left for the label column"
        )
    _type(draft, "multilabel")
    draft.set(("task", "separator"), free[0], "the column of the label stays; each row holds one class")
    draft.set(("task", "min_labels"), 1, "every row is answered")
    draft.set(("task", "max_labels"), 1, "the surest class alone is answered")


def _together(draft: Draft, asked: Asked) -> None:
    _type(draft, "multiclass")
    for key in ("separator", "min_labels", "max_labels", "missing"):
        draft.drop(("task", key), "exactly one class holds")


def _leaves(draft: Draft, asked: Asked) -> None:
    levels = draft.get("task", "hierarchy", "levels")
    if not levels:
        raise Unmeant(
            "the tree is not spelt out, so its leaves are not known", help="list them in `task.classes`"
        )
    found = [str(name) for name in levels[0].get("classes") or ()]
    for level in levels[1:]:
        found = [str(child) for parent in found for child in (level.get("children") or {}).get(parent, ())]
    draft.drop(("task", "hierarchy"), "all leaves stand side by side")
    _type(draft, "multiclass")
    draft.set(("task", "classes"), found, "the leaves of the tree")


def _with_labels(draft: Draft, asked: Asked) -> None:
    if not (draft.get("data", "label", "column") and draft.get("task", "classes")):
        raise Unmeant("no column says what was an anomaly, so there is no label to learn from")
    _type(draft, "binary")
    for key in ("alert_budget", "contamination"):
        draft.drop(("task", key), "the threshold is learned from labels")
    policy = {"policy": "threshold", "threshold": {"from": "f1"}}
    draft.set(("task", "decision_policy"), policy, "alerts are what exceeds it")
    draft.set(("task", "paradigm"), "supervised", "labels teach, and not only judge")


def _without_labels(draft: Draft, asked: Asked) -> None:
    share = draft.get("data", "label", "prevalence")
    budget = asked.budget or draft.get("task", "decision_policy", "capacity")
    if budget is None and share is None:
        raise Unmeant(
            "nothing says how many rows are anomalous, or how many alerts can be looked at",
            help="`--budget 100/d`, or declare `data.label.prevalence`",
        )
    _type(draft, "anomaly")
    if budget is not None:
        draft.set(("task", "alert_budget"), budget, "as many alerts as people can look at")
    else:
        draft.set(("task", "contamination"), share, "the share of the positive class")
    draft.set(("task", "paradigm"), "unsupervised", "labels judge, and teach nothing")
    draft.set(("task", "prediction", "output"), "score", "how odd a row is has no probability")
    draft.drop(("data", "label", "audit"), "no model learns from the labels")


def _rows(draft: Draft, asked: Asked) -> None:
    if not draft.get("data", "features"):
        raise Unmeant("the rows of a series hold nothing but its values, and a regression needs features")
    time = draft.get("task", "time") or draft.get("data", "keys", "time")
    _type(draft, "regression")
    draft.set(("task", "prediction", "output"), "value", "one number for one row")
    levels = [_share(level) for level in draft.get("task", "intervals") or ()]
    draft.drop(("task", "intervals"), "they were those of steps ahead")
    if levels:
        ends = sorted({round((1 + sign * level) / 2, 6) for level in levels for sign in (-1, 1)})
        draft.set(("task", "quantiles"), ends, "the ends of the intervals")
    if time is not None and draft.get("data", "split", "strategy") == "temporal":
        draft.set(("data", "split", "time"), time, "rows are still divided in time")


def _series(draft: Draft, asked: Asked) -> None:
    if not draft.get("data", "keys", "time"):
        raise Unmeant(
            "no column says when a row was, so nothing can be foretold", help="name it in `data.keys.time`"
        )
    if asked.horizon is None or asked.frequency is None:
        raise Unmeant(
            "a forecast says how far and how fine", help="`--horizon 14 --frequency day`, for example"
        )
    _type(draft, "forecasting")
    horizon = int(asked.horizon) if asked.horizon.isdigit() else asked.horizon
    draft.set(("task", "horizon"), horizon, "how far ahead")
    draft.set(("task", "frequency"), asked.frequency, "the length of a step")
    draft.set(("task", "prediction", "mode"), "batch", "forecasts are made by schedule")
    draft.set(("data", "split", "strategy"), "temporal", "later values are foretold from earlier ones")
    ends = [_share(end) for end in draft.get("task", "quantiles") or ()]
    if ends:
        draft.set(("task", "intervals"), [round(max(ends) - min(ends), 6)], "the quantiles around the number")
    for key in ("seed", "group_by", "stratify_by"):
        draft.drop(("data", "split", key), "the cut is in time")


def _grades(draft: Draft, asked: Asked) -> None:
    _type(draft, "regression")
    draft.set(("task", "prediction", "output"), "value", "the grade of an item, whatever stands beside it")


def _orders(draft: Draft, asked: Asked) -> None:
    if not draft.get("data", "keys", "group"):
        raise Unmeant("nothing says which rows compete", help="name the column in `data.keys.group`")
    _type(draft, "ranking")
    draft.set(("task", "prediction", "output"), "ranking", "the items of a group in order")


WAYS: Final[Mapping[tuple[str, str], Way]] = MappingProxyType({
    ("regression", "buckets"): Way(
        "ranges are cut; the number stays, and its metrics are still reported",
        "`mae` and `coverage_pi` of both reports", _cut, "`--edges`, else fifths of the table's numbers",
    ),
    ("buckets", "regression"): Way(
        "the ranges go, and what judged them", "`mae` and `coverage_pi` of both reports", _uncut
    ),
    ("multiclass", "one-vs-rest"): Way(
        "yes or no for each class of the same column; the surest one is answered",
        "`f1` with `average: macro` beside `f1_macro`: the same number of the same rows", _against_the_rest,
        "listed classes",
    ),
    ("one-vs-rest", "multiclass"): Way(
        "one distribution over the classes in place of one for each",
        "`f1_macro` beside `f1` with `average: macro`: the same number of the same rows", _together,
    ),
    ("hierarchical", "multiclass"): Way(
        "the leaves side by side, without the tree", "`accuracy` and `f1` of the leaves", _leaves,
        "a tree in `levels`",
    ),
    ("anomaly", "binary"): Way(
        "labels teach, and not only judge", "`pr_auc`", _with_labels, "a label column and `task.classes`"
    ),
    ("binary", "anomaly"): Way(
        "labels judge and teach nothing; a budget of alerts decides", "`pr_auc`", _without_labels,
        "`--budget`, a capacity or a prevalence",
    ),
    ("forecasting", "regression"): Way(
        "each row by its own features; horizon and origin are lost",
        "`mae`, `rmse` and `wape`, on rows of the same dates; not of the same origins", _rows, "features",
    ),
    ("regression", "forecasting"): Way(
        "later values from earlier ones, judged on origins that roll",
        "`mae`, `rmse` and `wape`, on rows of the same dates; not of the same origins", _series,
        "`data.keys.time`, `--horizon`, `--frequency`",
    ),
    ("ranking", "regression"): Way(
        "the grade of each item by itself: pointwise", "by no metric of both; order the items by value",
        _grades,
    ),
    ("regression", "ranking"): Way(
        "the items of a group in order, whatever their number",
        "by no metric of both; order the items by value", _orders, "`data.keys.group`",
    ),
})  # fmt: skip
"""Every way, by the names of the framings at its ends."""
