"""``requirements.maintainability``: others can understand, repeat and change what was built."""

from typing import Literal, TypeAlias

from mlsys.spec.data import DataVersioning
from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Level, Named, NonNegative, Text

Document: TypeAlias = Literal["model_card", "data_card", "runbooks", "decisions", "design", "api"]


class Versioning(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """What can be found again, by which means, for how long."""

    code: Literal["none", "git"] | None = field(None, doc="Versioning of code.", tighten=Tighten.LATER)
    data: DataVersioning | None = field(None, doc="Versioning of data.", tighten=Tighten.EQUAL)
    artifacts: Literal["none", "files", "mlflow"] | None = field(
        None, doc="Versioning of models and reports.", tighten=Tighten.LATER
    )
    retain: Duration | None = field(
        None, doc="How long artifacts are kept.", unit="duration", tighten=Tighten.HIGHER
    )


class Reproducibility(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """How alike two trainings on the same data must be."""

    level: Literal["statistical", "tolerance", "bitwise"] = field(
        doc="What must be alike.",
        tighten=Tighten.LATER,
        choices={
            "statistical": "metrics within their intervals",
            "tolerance": "predictions within a tolerance",
            "bitwise": "the artefact, byte for byte",
        },
    )
    tolerance: Level | None = field(
        None,
        doc="For `tolerance`: greatest difference of a prediction.",
        tighten=Tighten.LOWER,
        example=0.001,
    )
    seed: NonNegative = field(
        0, doc="Seed of everything random in training.", merge=Merge.OVERRIDE, impact=Impact.RETRAIN
    )


class Component(Section, merge=Merge.APPEND):
    """A part of the system that somebody owns."""

    language: Text | None = field(None, doc="Language that the part is written in.", example="python")
    owner: Text | None = field(None, doc="The team that answers for it.", refers="stakeholders")
    interface: Text | None = field(None, doc="What other parts may rely on.", example="HTTP and OpenAPI")
    tests: Text | None = field(None, doc="Where its tests are.")


class Maintainability(Section, merge=Merge.MEET, impact=Impact.DOC):
    """Others can understand, repeat and change what was built."""

    versioning: Versioning = field(factory=Versioning, doc="What can be found again.", impact=Impact.REDEPLOY)
    audit_horizon: Duration | None = field(
        None, doc="How far back decisions must be explainable.", unit="duration", tighten=Tighten.HIGHER
    )
    reproducibility: Reproducibility | None = field(
        None, doc="How alike two trainings must be.", impact=Impact.REGATE
    )
    docs: tuple[Document, ...] = field(
        (),
        doc="Documents that are generated and kept current.",
        merge=Merge.APPEND,
        choices={
            "model_card": "what the model is for, how good it is and for whom",
            "data_card": "what the data are and what is missing",
            "runbooks": "what to do at each alert",
            "decisions": "what was decided and why",
        },
    )
    components: Named[Component] = field(
        factory=dict, doc="The parts of the system and who owns them.", merge=Merge.APPEND
    )
