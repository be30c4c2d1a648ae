"""``requirements.maintainability``: others can understand, repeat and change what was built."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mlsys.spec.data import DataVersioning
from mlsys.spec.fields import DEFAULTS, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Level, Named, NonNegative, PartyName, Text

Document: TypeAlias = Literal["model_card", "data_card", "runbooks", "decisions", "design", "api"]


class Versioning(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """What can be found again, by which means, for how long."""

    code: Annotated[Literal["none", "git"] | None, Meaning("Versioning of code.", tighten=Tighten.LATER)] = (
        None
    )
    data: Annotated[DataVersioning | None, Meaning("Versioning of data.", tighten=Tighten.EQUAL)] = None
    artifacts: Annotated[
        Literal["none", "files", "mlflow"] | None,
        Meaning("Versioning of models and reports.", tighten=Tighten.LATER),
    ] = None
    retain: Annotated[
        Duration | None, Meaning("How long artifacts are kept.", unit="duration", tighten=Tighten.HIGHER)
    ] = None


class Reproducibility(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """How alike two trainings on the same data must be."""

    level: Annotated[
        Literal["statistical", "tolerance", "bitwise"],
        Meaning(
            "What must be alike.",
            tighten=Tighten.LATER,
            choices={
                "statistical": "metrics within their intervals",
                "tolerance": "predictions within a tolerance",
                "bitwise": "the artefact, byte for byte",
            },
        ),
    ]
    tolerance: Annotated[
        Level | None,
        Meaning(
            "For `tolerance`: greatest difference of a prediction.", tighten=Tighten.LOWER, example=0.001
        ),
    ] = None
    seed: Annotated[
        NonNegative,
        Meaning("Seed of everything random in training.", merge=Merge.OVERRIDE, impact=Impact.RETRAIN),
    ] = 0


class Component(Section, merge=Merge.APPEND):
    """A part of the system that somebody owns."""

    language: Annotated[Text | None, Meaning("Language that the part is written in.", example="python")] = (
        None
    )
    owner: Annotated[PartyName | None, Meaning("The team that answers for it.", refers="stakeholders")] = None
    interface: Annotated[
        Text | None, Meaning("What other parts may rely on.", example="HTTP and OpenAPI")
    ] = None
    tests: Annotated[Text | None, Meaning("Where its tests are.")] = None


class Maintainability(Section, merge=Merge.MEET, impact=Impact.DOC):
    """Others can understand, repeat and change what was built."""

    versioning: Annotated[Versioning, Meaning("What can be found again.", impact=Impact.REDEPLOY)] = DEFAULTS
    audit_horizon: Annotated[
        Duration | None,
        Meaning("How far back decisions must be explainable.", unit="duration", tighten=Tighten.HIGHER),
    ] = None
    reproducibility: Annotated[
        Reproducibility | None, Meaning("How alike two trainings must be.", impact=Impact.REGATE)
    ] = None
    docs: Annotated[
        tuple[Document, ...],
        Meaning(
            "Documents that are generated and kept current.",
            merge=Merge.APPEND,
            choices={
                "model_card": "what the model is for, how good it is and for whom",
                "data_card": "what the data are and what is missing",
                "runbooks": "what to do at each alert",
                "decisions": "what was decided and why",
            },
        ),
    ] = ()
    components: Annotated[
        Named[Component], Meaning("The parts of the system and who owns them.", merge=Merge.APPEND)
    ] = Field(default_factory=dict)
