"""``monitoring``: by what means the running system is watched."""

from typing import Literal

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Count, Interval, Named, Positive, Ratio, Text


class PredictionLog(Section, impact=Impact.REDEPLOY):
    """What is kept of each prediction, so that labels can be joined later."""

    id: Text = field("prediction_id", doc="Field that identifies a prediction.", impact=Impact.API_BREAK)
    retain: Duration | None = field(
        None, doc="How long predictions are kept.", unit="duration", merge=Merge.MEET, tighten=Tighten.EQUAL
    )
    sample: Ratio = field(1.0, doc="Share of predictions that is logged.", unit="ratio")
    features: bool = field(True, doc="Whether the features are logged with the prediction.")


class Logging(Section, impact=Impact.REDEPLOY):
    """What is logged."""

    predictions: PredictionLog | None = field(None, doc="The log of predictions.")


class DriftJob(Section, impact=Impact.MONITOR):
    """When and against what distributions are compared."""

    every: Interval = field(Duration(86_400.0, "1d"), doc="Time between comparisons.", unit="duration")
    reference: Literal["train", "validation", "previous_window"] = field(
        "train", doc="What the logged values are compared with."
    )
    bins: Positive = field(10, doc="Number of bins for PSI and similar statistics.")
    min_rows: Positive | None = field(
        None, doc="Fewest rows for a comparison; unset: as many as the thresholds need.", unit="rows"
    )
    correction: Literal["none", "bonferroni", "benjamini_hochberg"] = field(
        "benjamini_hochberg", doc="How tests of many features are corrected."
    )


class AlertRoute(Section, impact=Impact.MONITOR):
    """Where alerts of one severity go."""

    receiver: Text = field(doc="The receiver in Alertmanager.", example="customer-ml-oncall")
    team: Text | None = field(None, doc="The team behind it.", refers="stakeholders")
    url: Text | None = field(None, doc="Webhook of the receiver, if it is called directly.")


class AlertOverride(Section, impact=Impact.MONITOR):
    """What differs from the default for one generated alert."""

    route: Text | None = field(None, doc="Route of the alert.", refers="monitoring.routes")
    owner: Text | None = field(None, doc="The team that answers for it.", refers="stakeholders")
    runbook: Text | None = field(None, doc="Where to read what to do; unset: the generated runbook.")
    enabled: bool = field(True, doc="Whether the alert is generated.")


class BusinessReport(Section, impact=Impact.MONITOR):
    """The report that compares ML metrics with business metrics."""

    every: Interval = field(doc="Time between reports.", unit="duration")
    to: tuple[Text, ...] = field((), doc="Who gets it.")


class Monitoring(Section, impact=Impact.MONITOR):
    """By what means the running system is watched."""

    logging: Logging = field(factory=Logging, doc="What is logged.", impact=Impact.REDEPLOY)
    drift: DriftJob = field(factory=DriftJob, doc="When and against what distributions are compared.")
    routes: Named[AlertRoute] = field(
        factory=dict, doc="Where alerts go: `page` for those that cannot wait, `ticket` for the others."
    )
    alerts: Named[AlertOverride] = field(factory=dict, doc="What differs for single alerts, by their name.")
    report: BusinessReport | None = field(None, doc="The business report.")
    series_budget: Count | None = field(None, doc="Most time series that the system may create.")
    series_per_model: Positive | None = field(None, doc="Time series of one model; unset: as generated.")
