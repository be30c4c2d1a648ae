"""``metrics``: the numbers by which a model is judged; what each means is in the registry."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.types import Free, Level, Text

Subset: TypeAlias = Literal["train", "validation", "test"]


class Gate(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """The values that let a model pass; the verdict uses the point estimate on the test rows."""

    min: Annotated[
        Level | None, Meaning("The lowest value that passes.", tighten=Tighten.HIGHER, example=0.8)
    ] = None
    max: Annotated[
        Level | None, Meaning("The highest value that passes.", tighten=Tighten.LOWER, example="5%")
    ] = None


class Metric(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """A number by which the model is judged; the key names the kind of metric unless `metric` does."""

    metric: Annotated[
        Text | None,
        Meaning(
            "Kind of metric in the registry; unset: the key. A number after `@` is the parameter k.",
            tighten=Tighten.EQUAL,
            example="ndcg@10",
            registry="metrics",
        ),
    ] = None
    role: Annotated[
        Literal["report", "satisfy", "optimize"],
        Meaning(
            "What the metric is for; exactly one is optimised.",
            tighten=Tighten.LATER,
            choices={
                "report": "shown, decides nothing",
                "satisfy": "must pass its gate",
                "optimize": "models are chosen by it",
            },
        ),
    ] = "report"
    gate: Annotated[Gate | None, Meaning("The values that let a model pass.")] = None
    params: Annotated[
        Free, Meaning("Parameters of the metric, such as bins, k, average, beta.", merge=Merge.OVERRIDE)
    ] = Field(default_factory=dict)
    direction: Annotated[
        Literal["maximize", "minimize"] | None,
        Meaning("The direction that is good; unset: as the registry says.", tighten=Tighten.EQUAL),
    ] = None
    subset: Annotated[
        Subset, Meaning("The rows on which it is computed.", merge=Merge.FIXED, since="v1alpha2")
    ] = "test"
    online_proxy: Annotated[
        Text | None,
        Meaning(
            "The number that can be measured in operation and should move with this one.",
            merge=Merge.OVERRIDE,
            impact=Impact.MONITOR,
        ),
    ] = None
    description: Annotated[
        Text | None, Meaning("Why this metric.", merge=Merge.OVERRIDE, impact=Impact.DOC)
    ] = None
