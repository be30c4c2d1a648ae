"""The document as a whole: ``kind: MLSystem``."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.adaptability import Adaptability
from mlsys.spec.baseline import Baseline
from mlsys.spec.constraints import Constraints
from mlsys.spec.data import Data
from mlsys.spec.evaluation import Evaluation
from mlsys.spec.experiment import Experiment
from mlsys.spec.fields import DEFAULTS, ApiVersion, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.infra import Deployment, Infra
from mlsys.spec.maintainability import Maintainability
from mlsys.spec.metadata import Environment, ManualEnforcement, Metadata, Resources, Stakeholder, Suppression
from mlsys.spec.metrics import Metric
from mlsys.spec.model import Model
from mlsys.spec.monitoring import Monitoring
from mlsys.spec.objectives import Objectives
from mlsys.spec.reliability import Reliability
from mlsys.spec.scalability import Scalability
from mlsys.spec.tasks import Task
from mlsys.spec.types import Columns, Named, Text
from mlsys.syntax.nodes import Node, to_plain


class Requirements(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """What must hold; by what means is said in `infra` and `deployment`."""

    reliability: Annotated[
        Reliability, Meaning("The right answer, at the promised level, also when things break.")
    ] = DEFAULTS
    scalability: Annotated[
        Scalability, Meaning("How much there is to do now, and how much there will be.", merge=Merge.OVERRIDE)
    ] = DEFAULTS
    maintainability: Annotated[
        Maintainability, Meaning("Others can understand, repeat and change what was built.")
    ] = DEFAULTS
    adaptability: Annotated[
        Adaptability, Meaning("The system follows a changing world, without interruption.")
    ] = DEFAULTS
    constraints: Annotated[Constraints, Meaning("What law, ethics and people demand.")] = DEFAULTS


class MLSystem(Section):
    """The design of a machine-learning system: what must hold, how it is judged, by what means it runs."""

    api_version: Annotated[ApiVersion, Meaning("Version of the language.", merge=Merge.FIXED)] = Field(
        alias="apiVersion"
    )
    kind: Annotated[Literal["MLSystem"], Meaning("Kind of the document.", merge=Merge.FIXED)]
    metadata: Annotated[Metadata, Meaning("Identity of the system and its stage of life.", merge=Merge.FIXED)]
    extends: Annotated[
        tuple[Text, ...],
        Meaning(
            "Documents that this one refines, the most general first: paths relative to this file, or "
            "presets of a source, as `acme://presets/online-service@^2`."
        ),
    ] = ()
    objectives: Annotated[Objectives, Meaning("Why the system exists.")] = DEFAULTS
    stakeholders: Annotated[
        tuple[Stakeholder, ...], Meaning("Whom it serves and who answers for it.", merge=Merge.APPEND)
    ] = ()
    resources: Annotated[Resources, Meaning("What may be spent.")] = DEFAULTS
    task: Annotated[
        Task, Meaning("The problem as a machine-learning task.", merge=Merge.FIXED, impact=Impact.API_BREAK)
    ]
    data: Annotated[
        Data, Meaning("The rows: their source, meaning, label and division.", impact=Impact.RETRAIN)
    ]
    metrics: Annotated[
        Named[Metric],
        Meaning(
            "The numbers by which a model is judged.",
            registry="metrics",
            merge=Merge.MEET,
            tighten=Tighten.SUPERSET,
            impact=Impact.REGATE,
        ),
    ] = Field(default_factory=dict)
    baseline: Annotated[
        Named[Baseline],
        Meaning("What a model must beat; also what answers when it cannot.", impact=Impact.REGATE),
    ] = Field(default_factory=dict)
    evaluation: Annotated[
        Evaluation, Meaning("How the verdict on a model is reached.", merge=Merge.MEET, impact=Impact.REGATE)
    ] = DEFAULTS
    model: Annotated[
        Model, Meaning("Which models are tried, and how one is chosen.", impact=Impact.RETRAIN)
    ] = DEFAULTS
    requirements: Annotated[
        Requirements, Meaning("What must hold.", merge=Merge.MEET, impact=Impact.REDEPLOY)
    ] = DEFAULTS
    experiment: Annotated[
        Experiment | None,
        Meaning("How the effect on the business is shown.", merge=Merge.MEET, impact=Impact.REEXPERIMENT),
    ] = None
    monitoring: Annotated[
        Monitoring, Meaning("By what means the running system is watched.", impact=Impact.MONITOR)
    ] = DEFAULTS
    infra: Annotated[Infra, Meaning("By what means the system runs.", impact=Impact.REDEPLOY)] = DEFAULTS
    deployment: Annotated[Deployment, Meaning("How a release reaches users.", impact=Impact.REDEPLOY)] = (
        DEFAULTS
    )
    environments: Annotated[
        Named[Environment], Meaning("Places where the system runs, each as a difference from the document.")
    ] = Field(default_factory=dict)
    enforcement: Annotated[
        Columns[ManualEnforcement],
        Meaning(
            "Claims that people enforce, by their path, with evidence.",
            example={"objectives.problem": {"evidence": "docs/decisions/0001.md"}},
        ),
    ] = Field(default_factory=dict)
    suppressions: Annotated[
        tuple[Suppression, ...], Meaning("Findings that are accepted.", merge=Merge.APPEND)
    ] = ()


def bind(tree: Node) -> MLSystem:
    """Return the document in ``tree``, defaults filled in, ``x-*`` entries in ``extensions``.

    The tree must have passed the check of its structure.

    Raises:
        pydantic.ValidationError: if the models refuse it all the same, which is a bug of the schema.
    """
    return MLSystem.model_validate(to_plain(tree))
