"""``infra`` and ``deployment``: by what means the system runs and changes."""

from typing import Annotated, Literal

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.infra_common import ComputeResources, SecretRef
from mlsys.spec.quantities import ByteSize, Duration, Money, MoneyRate
from mlsys.spec.types import Cron, Interval, Limits, Named, NonNegative, Positive, Ratio, Text


class Registry(Section, impact=Impact.REDEPLOY):
    """Where images are pushed."""

    uri: Text = field(doc="Address of the registry.")
    username: Text | None = field(None, doc="User name.")
    password: str | SecretRef | None = field(None, doc="Reference to the secret that holds the password.")


class Tracking(Section, impact=Impact.REDEPLOY):
    """Where runs and models are recorded."""

    kind: Literal["mlflow"] = field("mlflow", doc="Kind of the tracking store.")
    uri: str = field("sqlite:///mlflow.db", doc="Address of the tracking store.")


class Compute(Section, impact=Impact.REDEPLOY):
    """What training and batch scoring run on."""

    engine: Literal["local", "dask", "ray", "spark"] = field("local", doc="The engine.")
    accelerator: Literal["none", "gpu", "tpu"] = field("none", doc="Kind of accelerator.")
    workers: Positive = field(1, doc="Number of workers.")


class PerReplica(Section, impact=Impact.REDEPLOY):
    """What one replica can do, as measured or promised."""

    concurrency: Positive = field(1, doc="Requests that it works on at the same time.")
    mean_latency: Interval | None = field(None, doc="Mean time that a request takes in it.", unit="duration")
    availability: Ratio | None = field(None, doc="Its availability.", unit="ratio")


class Replicas(Section, impact=Impact.REDEPLOY):
    """How many copies of the service run."""

    min: NonNegative | None = field(
        None, doc="Fewest; 0 means: sleeps when idle. Unset: as many as the peak needs."
    )
    max: Positive | None = field(None, doc="Most; unset: twice the fewest.")
    metric: Literal["cpu", "requests", "concurrency", "gpu"] = field("cpu", doc="What the number follows.")
    target: Ratio = field(0.7, doc="Utilisation to keep.", unit="ratio")
    per_replica: PerReplica = field(factory=PerReplica, doc="What one replica can do.")


class LatencyBudget(Section, impact=Impact.REDEPLOY):
    """How the promised latency is divided."""

    features: Duration | None = field(
        None, doc="Reading and checking the input, fetching features.", unit="duration"
    )
    model: Duration | None = field(None, doc="The model itself.", unit="duration")
    post: Duration | None = field(None, doc="Decision, logging, answer.", unit="duration")


class Batching(Section, impact=Impact.REDEPLOY):
    """Requests that are collected and scored together."""

    max_wait: Duration = field(doc="How long a request waits for others.", unit="duration")
    max_size: Positive | None = field(None, doc="Most requests scored together.")


class Serving(Section, impact=Impact.REDEPLOY):
    """The online service."""

    framework: Literal["fastapi"] = field("fastapi", doc="Web framework of the service.")
    replicas: Replicas = field(factory=Replicas, doc="How many copies run.")
    cold_start: Duration | None = field(None, doc="Time from start to ready.", unit="duration")
    latency_budget: LatencyBudget = field(factory=LatencyBudget, doc="How the promised latency is divided.")
    batching: Batching | None = field(None, doc="Requests that are scored together; unset: none.")
    resources: ComputeResources = field(factory=ComputeResources, doc="What one replica gets.")
    zones: Positive | None = field(None, doc="Failure zones over which replicas are spread.")
    port: Annotated[int, Limits(minimum=1, maximum=65535)] = field(8000, doc="Port of the service.")


class Batch(Section, impact=Impact.REDEPLOY):
    """The job that scores tables."""

    schedule: Cron | None = field(None, doc="When it runs, as a cron expression in UTC.", example="0 2 * * *")
    max_duration: Duration | None = field(None, doc="How long it may take.", unit="duration")
    chunk_rows: Positive = field(50_000, doc="Rows in memory at a time.", unit="rows")
    workers: Positive = field(1, doc="Processes that share the work.")
    resources: ComputeResources = field(factory=ComputeResources, doc="What one process gets.")


class Training(Section, impact=Impact.REDEPLOY):
    """The job that trains."""

    schedule: Cron | None = field(None, doc="When it runs, as a cron expression in UTC.", example="0 3 1 * *")
    workers: Positive = field(1, doc="Models that are trained at the same time.")
    resources: ComputeResources = field(factory=ComputeResources, doc="What one training gets.")


class RunningCost(Section, impact=Impact.REDEPLOY):
    """What running costs, and may cost."""

    per_replica_hour: Money | None = field(None, doc="Price of one replica for an hour.", unit="money")
    per_training_hour: Money | None = field(None, doc="Price of an hour of training.", unit="money")
    fixed: MoneyRate | None = field(None, doc="Costs that do not depend on traffic.", unit="money/time")
    max: MoneyRate | None = field(
        None, doc="The budget.", unit="money/time", merge=Merge.MEET, tighten=Tighten.LOWER
    )


class TargetLimits(Section, impact=Impact.REDEPLOY):
    """What the target cannot exceed: the device, the node, the function."""

    memory: ByteSize | None = field(None, doc="Memory of a node or device.", unit="bytes")
    model_size: ByteSize | None = field(None, doc="Largest model file.", unit="bytes")
    image_size: ByteSize | None = field(None, doc="Largest image or package.", unit="bytes")
    fleet_memory: ByteSize | None = field(None, doc="Memory of all nodes together.", unit="bytes")


class Infra(Section, impact=Impact.REDEPLOY):
    """By what means the system runs."""

    target: Literal["local", "kubernetes", "batch", "edge", "serverless"] = field(
        "local",
        doc="Where the system runs.",
        choices={
            "local": "on one machine, by make and compose",
            "kubernetes": "in a cluster",
            "batch": "as scheduled jobs only",
            "edge": "on devices",
            "serverless": "as functions that sleep when idle",
        },
    )
    region: Text | None = field(None, doc="Region of the provider.", example="eu-west-1")
    image: Text | None = field(None, doc="Name of the image, without tag or with a pinned one.")
    registry: Registry | None = field(None, doc="Where images are pushed.")
    tracking: Tracking = field(factory=Tracking, doc="Where runs and models are recorded.")
    compute: Compute = field(factory=Compute, doc="What training and batch scoring run on.")
    serving: Serving = field(factory=Serving, doc="The online service.")
    batch: Batch = field(factory=Batch, doc="The job that scores tables.")
    training: Training = field(factory=Training, doc="The job that trains.")
    cost: RunningCost = field(factory=RunningCost, doc="What running costs, and may cost.")
    limits: TargetLimits = field(factory=TargetLimits, doc="What the target cannot exceed.")
    secrets: Named[SecretRef] = field(factory=dict, doc="Secrets that the processes get, by name.")


class Canary(Section, impact=Impact.REDEPLOY):
    """A release that few see first."""

    share: Ratio = field(doc="Share of traffic.", unit="ratio")
    duration: Duration = field(doc="How long.", unit="duration")
    min_events: Positive | None = field(None, doc="Fewest requests before the verdict.")


class Promotion(Section, impact=Impact.REDEPLOY):
    """How a new model becomes the one that serves."""

    mode: Literal["manual", "automatic"] = field(
        "manual", doc="Who promotes: a person, or the pipeline when the gate is passed."
    )
    gate: Literal["none", "evaluation", "champion_challenger"] = field(
        "evaluation",
        doc="What must be passed.",
        merge=Merge.MEET,
        tighten=Tighten.LATER,
        choices={
            "none": "nothing",
            "evaluation": "the declared gates",
            "champion_challenger": "the declared gates, and not worse than the model that serves",
        },
    )


class Deployment(Section, impact=Impact.REDEPLOY):
    """How a release reaches users."""

    strategy: Literal["recreate", "rolling", "blue_green", "canary", "shadow"] = field(
        "rolling",
        doc="How replicas are replaced.",
        choices={
            "recreate": "all stop, then all start",
            "rolling": "one after the other",
            "blue_green": "all start beside, then traffic switches",
            "canary": "a share of the traffic first",
            "shadow": "copies of requests first, answers unused",
        },
    )
    promotion: Promotion = field(factory=Promotion, doc="How a new model becomes the one that serves.")
    canary: Canary | None = field(None, doc="For canary releases: how much and how long.")
