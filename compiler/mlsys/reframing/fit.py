"""What a change of framing means for the rest of a document: metrics, gates, baselines, families."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mlsys.reframing.draft import Draft
from mlsys.reframing.framings import Framing
from mlsys.route import Route
from mlsys.rules.references import Reference
from mlsys.spec.families import FAMILIES
from mlsys.spec.registry import resolve
from mlsys.spec.tasks import TASKS

_BOUNDS: Final = ("gate", "margin", "threshold", "elasticity")
"""What stands beside the name of a metric and is a number on its scale."""
_UNFITTED: Final = ("constant", "majority", "heuristic", "seasonal_naive")
"""Baselines that answer where no model can be loaded."""
_FACTS: Final = {
    "prevalence": "has_positives",
    "priors": "of_classes",
    "imbalance": "of_classes",
    "unit": "numeric",
    "range": "numeric",
}
"""Facts about a label, and the property of the tasks that they are about."""


def fit(draft: Draft, old: Framing, new: Framing, named: tuple[Reference, ...], middle: float | None) -> None:
    """Change everything outside of the way itself that does not go with the new framing.

    ``middle`` is the median of a number that is told, where a table shows it: the simplest answer.
    """
    _fit_task(draft, old, new)
    _fit_label(draft, new)
    gone = _fit_metrics(draft, old, new)
    _fit_names(
        draft, {ref.route: gone[ref.name] for ref in named if ref.target != "baseline" and ref.name in gone}
    )
    dropped = _fit_baselines(draft, old, new, middle)
    for ref in named:
        if ref.target == "baseline" and ref.name in dropped and draft.get(*ref.route) == ref.name:
            _name_another(draft, ref)
    _fit_model(draft, new)


def _fit_task(draft: Draft, old: Framing, new: Framing) -> None:
    kind, task = new.kind, draft.get("task")
    known = {field.alias or name for name, field in TASKS[new.type].model_fields.items()}
    for key in [key for key in task if key not in known]:
        draft.drop(("task", key), f"a {new.type} task has no such setting")
    if old.type == new.type:
        return
    if task.get("paradigm") not in (None, *kind.paradigms) and kind.paradigms:
        draft.set(("task", "paradigm"), kind.paradigms[0], f"a {new.type} task learns so")
    output = draft.get("task", "prediction", "output")
    if output is not None and kind.outputs and output not in kind.outputs:
        draft.set(("task", "prediction", "output"), kind.outputs[0], f"{old.name} answers with another thing")
    draft.drop(("task", "loss"), f"it is a loss of {old.name}")
    if task.get("decision_policy") == draft.original["task"].get("decision_policy"):
        draft.drop(("task", "decision_policy"), f"it turns answers of {old.name} into decisions")


def _fit_label(draft: Draft, new: Framing) -> None:
    for fact, property_ in _FACTS.items():
        if not getattr(new.kind, property_):
            draft.drop(("data", "label", fact), f"a fact of another kind of label than {new.name} has")


def _fit_metrics(draft: Draft, old: Framing, new: Framing) -> dict[str, str]:
    """Make the metrics those of the new framing; return what takes the place of those that went."""
    metrics = draft.get("metrics") or {}
    leads = [key for key, metric in metrics.items() if (metric or {}).get("role") == "optimize"]
    gone: dict[str, str] = {}
    for key in list(metrics):
        if key in leads:
            continue
        if not new.judges(_kind_of(key, metrics[key]), old):
            draft.drop(("metrics", key), f"{new.name} is not judged by it")
            gone[key] = new.lead
        elif not new.keeps_bounds(old):
            draft.drop(("metrics", key, "gate"), f"the bound was set for {old.name}")
    for key in leads:
        if new.leads_with(_kind_of(key, metrics[key]), old):
            if not new.keeps_bounds(old):
                draft.drop(("metrics", key, "gate"), f"the bound was set for {old.name}")
        else:
            _replace_lead(draft, key, old, new)
            gone[key] = new.lead
    if not leads:
        _add_lead(draft, new)
    for key in list(draft.get("metrics")):
        _fit_params(draft, key, new)
    return gone


def _replace_lead(draft: Draft, key: str, old: Framing, new: Framing) -> None:
    route: Route = ("metrics", key)
    if new.judges(_kind_of(key, draft.get(*route)), old):
        gated = new.keeps_bounds(old) and draft.get(*route, "gate") is not None
        if not gated:
            draft.drop((*route, "gate"), f"the bound was set for {old.name}")
        draft.set((*route, "role"), "satisfy" if gated else "report", f"{new.name} is chosen by {new.lead}")
        draft.drop((*route, "online_proxy"), "it stands for what is optimised")
        _add_lead(draft, new)
        return
    for part in ("gate", "params", "metric", "direction"):
        draft.drop((*route, part), f"it was that of {key}")
    if new.lead in draft.get("metrics"):
        draft.drop(route, f"{new.name} is chosen by {new.lead}")
        _add_lead(draft, new)
    else:
        draft.rename(route, new.lead, f"what {new.name} is chosen by")


def _add_lead(draft: Draft, new: Framing) -> None:
    route: Route = ("metrics", new.lead)
    known = draft.get(*route) is not None
    why = f"what {new.name} is chosen by"
    draft.set((*route, "role") if known else route, "optimize" if known else {"role": "optimize"}, why)


def _fit_params(draft: Draft, key: str, new: Framing) -> None:
    metric = draft.get("metrics", key) or {}
    use = resolve(_kind_of(key, metric))
    given = metric.get("params") or {}
    if use is None:
        return
    if "average" in given and new.type not in use.entry.params["average"].required_for:
        draft.drop(("metrics", key, "params", "average"), "two classes are not averaged")
    for missing in use.entry.missing_params(new.type, {**use.params, **given}):
        if missing.name == "average":
            draft.set(("metrics", key, "params", "average"), "macro", "every class counts alike")


def _kind_of(key: str, metric: Mapping[str, Any] | None) -> str:
    return str((metric or {}).get("metric") or key)


def _fit_names(draft: Draft, renamed: Mapping[Route, str]) -> None:
    """Let what named a metric that went name the one that is optimised, without numbers on the old scale."""
    for route, name in sorted(renamed.items(), key=lambda found: str(found[0]), reverse=True):
        old = draft.get(*route)
        if old is None or old == name:
            continue
        why = f"what is optimised, in place of `{old}`"
        if route[:3] == ("requirements", "reliability", "slos") or "triggers" in route:
            entry = route[: 4 if "slos" in route else -1]
            draft.drop(entry, f"`{old}` went, and nobody has set a bound for {name}")
            continue
        draft.set(route, name, why)
        for bound in _BOUNDS:
            draft.drop((*route[:-1], bound), f"it was a number of {old}")


def _fit_baselines(draft: Draft, old: Framing, new: Framing, middle: float | None) -> set[str]:
    """Remove baselines that give another kind of answer; return their names."""
    found = draft.get("baseline") or {}
    if not found:
        return set()
    known = set(new.kind.baselines)
    fits = known if old.answers == new.answers else known & {"majority", "random"}
    gone = {name for name, baseline in found.items() if baseline.get("kind") not in fits}
    kept = {found[name].get("kind") for name in found if name not in gone}
    if gone and new.baseline not in kept:
        simplest: dict[str, Any] = {"kind": new.baseline}
        if new.answers == "number" and new.baseline == "constant" and middle is not None:
            simplest["value"] = middle
        name = next(name for name in ("usual", "simplest", "bar") if name not in found)
        draft.set(("baseline", name), simplest, f"the simplest answer of {new.name}")
    for name in sorted(gone):
        draft.drop(("baseline", name), f"it answers as {old.name}")
    return gone


def _name_another(draft: Draft, ref: Reference) -> None:
    """Let what named a baseline that went name another; what stands in for a model is not fitted."""
    stays = {
        name: baseline.get("kind")
        for name, baseline in draft.get("baseline").items()
        if "fallback" not in ref.route
        or baseline.get("kind") in ("constant", "majority", "heuristic", "seasonal_naive")
    }
    why = f"the baseline `{ref.name}` is gone"
    if not stays:
        draft.drop(ref.route, why)
        return
    draft.set(ref.route, next(reversed(stays)), why)
    draft.drop((*ref.route[:-1], "margin"), f"it was measured against `{ref.name}`")


def _fit_model(draft: Draft, new: Framing) -> None:
    families = draft.get("model", "family")
    listed = [families] if isinstance(families, str) else list(families or ())
    wrong = [name for name in listed if name in FAMILIES and new.type not in FAMILIES[name].tasks]
    if wrong and len(wrong) == len(listed):
        draft.drop(("model", "family"), f"none of them is made for {new.type} tasks; all that fit are tried")
    elif wrong:
        kept = [name for name in listed if name not in wrong]
        draft.set(("model", "family"), kept, f"{', '.join(wrong)}: not made for {new.type} tasks")
    if not new.kind.probabilistic:
        draft.drop(("model", "calibration"), f"{new.name} gives no probabilities of classes")
