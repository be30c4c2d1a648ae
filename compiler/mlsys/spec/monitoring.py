"""``monitoring``: by what means the running system is watched."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import DEFAULTS, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import Duration
from mlsys.spec.types import (
    Address,
    Count,
    Flag,
    Interval,
    Named,
    PartyName,
    Positive,
    Ratio,
    Text,
    WebAddress,
)


class PredictionLog(Section, impact=Impact.REDEPLOY):
    """What is kept of each prediction, so that labels can be joined later."""

    id: Annotated[Text, Meaning("Field that identifies a prediction.", impact=Impact.API_BREAK)] = (
        "prediction_id"
    )
    retain: Annotated[
        Duration | None,
        Meaning("How long predictions are kept.", unit="duration", merge=Merge.MEET, tighten=Tighten.EQUAL),
    ] = None
    sample: Annotated[Ratio, Meaning("Share of predictions that is logged.", unit="ratio")] = 1.0
    features: Annotated[Flag, Meaning("Whether the features are logged with the prediction.")] = True


class Logging(Section, impact=Impact.REDEPLOY):
    """What is logged."""

    predictions: Annotated[PredictionLog | None, Meaning("The log of predictions.")] = None


class DriftJob(Section, impact=Impact.MONITOR):
    """When and against what distributions are compared."""

    every: Annotated[Interval, Meaning("Time between comparisons.", unit="duration")] = Duration(
        86_400.0, "1d"
    )
    reference: Annotated[
        Literal["train", "validation", "previous_window"],
        Meaning("What the logged values are compared with."),
    ] = "train"
    bins: Annotated[Positive, Meaning("Number of bins for PSI and similar statistics.")] = 10
    min_rows: Annotated[
        Positive | None,
        Meaning("Fewest rows for a comparison; unset: as many as the thresholds need.", unit="rows"),
    ] = None
    correction: Annotated[
        Literal["none", "bonferroni", "benjamini_hochberg"],
        Meaning("How tests of many features are corrected."),
    ] = "benjamini_hochberg"


class AlertRoute(Section, impact=Impact.MONITOR):
    """Where alerts of one severity go."""

    receiver: Annotated[PartyName, Meaning("The receiver in Alertmanager.", example="customer-ml-oncall")]
    team: Annotated[PartyName | None, Meaning("The team behind it.", refers="stakeholders")] = None
    url: Annotated[
        WebAddress | None,
        Meaning("Webhook of the receiver, if it is called directly.", example="https://pager.example/hook"),
    ] = None


class AlertOverride(Section, impact=Impact.MONITOR):
    """What differs from the default for one generated alert."""

    route: Annotated[Text | None, Meaning("Route of the alert.", refers="monitoring.routes")] = None
    owner: Annotated[PartyName | None, Meaning("The team that answers for it.", refers="stakeholders")] = None
    runbook: Annotated[Address | None, Meaning("Where to read what to do; unset: the generated runbook.")] = (
        None
    )
    enabled: Annotated[Flag, Meaning("Whether the alert is generated.")] = True


class BusinessReport(Section, impact=Impact.MONITOR):
    """The report that compares ML metrics with business metrics."""

    every: Annotated[Interval, Meaning("Time between reports.", unit="duration")]
    to: Annotated[tuple[Text, ...], Meaning("Who gets it.")] = ()


class Monitoring(Section, impact=Impact.MONITOR):
    """By what means the running system is watched."""

    logging: Annotated[Logging, Meaning("What is logged.", impact=Impact.REDEPLOY)] = DEFAULTS
    drift: Annotated[DriftJob, Meaning("When and against what distributions are compared.")] = DEFAULTS
    routes: Annotated[
        Named[AlertRoute],
        Meaning("Where alerts go: `page` for those that cannot wait, `ticket` for the others."),
    ] = Field(default_factory=dict)
    alerts: Annotated[Named[AlertOverride], Meaning("What differs for single alerts, by their name.")] = (
        Field(default_factory=dict)
    )
    report: Annotated[BusinessReport | None, Meaning("The business report.")] = None
    series_budget: Annotated[Count | None, Meaning("Most time series that the system may create.")] = None
    series_per_model: Annotated[
        Positive | None, Meaning("Time series of one model; unset: as generated.")
    ] = None
