"""The document as a whole: ``kind: MLSystem``."""

from typing import Literal

from mlsys.spec.adaptability import Adaptability
from mlsys.spec.baseline import Baseline
from mlsys.spec.constraints import Constraints
from mlsys.spec.data import Data
from mlsys.spec.evaluation import Evaluation
from mlsys.spec.experiment import Experiment
from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.infra import Deployment, Infra
from mlsys.spec.maintainability import Maintainability
from mlsys.spec.metadata import Environment, ManualEnforcement, Metadata, Resources, Stakeholder, Suppression
from mlsys.spec.metrics import Metric
from mlsys.spec.model import Model
from mlsys.spec.monitoring import Monitoring
from mlsys.spec.objectives import Objectives
from mlsys.spec.reliability import Reliability
from mlsys.spec.scalability import Scalability
from mlsys.spec.task import Task
from mlsys.spec.types import Columns, Named, Text

API_VERSION = "mlsys/v1alpha1"


class Requirements(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """What must hold; by what means is said in `infra` and `deployment`."""

    reliability: Reliability = field(
        factory=Reliability, doc="The right answer, at the promised level, also when things break."
    )
    scalability: Scalability = field(
        factory=Scalability,
        doc="How much there is to do now, and how much there will be.",
        merge=Merge.OVERRIDE,
    )
    maintainability: Maintainability = field(
        factory=Maintainability, doc="Others can understand, repeat and change what was built."
    )
    adaptability: Adaptability = field(
        factory=Adaptability, doc="The system follows a changing world, without interruption."
    )
    constraints: Constraints = field(factory=Constraints, doc="What law, ethics and people demand.")


class MLSystem(Section):
    """The design of a machine-learning system: what must hold, how it is judged, by what means it runs."""

    api_version: Literal["mlsys/v1alpha1"] = field(
        alias="apiVersion", doc="Version of the language.", merge=Merge.FIXED
    )
    kind: Literal["MLSystem"] = field(doc="Kind of the document.", merge=Merge.FIXED)
    metadata: Metadata = field(doc="Identity of the system and its stage of life.", merge=Merge.FIXED)
    extends: tuple[Text, ...] = field(
        (), doc="Documents that this one refines, the most general first: paths relative to this file."
    )
    objectives: Objectives = field(factory=Objectives, doc="Why the system exists.")
    stakeholders: tuple[Stakeholder, ...] = field(
        (), doc="Whom it serves and who answers for it.", merge=Merge.APPEND
    )
    resources: Resources = field(factory=Resources, doc="What may be spent.")
    task: Task = field(
        doc="The problem as a machine-learning task.", merge=Merge.FIXED, impact=Impact.API_BREAK
    )
    data: Data = field(doc="The rows: their source, meaning, label and division.", impact=Impact.RETRAIN)
    metrics: Named[Metric] = field(
        factory=dict,
        doc="The numbers by which a model is judged.",
        merge=Merge.MEET,
        tighten=Tighten.SUPERSET,
        impact=Impact.REGATE,
    )
    baseline: Named[Baseline] = field(
        factory=dict, doc="What a model must beat; also what answers when it cannot.", impact=Impact.REGATE
    )
    evaluation: Evaluation = field(
        factory=Evaluation,
        doc="How the verdict on a model is reached.",
        merge=Merge.MEET,
        impact=Impact.REGATE,
    )
    model: Model = field(
        factory=Model, doc="Which models are tried, and how one is chosen.", impact=Impact.RETRAIN
    )
    requirements: Requirements = field(
        factory=Requirements, doc="What must hold.", merge=Merge.MEET, impact=Impact.REDEPLOY
    )
    experiment: Experiment | None = field(
        None, doc="How the effect on the business is shown.", merge=Merge.MEET, impact=Impact.REEXPERIMENT
    )
    monitoring: Monitoring = field(
        factory=Monitoring, doc="By what means the running system is watched.", impact=Impact.MONITOR
    )
    infra: Infra = field(factory=Infra, doc="By what means the system runs.", impact=Impact.REDEPLOY)
    deployment: Deployment = field(
        factory=Deployment, doc="How a release reaches users.", impact=Impact.REDEPLOY
    )
    environments: Named[Environment] = field(
        factory=dict, doc="Places where the system runs, each as a difference from the document."
    )
    enforcement: Columns[ManualEnforcement] = field(
        factory=dict,
        doc="Claims that people enforce, by their path, with evidence.",
        example={"objectives.problem": {"evidence": "docs/decisions/0001.md"}},
    )
    suppressions: tuple[Suppression, ...] = field((), doc="Findings that are accepted.", merge=Merge.APPEND)
