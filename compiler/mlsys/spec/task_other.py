"""The task types beside classification and regression."""

from typing import Literal, TypeAlias

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.framing import TaskBase
from mlsys.spec.quantities import Rate
from mlsys.spec.ranges import Bounds
from mlsys.spec.types import Interval, Named, Positive, Ratio, Text

Calendar: TypeAlias = Literal["hour", "day", "week", "month", "quarter", "year"]


class RankingTask(TaskBase):
    """An order of the items in each group; the group is `data.keys.group`."""

    type: Literal["ranking"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    k: Positive | None = field(None, doc="How many of the first items matter.")
    list_size: Positive | None = field(None, doc="How many items a group has at most.")
    approach: Literal["pointwise", "pairwise", "listwise"] | None = field(
        None, doc="What the loss compares; unset: listwise.", merge=Merge.OVERRIDE
    )


class Candidates(Section, impact=Impact.RETRAIN):
    """The first stage of a recommender: from all items to some."""

    method: Literal["popularity", "similarity", "matrix_factorisation", "two_tower", "all"] = field(
        "all", doc="How candidates are found."
    )
    count: Positive | None = field(None, doc="How many candidates go to the second stage.")


class RecommendationTask(TaskBase):
    """Items for users; `data.keys.user` and `data.keys.item` name them."""

    type: Literal["recommendation"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    k: Positive | None = field(None, doc="How many items are shown.", impact=Impact.API_BREAK)
    approach: Literal["collaborative", "content", "hybrid"] | None = field(
        None, doc="What the scores are learned from; unset: collaborative.", merge=Merge.OVERRIDE
    )
    feedback: Literal["implicit", "explicit"] = field(
        "implicit", doc="Whether the data hold actions or ratings."
    )
    cold_start: Literal["content", "popularity", "none"] | None = field(
        None, doc="What new users and items get.", merge=Merge.OVERRIDE
    )
    candidates: Candidates | None = field(None, doc="The first stage.", merge=Merge.OVERRIDE)
    exclude_seen: bool = field(
        True, doc="Whether items that the user has had are left out.", merge=Merge.OVERRIDE
    )


class ClusteringTask(TaskBase):
    """Groups of rows that are alike."""

    type: Literal["clustering"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    k: Positive | None = field(None, doc="Number of clusters; unset: chosen by the method or by silhouette.")
    method: Literal["kmeans", "gaussian_mixture", "hdbscan", "agglomerative"] | None = field(
        None, doc="The algorithm; unset: k-means.", merge=Merge.OVERRIDE
    )
    min_cluster_size: Positive | None = field(
        None, doc="Smallest group worth its name.", merge=Merge.OVERRIDE
    )


class DimensionalityReductionTask(TaskBase):
    """Fewer numbers that keep what matters."""

    type: Literal["dimensionality_reduction"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    components: Positive | None = field(None, doc="How many numbers remain.", impact=Impact.API_BREAK)
    method: Literal["pca", "truncated_svd", "umap", "autoencoder"] | None = field(
        None, doc="The algorithm; unset: PCA.", merge=Merge.OVERRIDE
    )


class RepresentationTask(TaskBase):
    """An embedding learned from the data themselves, for tasks downstream."""

    type: Literal["representation"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    dimensions: Positive | None = field(None, doc="Length of the embedding.", impact=Impact.API_BREAK)


class AnomalyTask(TaskBase, impact=Impact.REGATE):
    """Rows that do not fit."""

    type: Literal["anomaly"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    contamination: Ratio | None = field(
        None, doc="Share of rows that are anomalous.", unit="ratio", merge=Merge.OVERRIDE
    )
    alert_budget: Rate | None = field(
        None, doc="How many alerts can be looked at.", unit="rate", merge=Merge.MEET, tighten=Tighten.LOWER
    )
    classes: tuple[str, ...] | None = field(
        None, doc="Where some labels exist: the values of the label column."
    )
    positive_class: Text | None = field(None, doc="The value that marks an anomaly.", refers="task.classes")
    method: Literal["isolation_forest", "local_outlier_factor", "copod", "autoencoder"] | None = field(
        None, doc="The algorithm; unset: isolation forest.", merge=Merge.OVERRIDE, impact=Impact.RETRAIN
    )


class ForecastingTask(TaskBase):
    """Future values of one or many series; `data.keys.time` and `data.keys.series` name them."""

    type: Literal["forecasting"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    horizon: Positive | Interval | None = field(
        None, doc="How far ahead: a number of steps or a duration.", unit="duration", impact=Impact.API_BREAK
    )
    frequency: Interval | Calendar | None = field(
        None, doc="Length of a step.", unit="duration", impact=Impact.API_BREAK
    )
    time: Text | None = field(None, doc="The time column; unset: `data.keys.time`.")
    known_future: tuple[str, ...] = field(
        (), doc="Features whose values are known over the whole horizon.", refers="data.features"
    )
    season: Positive | None = field(None, doc="Steps in a season; unset: what is usual for the frequency.")
    unit: Text | None = field(None, doc="Unit of the values.", impact=Impact.API_BREAK)
    intervals: tuple[Ratio, ...] = field(
        (), doc="Prediction intervals by their coverage.", unit="ratio", impact=Impact.API_BREAK
    )


class Reward(Section, merge=Merge.FIXED, impact=Impact.RETRAIN):
    """What a policy is paid for."""

    column: Text | None = field(None, doc="Column of the log that holds the reward.")
    definition: Text | None = field(None, doc="What the reward is, in words.")
    bounds: Bounds | None = field(None, doc="Smallest and largest possible reward.")


class Simulator(Section, impact=Impact.RETRAIN):
    """Where a policy can be tried without harm."""

    entry: Text = field(doc="The Gymnasium environment: an id or `module:callable`.", example="CartPole-v1")
    fidelity: Text | None = field(None, doc="How it was compared with the real world.")


class Exploration(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """How a policy tries what it does not know."""

    strategy: Literal["none", "epsilon_greedy", "thompson", "ucb", "softmax"] = field(
        "none", doc="How exploring actions are chosen.", merge=Merge.OVERRIDE
    )
    max_share: Ratio | None = field(
        None, doc="Largest share of decisions that explore.", unit="ratio", tighten=Tighten.LOWER
    )
    guardrails: tuple[str, ...] = field(
        (), doc="Guardrails that stop exploration.", refers="objectives.guardrails", tighten=Tighten.SUPERSET
    )


class PolicyTask(TaskBase):
    """Actions that maximise a reward: bandits and reinforcement learning."""

    type: Literal["policy"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    setting: Literal["bandit", "episodic"] = field("bandit", doc="Whether an action changes what comes next.")
    reward: Reward | None = field(None, doc="What is maximised.")
    actions: tuple[str, ...] = field((), doc="What the policy can do.", impact=Impact.API_BREAK)
    action_column: Text | None = field(None, doc="Column of the log that holds the action taken.")
    propensity: Text | None = field(
        None, doc="Column of the log that holds the probability with which the action was taken."
    )
    gamma: Ratio = field(1.0, doc="Discount of later rewards.", unit="ratio", merge=Merge.OVERRIDE)
    simulator: Simulator | None = field(None, doc="Where the policy can be tried.", merge=Merge.OVERRIDE)
    exploration: Exploration | None = field(None, doc="How the policy explores.", merge=Merge.MEET)
    constraints: Named[str] = field(factory=dict, doc="What an action must never do, by name, in words.")
