"""The task types beside classification and regression."""

from typing import Annotated, Final, Literal, TypeAlias

from mlsys.spec.fields import Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.framing import TaskBase
from mlsys.spec.quantities import Duration, Rate
from mlsys.spec.task_kinds import CLASS_BASELINES, CLASS_OUTPUTS, FROM_LABELS, TaskKind
from mlsys.spec.task_parts import (
    Backtest,
    Catalogue,
    ClusterSearch,
    ColdStart,
    Incidents,
    Negatives,
    Relevance,
    Sides,
)
from mlsys.spec.types import Flag, Interval, OpenRatio, Positive, Ratio, Text

Calendar: TypeAlias = Literal["hour", "day", "week", "month", "quarter", "year"]
_SECONDS: Final = {"hour": 3_600.0, "day": 86_400.0, "week": 604_800.0, "month": 2_629_746.0,
                   "quarter": 7_889_238.0, "year": 31_556_952.0}  # fmt: skip


class RankingTask(TaskBase):
    """An order of the items in each group; the group is `data.keys.group`."""

    kind = TaskKind(
        labelled=True,
        ranked=True,
        grouped=True,
        paradigms=FROM_LABELS,
        outputs=("ranking", "score"),
        baselines=("constant", "heuristic", "linear", "popularity", "random", "previous", "human"),
        also_called=("learning_to_rank", "search"),
    )
    type: Annotated[Literal["ranking"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    k: Annotated[Positive | None, Meaning("How many of the first items matter.")] = None
    list_size: Annotated[Positive | None, Meaning("How many items a group has at most.")] = None
    approach: Annotated[
        Literal["pointwise", "pairwise", "listwise"] | None,
        Meaning("What the loss compares; unset: the families are compared.", merge=Merge.OVERRIDE),
    ] = None
    position: Annotated[
        Text | None,
        Meaning(
            "Where labels are clicks: column of the log with the place at which the item was shown, from 1."
        ),
    ] = None
    propensity: Annotated[
        Text | None,
        Meaning("Where labels are clicks: column of the log with the probability that the item was seen."),
    ] = None
    relevance: Annotated[
        Relevance | None, Meaning("What the grades in the label mean.", impact=Impact.REGATE)
    ] = None


class Candidates(Section, impact=Impact.RETRAIN):
    """The first stage of a recommender: from all items to some."""

    method: Annotated[
        Literal["popularity", "similarity", "matrix_factorisation", "two_tower", "all"],
        Meaning("How candidates are found."),
    ] = "all"
    count: Annotated[Positive | None, Meaning("How many candidates go to the second stage.")] = None


class RecommendationTask(TaskBase):
    """Items for users; `data.keys.user` and `data.keys.item` name them."""

    kind = TaskKind(
        ranked=True,
        personal=True,
        outputs=("ranking", "score"),
        baselines=("constant", "heuristic", "popularity", "random", "previous", "human"),
        also_called=("recommender",),
    )
    type: Annotated[Literal["recommendation"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    k: Annotated[Positive | None, Meaning("How many items are shown.", impact=Impact.API_BREAK)] = None
    approach: Annotated[
        Literal["collaborative", "content", "hybrid"] | None,
        Meaning("What the scores are learned from; unset: collaborative.", merge=Merge.OVERRIDE),
    ] = None
    feedback: Annotated[
        Literal["implicit", "explicit"], Meaning("Whether the data hold actions or ratings.")
    ] = "implicit"
    relevance: Annotated[Relevance | None, Meaning("For ratings: what they mean.", impact=Impact.REGATE)] = (
        None
    )
    features: Annotated[
        Sides | None, Meaning("Of what each feature is: user, item or context.", merge=Merge.OVERRIDE)
    ] = None
    catalogue: Annotated[
        Catalogue | None,
        Meaning("The items that can be recommended; unset: those in the data.", merge=Merge.OVERRIDE),
    ] = None
    negatives: Annotated[
        Negatives | None,
        Meaning("For actions: what stands for items that were not wanted.", merge=Merge.OVERRIDE),
    ] = None
    cold_start: Annotated[
        Literal["content", "popularity", "none"] | ColdStart | None,
        Meaning("What new users and items get, together or apart.", merge=Merge.OVERRIDE),
    ] = None
    candidates: Annotated[Candidates | None, Meaning("The first stage.", merge=Merge.OVERRIDE)] = None
    exclude_seen: Annotated[
        Flag, Meaning("Whether items that the user has had are left out.", merge=Merge.OVERRIDE)
    ] = True


class ClusteringTask(TaskBase):
    """Groups of rows that are alike."""

    kind = TaskKind(
        partitions=True,
        paradigms=("unsupervised",),
        outputs=(*CLASS_OUTPUTS, "embedding"),
        also_called=("segmentation",),
    )
    type: Annotated[Literal["clustering"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    n_clusters: Annotated[
        Positive | None,
        Meaning("Number of clusters; unset: chosen by the method or by silhouette.", since="v1alpha2"),
    ] = None
    method: Annotated[
        Literal["kmeans", "gaussian_mixture", "hdbscan", "agglomerative"] | None,
        Meaning("The algorithm; unset: k-means.", merge=Merge.OVERRIDE),
    ] = None
    min_cluster_size: Annotated[
        Positive | None, Meaning("Smallest group worth its name.", merge=Merge.OVERRIDE)
    ] = None
    cluster_search: Annotated[
        ClusterSearch | None,
        Meaning(
            "Instead of `n_clusters`: among which numbers one is chosen.",
            merge=Merge.OVERRIDE,
            since="v1alpha2",
        ),
    ] = None
    assignment: Annotated[
        Literal["hard", "soft"] | None,
        Meaning(
            "What a row gets; unset: hard.",
            impact=Impact.API_BREAK,
            programmed=True,
            choices={"hard": "one cluster", "soft": "a probability for each cluster"},
        ),
    ] = None
    scaling: Annotated[
        Literal["standard", "robust", "none"] | None,
        Meaning(
            "How numbers are made comparable before distances; unset: standard.",
            merge=Merge.OVERRIDE,
            programmed=True,
            choices={
                "standard": "mean 0 and deviation 1",
                "robust": "median 0 and distance of the quartiles 1",
                "none": "as they are: all in one unit",
            },
        ),
    ] = None
    profile: Annotated[
        tuple[str, ...],
        Meaning(
            "Features by which clusters are described to people; unset: all.",
            merge=Merge.OVERRIDE,
            impact=Impact.DOC,
            refers="data.features",
            programmed=True,
        ),
    ] = ()


class DimensionalityReductionTask(TaskBase):
    """Fewer numbers that keep what matters."""

    kind = TaskKind(
        compresses=True,
        paradigms=("unsupervised", "self_supervised"),
        outputs=("embedding",),
        baselines=("constant", "heuristic", "linear", "random", "previous", "human"),
        also_called=("pca",),
    )
    type: Annotated[
        Literal["dimensionality_reduction"], Meaning("Type of the task.", impact=Impact.API_BREAK)
    ]
    components: Annotated[Positive | None, Meaning("How many numbers remain.", impact=Impact.API_BREAK)] = (
        None
    )
    method: Annotated[
        Literal["pca", "truncated_svd", "umap", "autoencoder"] | None,
        Meaning("The algorithm; unset: PCA.", merge=Merge.OVERRIDE),
    ] = None
    explained_variance: Annotated[
        OpenRatio | None,
        Meaning(
            "Instead of `components`: the share of variance that the fewest components keep.",
            unit="ratio",
            impact=Impact.API_BREAK,
            programmed=True,
            example="95%",
        ),
    ] = None
    out_of_sample: Annotated[
        Literal["transform", "refit"] | None,
        Meaning(
            "How rows that came after training are reduced; unset: transform.",
            impact=Impact.API_BREAK,
            programmed=True,
            choices={
                "transform": "by what was learned; old rows keep their numbers",
                "refit": "by learning again from all rows; the numbers of old rows change",
            },
        ),
    ] = None


class RepresentationTask(TaskBase):
    """An embedding learned from the data themselves, for tasks downstream."""

    kind = TaskKind(
        compresses=True,
        paradigms=("self_supervised", "unsupervised", "semi_supervised"),
        outputs=("embedding",),
        baselines=CLASS_BASELINES,
        also_called=("embedding", "embeddings"),
    )
    type: Annotated[Literal["representation"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    dimensions: Annotated[Positive | None, Meaning("Length of the embedding.", impact=Impact.API_BREAK)] = (
        None
    )


class AnomalyTask(TaskBase, impact=Impact.REGATE):
    """Rows that do not fit."""

    kind = TaskKind(
        rare_positives=True,
        outputs=CLASS_OUTPUTS,
        baselines=("constant", "heuristic", "linear", "random", "previous", "human"),
        also_called=("anomaly_detection", "outlier_detection", "fraud_detection"),
    )
    type: Annotated[Literal["anomaly"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    contamination: Annotated[
        Ratio | None, Meaning("Share of rows that are anomalous.", unit="ratio", merge=Merge.OVERRIDE)
    ] = None
    alert_budget: Annotated[
        Rate | None,
        Meaning("How many alerts can be looked at.", unit="rate", merge=Merge.MEET, tighten=Tighten.LOWER),
    ] = None
    classes: Annotated[
        tuple[str, ...] | None, Meaning("Where some labels exist: the values of the label column.")
    ] = None
    positive_class: Annotated[
        Text | None, Meaning("The value that marks an anomaly.", refers="task.classes")
    ] = None
    scope: Annotated[
        Literal["all", "entity", "series", "tenant"] | None,
        Meaning(
            "Beside which rows a row does not fit; unset: all.",
            impact=Impact.RETRAIN,
            programmed=True,
            choices={
                "all": "all rows alike",
                "entity": "the earlier rows of its `data.keys.entity`",
                "series": "the earlier rows of its `data.keys.series`",
                "tenant": "the rows of its `data.keys.tenant`",
            },
        ),
    ] = None
    incidents: Annotated[
        Incidents | None, Meaning("Which alerts are one event.", merge=Merge.OVERRIDE, impact=Impact.REGATE)
    ] = None
    method: Annotated[
        Literal["isolation_forest", "local_outlier_factor", "copod", "autoencoder"] | None,
        Meaning("The algorithm; unset: isolation forest.", merge=Merge.OVERRIDE, impact=Impact.RETRAIN),
    ] = None


class ForecastingTask(TaskBase):
    """Future values of one or many series; `data.keys.time` and `data.keys.series` name them."""

    kind = TaskKind(
        labelled=True,
        numeric=True,
        temporal=True,
        paradigms=FROM_LABELS,
        outputs=("value", "interval"),
        baselines=("constant", "heuristic", "linear", "seasonal_naive", "previous", "human"),
        also_called=("time_series", "timeseries"),
    )
    type: Annotated[Literal["forecasting"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    horizon: Annotated[
        Positive | Interval | None,
        Meaning("How far ahead: a number of steps or a duration.", unit="duration", impact=Impact.API_BREAK),
    ] = None
    frequency: Annotated[
        Interval | Calendar | None, Meaning("Length of a step.", unit="duration", impact=Impact.API_BREAK)
    ] = None
    time: Annotated[Text | None, Meaning("The time column; unset: `data.keys.time`.")] = None
    known_future: Annotated[
        tuple[str, ...],
        Meaning("Features whose values are known over the whole horizon.", refers="data.features"),
    ] = ()
    season: Annotated[
        Positive | None, Meaning("Steps in a season; unset: what is usual for the frequency.")
    ] = None
    unit: Annotated[Text | None, Meaning("Unit of the values.", impact=Impact.API_BREAK)] = None
    intervals: Annotated[
        tuple[Ratio, ...],
        Meaning("Prediction intervals by their coverage.", unit="ratio", impact=Impact.API_BREAK),
    ] = ()
    lead: Annotated[
        Positive | Interval | None,
        Meaning(
            "The first part of the horizon that comes too late to act on and is not judged.",
            unit="duration",
            impact=Impact.REGATE,
            programmed=True,
            example=2,
        ),
    ] = None
    min_history: Annotated[
        Positive | Interval | None,
        Meaning(
            "Shortest history with which a series gets a forecast of its own.",
            unit="duration",
            programmed=True,
            example=28,
        ),
    ] = None
    censored: Annotated[
        Text | None,
        Meaning(
            "Column of the flag that marks values cut off, such as sales on a day without stock.",
            impact=Impact.RELABEL,
            programmed=True,
        ),
    ] = None
    reconciliation: Annotated[
        Literal["none", "bottom_up", "top_down", "min_trace"] | None,
        Meaning(
            "How forecasts of series and of their sums are made to agree.",
            merge=Merge.OVERRIDE,
            programmed=True,
            choices={
                "none": "not at all",
                "bottom_up": "sums are the sums of the series",
                "top_down": "the total is shared out",
                "min_trace": "all are moved as little as their errors allow",
            },
        ),
    ] = None
    backtest: Annotated[
        Backtest | None,
        Meaning(
            "From which moments of the past forecasts are judged.", merge=Merge.OVERRIDE, impact=Impact.REGATE
        ),
    ] = None

    def seconds_of(self, length: Duration | int | None) -> float | None:
        """Return how many seconds a duration or a number of steps is; ``None`` where nobody says."""
        if length is None or not isinstance(length, int):
            return None if length is None else length.seconds
        step = self.frequency
        seconds = _SECONDS[step] if isinstance(step, str) else None if step is None else step.seconds
        return None if seconds is None else length * seconds
