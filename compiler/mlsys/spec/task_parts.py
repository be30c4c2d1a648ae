"""The parts of tasks that have fields of their own: searches, sides of a recommender, reviews, backtests."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Merge, Section
from mlsys.spec.types import Columns, Count, FilePath, Interval, Level, Number, Positive, Ratio, Text


class Abstain(Section, impact=Impact.REDEPLOY):
    """When no class is answered, and who decides instead."""

    below: Annotated[
        Ratio,
        Meaning("Answers whose probability is lower are not given.", unit="ratio", programmed=True),
    ]
    route: Annotated[
        Text | None, Meaning("Who or what decides instead.", example="claims desk", programmed=True)
    ] = None


class ClusterSearch(Section, impact=Impact.RETRAIN):
    """Among which numbers of clusters one is chosen, and by what."""

    min: Annotated[Positive, Meaning("Fewest clusters.", programmed=True)]
    max: Annotated[Positive, Meaning("Most clusters.", programmed=True)]
    by: Annotated[
        Literal["silhouette", "davies_bouldin", "calinski_harabasz", "bic", "stability"],
        Meaning(
            "What decides.",
            programmed=True,
            choices={
                "silhouette": "rows lie nearer to their own cluster than to the next",
                "davies_bouldin": "clusters are small beside the distances between them",
                "calinski_harabasz": "variance between clusters over variance within",
                "bic": "likelihood less a price for parameters; mixtures only",
                "stability": "the same groups come out of resampled rows",
            },
        ),
    ] = "silhouette"


class Sides(Section, impact=Impact.RETRAIN):
    """Of what each feature of a recommender is."""

    user: Annotated[
        tuple[str, ...], Meaning("Features of the user.", refers="data.features", programmed=True)
    ] = ()
    item: Annotated[
        tuple[str, ...], Meaning("Features of the item.", refers="data.features", programmed=True)
    ] = ()
    context: Annotated[
        tuple[str, ...],
        Meaning("Features of the moment, such as device or hour.", refers="data.features", programmed=True),
    ] = ()


class Catalogue(Section, impact=Impact.RETRAIN):
    """The items that can be recommended, those without any action included."""

    path: Annotated[FilePath, Meaning("The table of items.", example="data/items.parquet", programmed=True)]
    available_from: Annotated[
        Text | None, Meaning("Column with the time from which an item can be had.", programmed=True)
    ] = None
    available_until: Annotated[
        Text | None, Meaning("Column with the time until which it can be had.", programmed=True)
    ] = None


class Negatives(Section, impact=Impact.RETRAIN):
    """What stands for items that a user did not want, where the data hold only actions."""

    method: Annotated[
        Literal["uniform", "popularity", "in_batch", "impressions"],
        Meaning(
            "Where negatives come from.",
            programmed=True,
            choices={
                "uniform": "any item, all alike",
                "popularity": "any item, the popular more often",
                "in_batch": "the items of the other users in a batch",
                "impressions": "what was shown and not taken",
            },
        ),
    ]
    per_positive: Annotated[Positive, Meaning("Negatives for each positive.", programmed=True)] = 1


class ColdStart(Section, impact=Impact.RETRAIN):
    """What is recommended where no action is known, to new users and of new items."""

    users: Annotated[
        Literal["content", "popularity", "segment", "none"] | None,
        Meaning("What new users get.", merge=Merge.OVERRIDE, programmed=True),
    ] = None
    items: Annotated[
        Literal["content", "exploration", "none"] | None,
        Meaning("How new items come to be shown.", merge=Merge.OVERRIDE, programmed=True),
    ] = None


class Relevance(Section, merge=Merge.FIXED, impact=Impact.REGATE):
    """What the values of a label of relevance mean."""

    gains: Annotated[
        Columns[Number],
        Meaning(
            "What each grade is worth in metrics of gain; unset: 2 to the power of the grade, less 1.",
            example={"0": 0, "1": 1, "2": 3},
            programmed=True,
        ),
    ] = Field(default_factory=dict)
    relevant_from: Annotated[
        Level | None,
        Meaning(
            "The lowest grade or rating that counts as relevant, for metrics of yes and no.", programmed=True
        ),
    ] = None


class HumanReview(Section, impact=Impact.REDEPLOY):
    """The scores between yes and no that a person decides: approve, review, decline."""

    from_: Annotated[
        Ratio,
        Meaning("Scores below are answered with no.", unit="ratio", programmed=True, example="20%"),
    ] = Field(alias="from")
    to: Annotated[
        Ratio,
        Meaning("Scores from here on are answered with yes.", unit="ratio", programmed=True, example="70%"),
    ]
    route: Annotated[
        Text | None, Meaning("Who decides in between.", example="claims desk", programmed=True)
    ] = None


class RowCosts(Section, impact=Impact.REDEPLOY):
    """Columns that hold what a decision about a row costs, where rows differ."""

    false_positive: Annotated[
        Text | None,
        Meaning("Column with the cost of acting on a negative.", refers="data.features", programmed=True),
    ] = None
    false_negative: Annotated[
        Text | None,
        Meaning("Column with the cost of missing a positive.", refers="data.features", programmed=True),
    ] = None
    true_positive: Annotated[
        Text | None,
        Meaning("Column with the cost of acting on a positive.", refers="data.features", programmed=True),
    ] = None


class TreeSource(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """A table with a row for each class and its parent."""

    path: Annotated[FilePath, Meaning("The table.", example="data/categories.csv", programmed=True)]
    child: Annotated[Text, Meaning("Column of the class.", programmed=True)]
    parent: Annotated[Text, Meaning("Column of the class above it; empty at the top.", programmed=True)]


class Backtest(Section, merge=Merge.OVERRIDE, impact=Impact.REGATE):
    """Forecasts from several moments of the past, each judged by what came."""

    origins: Annotated[Positive, Meaning("From how many moments.", programmed=True, example=6)]
    step: Annotated[
        Interval | None,
        Meaning("Time between two of them; unset: the horizon.", unit="duration", programmed=True),
    ] = None


class Incidents(Section, impact=Impact.REGATE):
    """Which alerts are one event: a machine that fails alarms many times."""

    gap: Annotated[
        Interval | None,
        Meaning(
            "Alerts of one scope that are no further apart belong together.",
            unit="duration",
            programmed=True,
            example="1h",
        ),
    ] = None
    column: Annotated[
        Text | None, Meaning("Column of the incident, where known ones are recorded.", programmed=True)
    ] = None


class Unlabelled(Section, impact=Impact.RETRAIN):
    """Rows without a label that stand in a table of their own."""

    path: Annotated[FilePath, Meaning("The table.", example="data/unlabelled.parquet", programmed=True)]
    rows: Annotated[Count | None, Meaning("How many rows it has.", programmed=True)] = None
