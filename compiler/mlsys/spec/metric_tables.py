"""The built-in metrics. Definitions follow scikit-learn where it has the metric."""

# ruff: noqa: E501 - a table reads best with one row to a line

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from mlsys.spec.registry import Direction, MetricEntry, MetricParam, Trivial
from mlsys.spec.task_groups import (
    ANOMALY,
    BINARY,
    CLASSES,
    CLUSTERING,
    FORECASTING,
    HIERARCHICAL,
    MULTICLASS,
    MULTILABEL,
    NUMBERS,
    POLICY,
    RANKING,
    RECOMMENDATION,
    REDUCTION,
    REGRESSION,
    SINGLE_LABEL,
)


def _param(name: str, kind: str, doc: str, **rest: object) -> MetricParam:
    return MetricParam(name, kind, doc, **rest)  # type: ignore[arg-type]


_AVERAGE = _param(
    "average", "choice", "How classes are brought together.",
    choices=("macro", "micro", "weighted"), required_for=MULTICLASS,
)  # fmt: skip
_MULTI = _param(
    "multi_class", "choice", "How classes are set against one another.",
    choices=("ovr", "ovo"), default="ovr",
)  # fmt: skip
_BETA = _param("beta", "number", "Weight of recall against precision.", required_for=SINGLE_LABEL)
_BINS = _param("bins", "integer", "Number of bins of equal width.", default=10)
_PRECISION = _param("precision", "number", "The precision to hold.", required_for=SINGLE_LABEL)
_RECALL = _param("recall", "number", "The recall to hold.", required_for=SINGLE_LABEL)
_K = _param("k", "integer", "How many of the first items count.", required_for=RANKING | MULTICLASS)
_QUANTILE = _param("quantile", "number", "The quantile that is predicted.", required_for=NUMBERS)
_LEVEL = _param("level", "number", "Nominal coverage of the interval.", default=0.9)
_SAMPLE = _param("sample", "integer", "Rows on which it is computed.", default=10_000)
_NEIGHBOURS = _param("neighbours", "integer", "Size of the neighbourhood.", default=5)


def _metric(  # the columns of the table below
    name: str,
    title: str,
    tasks: frozenset[str],
    direction: Direction,
    doc: str,
    *params: MetricParam,
    trivial: Trivial | None = None,
    core: bool = False,
    probability: bool = False,
    labels: bool = True,
    online: bool = False,
    low: float | None = 0.0,
    high: float | None = 1.0,
    unit: str = "share",
) -> MetricEntry:
    return MetricEntry(
        name, title, tasks, direction, doc, low, high, unit, labels, probability,  # type: ignore[arg-type]
        MappingProxyType({param.name: param for param in params}), online, trivial, core,
    )  # fmt: skip


def _table(entries: Iterable[MetricEntry]) -> Mapping[str, MetricEntry]:
    return MappingProxyType({entry.name: entry for entry in entries})


UP: Final[Direction] = "maximize"
DOWN: Final[Direction] = "minimize"

# fmt: off
_CLASSIFICATION: Final = (
    _metric("accuracy", "Accuracy", SINGLE_LABEL, UP, "Share of rows whose class is right.", trivial="majority", core=True, online=True),
    _metric("balanced_accuracy", "Balanced accuracy", SINGLE_LABEL, UP, "Mean of the recalls of the classes."),
    _metric("f1", "F1", SINGLE_LABEL, UP, "Harmonic mean of precision and recall.", _AVERAGE, core=True),
    _metric("f_beta", "F-beta", SINGLE_LABEL, UP, "Weighted harmonic mean of precision and recall.", _BETA, _AVERAGE),
    _metric("precision", "Precision", SINGLE_LABEL, UP, "Share of predicted positives that are positive.", _AVERAGE, trivial="prevalence", online=True),
    _metric("recall", "Recall", SINGLE_LABEL, UP, "Share of positives that are found.", _AVERAGE, online=True),
    _metric("specificity", "Specificity", BINARY, UP, "Share of negatives that are left alone.", online=True),
    _metric("recall_at_precision", "Recall at precision", BINARY, UP, "Highest recall with at least a given precision.", _PRECISION, probability=True),
    _metric("precision_at_recall", "Precision at recall", BINARY, UP, "Highest precision with at least a given recall.", _RECALL, probability=True, trivial="prevalence"),
    _metric("roc_auc", "Area under the ROC curve", SINGLE_LABEL, UP, "Probability that a positive scores above a negative.", _MULTI, probability=True, trivial="half", core=True),
    _metric("pr_auc", "Average precision", BINARY | ANOMALY, UP, "Mean precision over the recalls, weighted by their steps.", probability=True, trivial="prevalence"),
    _metric("log_loss", "Log loss", SINGLE_LABEL, DOWN, "Mean negative log-likelihood of the true class.", probability=True, high=None, unit="nats", online=True),
    _metric("brier", "Brier score", BINARY, DOWN, "Mean squared difference of probability and outcome.", probability=True, online=True),
    _metric("ece", "Expected calibration error", SINGLE_LABEL, DOWN, "Mean difference of probability and frequency over bins of probability.", _BINS, probability=True),
    _metric("mcc", "Matthews correlation", SINGLE_LABEL, UP, "Correlation of predicted and true class.", low=-1.0, trivial="zero", unit="score"),
    _metric("topk_accuracy@k", "Top-k accuracy", MULTICLASS, UP, "Share of rows whose class is among the k most probable.", _K, probability=True, online=True),
    _metric("qwk", "Quadratic weighted kappa", SINGLE_LABEL | REGRESSION, UP, "Agreement beyond chance of ordered classes.", low=-1.0, trivial="zero", unit="score"),
    _metric("expected_cost", "Expected cost", SINGLE_LABEL, DOWN, "Mean cost of the decisions, by the declared costs.", low=None, high=None, unit="score", online=True),
    _metric("hierarchical_f1", "Hierarchical F1", HIERARCHICAL, UP, "F1 over the classes and all that stand above them."),
)
_MULTILABEL: Final = (
    _metric("f1_micro", "Micro F1", MULTILABEL, UP, "F1 over all decisions.", core=True),
    _metric("f1_macro", "Macro F1", MULTILABEL, UP, "Mean of the F1 of the classes.", core=True),
    _metric("f1_samples", "Sample F1", MULTILABEL, UP, "Mean of the F1 of the rows."),
    _metric("hamming", "Hamming loss", MULTILABEL, DOWN, "Share of decisions that are wrong.", online=True),
    _metric("lrap", "Label ranking average precision", MULTILABEL, UP, "Mean share of true classes among those ranked as high.", probability=True),
    _metric("subset_accuracy", "Subset accuracy", MULTILABEL, UP, "Share of rows all of whose classes are right.", online=True),
)
_NUMBERS: Final = (
    _metric("mae", "Mean absolute error", NUMBERS, DOWN, "Mean absolute difference.", high=None, unit="target", core=True, online=True),
    _metric("mse", "Mean squared error", NUMBERS, DOWN, "Mean squared difference.", high=None, unit="target²", core=True, online=True),
    _metric("rmse", "Root mean squared error", NUMBERS, DOWN, "Root of the mean squared difference.", high=None, unit="target"),
    _metric("r2", "R²", REGRESSION, UP, "Share of the variance that is explained.", low=None, unit="score", trivial="zero", core=True),
    _metric("mape", "Mean absolute percentage error", NUMBERS, DOWN, "Mean absolute difference relative to the true value.", high=None, online=True),
    _metric("wape", "Weighted absolute percentage error", NUMBERS, DOWN, "Sum of absolute differences relative to the sum of true values.", high=None),
    _metric("smape", "Symmetric MAPE", FORECASTING, DOWN, "Mean absolute difference relative to the mean of true and predicted value.", high=2.0, online=True),
    _metric("mase", "Mean absolute scaled error", FORECASTING, DOWN, "Mean absolute error relative to that of the seasonal naive forecast.", high=None, unit="score", core=True, trivial="one"),
    _metric("pinball", "Pinball loss", NUMBERS, DOWN, "Mean loss of a quantile forecast.", _QUANTILE, high=None, unit="target", online=True),
    _metric("coverage_pi", "Interval coverage", NUMBERS, UP, "Share of true values inside the prediction interval.", _LEVEL, online=True),
    _metric("ordinal_mae", "Ordinal error", REGRESSION | MULTICLASS, DOWN, "Mean number of buckets or ordered classes between prediction and truth.", high=None, unit="count", online=True),
    _metric("bucket_accuracy", "Bucket accuracy", REGRESSION, UP, "Share of rows whose bucket is right.", trivial="majority", online=True),
)
_LISTS: Final = (
    _metric("ndcg@k", "NDCG", RANKING, UP, "Discounted gain of the first k items relative to the best order.", _K, core=True),
    _metric("map", "Mean average precision", RANKING, UP, "Mean over groups of the average precision.", core=True),
    _metric("precision@k", "Precision at k", RANKING, UP, "Share of the first k items that are relevant.", _K, core=True, online=True),
    _metric("recall@k", "Recall at k", RANKING, UP, "Share of the relevant items among the first k.", _K, core=True),
    _metric("mrr", "Mean reciprocal rank", RANKING, UP, "Mean of one over the rank of the first relevant item.", online=True),
    _metric("hit_rate@k", "Hit rate", RECOMMENDATION, UP, "Share of users with a relevant item among the first k.", _K, core=True, online=True),
    _metric("coverage", "Catalogue coverage", RECOMMENDATION, UP, "Share of items that are ever recommended.", labels=False, core=True),
    _metric("diversity", "Diversity", RECOMMENDATION, UP, "Mean dissimilarity of the items in a list.", labels=False),
    _metric("novelty", "Novelty", RECOMMENDATION, UP, "Mean self-information of the recommended items.", labels=False, high=None, unit="score"),
    _metric("take_rate", "Take rate", RECOMMENDATION, UP, "Quality plays per recommendation seen.", online=True),
)
_STRUCTURE: Final = (
    _metric("silhouette", "Silhouette", CLUSTERING, UP, "How much nearer rows are to their own cluster than to the next.", _SAMPLE, low=-1.0, labels=False, unit="score", core=True, trivial="zero"),
    _metric("davies_bouldin", "Davies-Bouldin index", CLUSTERING, DOWN, "Mean similarity of each cluster with its most similar one.", high=None, labels=False, unit="score", core=True),
    _metric("calinski_harabasz", "Calinski-Harabasz index", CLUSTERING, UP, "Dispersion between clusters relative to that within.", high=None, labels=False, unit="score"),
    _metric("stability", "Stability", CLUSTERING, UP, "Adjusted Rand index between clusterings of resamples.", low=-1.0, labels=False, unit="score", trivial="zero"),
    _metric("ari", "Adjusted Rand index", CLUSTERING, UP, "Agreement with known groups beyond chance.", low=-1.0, unit="score", trivial="zero"),
    _metric("nmi", "Normalised mutual information", CLUSTERING, UP, "Information shared with known groups.", unit="score", trivial="zero"),
    _metric("explained_variance", "Explained variance", REDUCTION, UP, "Share of the variance that the components keep.", labels=False),
    _metric("trustworthiness", "Trustworthiness", REDUCTION, UP, "How far neighbours after are neighbours before.", _NEIGHBOURS, labels=False),
    _metric("reconstruction_error", "Reconstruction error", REDUCTION | ANOMALY, DOWN, "Mean squared difference of input and reconstruction.", high=None, labels=False, unit="score", online=True),
    _metric("probe_score", "Probe score", REDUCTION, UP, "Metric of a simple model trained on the representation.", low=None, high=None, unit="score"),
)
_DECISIONS: Final = (
    _metric("precision@budget", "Precision within the budget", ANOMALY, UP, "Share of anomalies among the alerts that the budget allows.", trivial="prevalence", online=True),
    _metric("recall@budget", "Recall within the budget", ANOMALY, UP, "Share of the anomalies that are among the alerts that the budget allows."),
    _metric("alert_rate", "Alert rate", ANOMALY, DOWN, "Share of rows that raise an alert.", labels=False, online=True),
    _metric("return", "Return", POLICY, UP, "Mean discounted sum of rewards of an episode.", low=None, high=None, labels=False, unit="score", online=True),
    _metric("mean_reward", "Mean reward", POLICY, UP, "Mean reward of a step, in the simulator and in what was served.", low=None, high=None, labels=False, unit="score", online=True),
    _metric("violation_rate", "Violation rate", POLICY, DOWN, "Share of the steps of simulated episodes that break a constraint.", labels=False),
    _metric("ope_value", "Off-policy value", POLICY, UP, "Doubly robust estimate of the mean reward from logged decisions.", low=None, high=None, labels=False, core=True, unit="score"),
    _metric("ope_ips", "Weighted reward", POLICY, UP, "Mean of the logged rewards, each weighted by how much more likely its action has become.", low=None, high=None, labels=False, core=True, unit="score"),
    _metric("ope_snips", "Self-normalised weighted reward", POLICY, UP, "Weighted mean of the logged rewards.", low=None, high=None, labels=False, core=True, unit="score"),
    _metric("ess_share", "Effective sample share", POLICY, UP, "Share of the logged decisions that as many equally weighted ones would be worth.", labels=False, core=True),
    _metric("regret", "Regret", POLICY, DOWN, "Mean reward that the best action would have brought more.", high=None, labels=False, unit="score"),
)
# fmt: on

METRICS: Final = _table((*_CLASSIFICATION, *_MULTILABEL, *_NUMBERS, *_LISTS, *_STRUCTURE, *_DECISIONS))
"""Metrics of quality, by name."""


# fmt: off
FAIRNESS: Final = _table((
    _metric("demographic_parity_difference", "Demographic parity", CLASSES, DOWN, "Largest difference of the groups' shares of positive decisions.", labels=False, online=True),
    _metric("demographic_parity_ratio", "Demographic parity ratio", CLASSES, UP, "Smallest ratio of the groups' shares of positive decisions.", labels=False, online=True),
    _metric("equal_opportunity_difference", "Equal opportunity", CLASSES, DOWN, "Largest difference of the groups' recalls."),
    _metric("equalized_odds_difference", "Equalised odds", CLASSES, DOWN, "Larger of the differences of recall and of false-positive rate."),
    _metric("false_positive_rate_difference", "False-positive rate", CLASSES, DOWN, "Largest difference of the groups' false-positive rates."),
    _metric("predictive_parity_difference", "Predictive parity", CLASSES, DOWN, "Largest difference of the groups' precisions."),
    _metric("calibration_difference", "Calibration within groups", BINARY, DOWN, "Largest difference of the groups' calibration errors.", probability=True),
    _metric("accuracy_difference", "Accuracy", CLASSES, DOWN, "Largest difference of the groups' accuracies."),
    _metric("mae_difference", "Absolute error", REGRESSION, DOWN, "Largest difference of the groups' mean absolute errors.", high=None, unit="target"),
    _metric("mean_prediction_difference", "Mean prediction", REGRESSION, DOWN, "Largest difference of the groups' mean predictions.", high=None, unit="target", labels=False),
))
# fmt: on
"""Metrics that compare groups, by name."""
