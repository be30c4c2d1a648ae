"""``infra`` and ``deployment``: by what means the system runs and changes."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import DEFAULTS, Branching, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.infra_common import ComputeResources, SecretRef
from mlsys.spec.quantities import ByteSize, Duration, Money, MoneyRate, Rate
from mlsys.spec.types import (
    Address,
    Cron,
    ImageName,
    Interval,
    Named,
    NonNegative,
    Number,
    Port,
    Positive,
    PositiveCount,
    Ratio,
    Text,
)


class Registry(Section, impact=Impact.REDEPLOY):
    """Where images are pushed."""

    uri: Annotated[Address, Meaning("Address of the registry.")]
    username: Annotated[Text | None, Meaning("User name.")] = None
    password: Annotated[
        str | SecretRef | None, Meaning("Reference to the secret that holds the password.")
    ] = None


class Tracking(Section, impact=Impact.REDEPLOY):
    """Where runs and models are recorded."""

    kind: Annotated[Literal["mlflow"], Meaning("Kind of the tracking store.")] = "mlflow"
    uri: Annotated[Address, Meaning("Address of the tracking store.")] = "sqlite:///mlflow.db"


class Compute(Section, impact=Impact.REDEPLOY):
    """What batch scoring runs on; training stays on one machine."""

    engine: Annotated[
        Literal["local", "sharded", "ray", "spark"],
        Meaning(
            "The engine.",
            choices={
                "local": "one machine, which scores 3 million rows of a table in ten seconds",
                "sharded": "batch scoring of many files, shared by processes or the pods of an Indexed Job",
                "ray": "batch scoring of many files by tasks of Ray, for teams who have a cluster of it",
                "spark": "a cluster of Spark, with a blueprint of yours that serves it",
            },
        ),
    ] = "local"
    accelerator: Annotated[Literal["none", "gpu", "tpu"], Meaning("Kind of accelerator.")] = "none"
    workers: Annotated[
        Positive, Meaning("Number of workers: processes of a machine, or pods of a cluster.")
    ] = 1


class PerReplica(Section, impact=Impact.REDEPLOY):
    """What one replica can do, as measured or promised."""

    concurrency: Annotated[Positive, Meaning("Requests that it works on at the same time.")] = 1
    mean_latency: Annotated[
        Interval | None, Meaning("Mean time that a request takes in it.", unit="duration")
    ] = None
    availability: Annotated[Ratio | None, Meaning("Its availability.", unit="ratio")] = None
    measured: Annotated[
        Rate | None,
        Meaning("Requests that it answers as promised, as `make calibrate` measured them.", unit="rate"),
    ] = None


class Replicas(Section, impact=Impact.REDEPLOY):
    """How many copies of the service run."""

    min: Annotated[
        NonNegative | None, Meaning("Fewest; 0 means: sleeps when idle. Unset: as many as the peak needs.")
    ] = None
    max: Annotated[Positive | None, Meaning("Most; unset: twice the fewest.")] = None
    metric: Annotated[
        Literal["cpu", "requests", "concurrency", "gpu"], Meaning("What the number follows.")
    ] = "cpu"
    utilization: Annotated[Ratio, Meaning("Utilisation to keep.", unit="ratio", since="v1alpha2")] = 0.7
    per_replica: Annotated[PerReplica, Meaning("What one replica can do.")] = DEFAULTS


class LatencyBudget(Section, impact=Impact.REDEPLOY):
    """How the promised latency is divided."""

    features: Annotated[
        Duration | None, Meaning("Reading and checking the input, fetching features.", unit="duration")
    ] = None
    model: Annotated[Duration | None, Meaning("The model itself.", unit="duration")] = None
    post: Annotated[Duration | None, Meaning("Decision, logging, answer.", unit="duration")] = None


class Batching(Section, impact=Impact.REDEPLOY):
    """Requests that are collected and scored together."""

    max_wait: Annotated[Duration, Meaning("How long a request waits for others.", unit="duration")]
    max_size: Annotated[Positive | None, Meaning("Most requests scored together.")] = None


class Authentication(Branching, impact=Impact.API_BREAK, tag="method"):
    """How callers of the service prove who they are."""

    method: Annotated[
        Literal["api_key", "oidc"],
        Meaning(
            "What proves it, and who looks.",
            choices={
                "api_key": "a key in the header `X-API-Key`, which the service looks up in a secret file",
                "oidc": "a token of an OpenID provider, which the ingress verifies",
            },
        ),
    ]
    issuer: Annotated[
        Address | None,
        Meaning(
            "Issuer of the tokens.",
            only=("oidc",),
            needed_for=("oidc",),
            example="https://login.example.com/realms/main",
        ),
    ] = None


class RateLimit(Section, impact=Impact.REDEPLOY):
    """How often one caller may call: whose API key it is, or else the address that calls."""

    calls: Annotated[Rate, Meaning("Calls that it may make, at each replica.", unit="rate", example="50/s")]
    burst: Annotated[
        Positive | None,
        Meaning("Calls that it may make at once after a pause; unset: those of a second."),
    ] = None


class Serving(Section, impact=Impact.REDEPLOY):
    """The online service."""

    framework: Annotated[Literal["fastapi"], Meaning("Web framework of the service.")] = "fastapi"
    replicas: Annotated[Replicas, Meaning("How many copies run.")] = DEFAULTS
    cold_start: Annotated[Duration | None, Meaning("Time from start to ready.", unit="duration")] = None
    latency_budget: Annotated[LatencyBudget, Meaning("How the promised latency is divided.")] = DEFAULTS
    batching: Annotated[Batching | None, Meaning("Requests that are scored together; unset: none.")] = None
    resources: Annotated[ComputeResources, Meaning("What one replica gets.")] = DEFAULTS
    zones: Annotated[Positive | None, Meaning("Failure zones over which replicas are spread.")] = None
    port: Annotated[Port, Meaning("Port of the service.")] = 8000
    authentication: Annotated[
        Authentication | None,
        Meaning("How callers prove who they are; unset: whoever reaches the service is answered."),
    ] = None
    rate_limit: Annotated[
        RateLimit | None, Meaning("How often one caller may call; unset: as often as the service can.")
    ] = None


class Batch(Section, impact=Impact.REDEPLOY):
    """The job that scores tables."""

    schedule: Annotated[
        Cron | None, Meaning("When it runs, as a cron expression in UTC.", example="0 2 * * *")
    ] = None
    max_duration: Annotated[Duration | None, Meaning("How long it may take.", unit="duration")] = None
    chunk_rows: Annotated[Positive, Meaning("Rows in memory at a time.", unit="rows")] = 50_000
    rows: Annotated[
        PositiveCount | None,
        Meaning("Rows that one run scores.", unit="rows", impact=Impact.DOC, example=3_000_000),
    ] = None
    files: Annotated[
        Positive | None,
        Meaning(
            "For `sharded`, `ray`: files that they lie in; a delivery of fewer is not scored.", example=60
        ),
    ] = None
    workers: Annotated[Positive, Meaning("Processes that share the work.")] = 1
    resources: Annotated[ComputeResources, Meaning("What one process gets.")] = DEFAULTS


class Training(Section, impact=Impact.REDEPLOY):
    """The job that trains."""

    schedule: Annotated[
        Cron | None, Meaning("When it runs, as a cron expression in UTC.", example="0 3 1 * *")
    ] = None
    workers: Annotated[Positive, Meaning("Models that are trained at the same time.")] = 1
    resources: Annotated[ComputeResources, Meaning("What one training gets.")] = DEFAULTS


class RunningCost(Section, impact=Impact.REDEPLOY):
    """What running costs, and may cost."""

    per_replica_hour: Annotated[Money | None, Meaning("Price of one replica for an hour.", unit="money")] = (
        None
    )
    per_training_hour: Annotated[Money | None, Meaning("Price of an hour of training.", unit="money")] = None
    fixed: Annotated[MoneyRate | None, Meaning("Costs that do not depend on traffic.", unit="money/time")] = (
        None
    )
    max: Annotated[
        MoneyRate | None, Meaning("The budget.", unit="money/time", merge=Merge.MEET, tighten=Tighten.LOWER)
    ] = None


class PlatformLimits(Section, impact=Impact.REDEPLOY):
    """What the platform cannot exceed: the device, the node, the function."""

    memory: Annotated[ByteSize | None, Meaning("Memory of a node or device.", unit="bytes")] = None
    model_size: Annotated[ByteSize | None, Meaning("Largest model file.", unit="bytes")] = None
    image_size: Annotated[ByteSize | None, Meaning("Largest image or package.", unit="bytes")] = None
    fleet_memory: Annotated[ByteSize | None, Meaning("Memory of all nodes together.", unit="bytes")] = None


class Infra(Section, impact=Impact.REDEPLOY):
    """By what means the system runs."""

    platform: Annotated[
        Literal["local", "kubernetes", "batch", "edge", "serverless"],
        Meaning(
            "Where the system runs.",
            since="v1alpha2",
            choices={
                "local": "on one machine, by make and compose",
                "kubernetes": "in a cluster",
                "batch": "as scheduled jobs only",
                "edge": "on devices",
                "serverless": "as functions that sleep when idle",
            },
        ),
    ] = "local"
    region: Annotated[Text | None, Meaning("Region of the provider.", example="eu-west-1")] = None
    image: Annotated[
        ImageName | None,
        Meaning("Name of the image, without tag or with a pinned one.", example="registry.example/ml/churn"),
    ] = None
    registry: Annotated[Registry | None, Meaning("Where images are pushed.")] = None
    tracking: Annotated[Tracking, Meaning("Where runs and models are recorded.")] = DEFAULTS
    compute: Annotated[Compute, Meaning("What training and batch scoring run on.", programmed=True)] = (
        DEFAULTS
    )
    serving: Annotated[Serving, Meaning("The online service.")] = DEFAULTS
    batch: Annotated[Batch, Meaning("The job that scores tables.")] = DEFAULTS
    training: Annotated[Training, Meaning("The job that trains.")] = DEFAULTS
    cost: Annotated[RunningCost, Meaning("What running costs, and may cost.")] = DEFAULTS
    limits: Annotated[PlatformLimits, Meaning("What the platform cannot exceed.")] = DEFAULTS
    secrets: Annotated[Named[SecretRef], Meaning("Secrets that the processes get, by name.")] = Field(
        default_factory=dict
    )


class Canary(Section, impact=Impact.REDEPLOY):
    """A release that few calls see first, or copies of them."""

    share: Annotated[Ratio, Meaning("Share of traffic.", unit="ratio")]
    duration: Annotated[Duration, Meaning("How long.", unit="duration")]
    min_events: Annotated[Positive | None, Meaning("Fewest requests before the verdict.")] = None
    detect: Annotated[
        Annotated[Number, Field(ge=1.01)] | None,
        Meaning(
            "From how many times the promised share of bad calls it is refused; unset: 2, or 5 below 0.5 %.",
            example=2,
        ),
    ] = None
    max_flips: Annotated[
        Ratio | None,
        Meaning(
            "For shadow releases: the share of copies that may be answered otherwise; unset: 1 %.",
            unit="ratio",
            example="1%",
        ),
    ] = None


class Promotion(Section, impact=Impact.REDEPLOY):
    """How a new model becomes the one that serves."""

    mode: Annotated[
        Literal["manual", "automatic"],
        Meaning("Who promotes: a person, or the pipeline when the gate is passed."),
    ] = "manual"
    gate: Annotated[
        Literal["none", "evaluation", "champion_challenger"],
        Meaning(
            "What must be passed.",
            merge=Merge.MEET,
            tighten=Tighten.LATER,
            choices={
                "none": "nothing",
                "evaluation": "the declared gates",
                "champion_challenger": "the declared gates, and not worse than the model that serves",
            },
        ),
    ] = "evaluation"


class Deployment(Section, impact=Impact.REDEPLOY):
    """How a release reaches users."""

    strategy: Annotated[
        Literal["recreate", "rolling", "blue_green", "canary", "shadow"],
        Meaning(
            "How replicas are replaced.",
            choices={
                "recreate": "all stop, then all start",
                "rolling": "one after the other",
                "blue_green": "all start beside, then traffic switches",
                "canary": "a share of the traffic first",
                "shadow": "copies of requests first, answers unused",
            },
        ),
    ] = "rolling"
    promotion: Annotated[Promotion, Meaning("How a new model becomes the one that serves.")] = DEFAULTS
    canary: Annotated[
        Canary | None,
        Meaning("For canary and shadow releases: how much and how long.", programmed=True),
    ] = None
    watch: Annotated[
        Interval | None,
        Meaning(
            "For blue-green releases: how long the new one is watched while the old one waits; unset: 10min.",
            unit="duration",
            programmed=True,
        ),
    ] = None
