"""``metrics``: the numbers by which a model is judged; what each means is in the registry."""

from typing import Literal, TypeAlias

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.types import Free, Level, Text

EvaluationSplit: TypeAlias = Literal["train", "validation", "test"]


class Gate(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """The values that let a model pass; the verdict uses the point estimate on the test rows."""

    min: Level | None = field(None, doc="The lowest value that passes.", tighten=Tighten.HIGHER, example=0.8)
    max: Level | None = field(None, doc="The highest value that passes.", tighten=Tighten.LOWER, example="5%")


class Metric(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """A number by which the model is judged; the key names the kind of metric unless `metric` does."""

    metric: Text | None = field(
        None,
        doc="Kind of metric in the registry; unset: the key. A number after `@` is the parameter k.",
        tighten=Tighten.EQUAL,
        example="ndcg@10",
    )
    role: Literal["report", "satisfy", "optimize"] = field(
        "report",
        doc="What the metric is for; exactly one is optimised.",
        tighten=Tighten.LATER,
        choices={
            "report": "shown, decides nothing",
            "satisfy": "must pass its gate",
            "optimize": "models are chosen by it",
        },
    )
    gate: Gate | None = field(None, doc="The values that let a model pass.")
    params: Free = field(
        factory=dict, doc="Parameters of the metric, such as bins, k, average, beta.", merge=Merge.OVERRIDE
    )
    direction: Literal["maximize", "minimize"] | None = field(
        None, doc="The direction that is good; unset: as the registry says.", tighten=Tighten.EQUAL
    )
    split: EvaluationSplit = field("test", doc="The rows on which it is computed.", merge=Merge.FIXED)
    online_proxy: Text | None = field(
        None,
        doc="The number that can be measured in operation and should move with this one.",
        merge=Merge.OVERRIDE,
        impact=Impact.MONITOR,
    )
    description: Text | None = field(None, doc="Why this metric.", merge=Merge.OVERRIDE, impact=Impact.DOC)
