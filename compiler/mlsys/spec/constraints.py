"""``requirements.constraints``: what law, ethics and people demand."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import DEFAULTS, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Columns, Level, Ratio, Text


class Interpretability(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """What must be explainable, to whom."""

    scope: Annotated[
        Literal["none", "global", "local"],
        Meaning(
            "What must be explainable.",
            tighten=Tighten.LATER,
            impact=Impact.RETRAIN,
            programmed=True,
            choices={"none": "nothing", "global": "the model as a whole", "local": "each prediction"},
        ),
    ]
    audience: Annotated[
        Text | None, Meaning("Who must understand the explanation.", merge=Merge.OVERRIDE)
    ] = None


class Privacy(Section, merge=Merge.MEET, impact=Impact.RELABEL):
    """Where personal data may go, for how long, and why."""

    regions: Annotated[
        tuple[str, ...],
        Meaning("Regions in which data and models may be kept; unset: any.", tighten=Tighten.SUBSET),
    ] = ()
    retention: Annotated[
        Duration | None,
        Meaning(
            "How long logged predictions and features may be kept.",
            unit="duration",
            tighten=Tighten.LOWER,
            impact=Impact.REDEPLOY,
        ),
    ] = None
    legal_basis: Annotated[
        Literal[
            "consent",
            "contract",
            "legal_obligation",
            "vital_interest",
            "public_task",
            "legitimate_interest",
            "none_needed",
        ]
        | None,
        Meaning("Basis in law (GDPR article 6) for processing personal data.", tighten=Tighten.EQUAL),
    ] = None
    purpose: Annotated[
        Text | None, Meaning("The purpose for which the data are used.", tighten=Tighten.EQUAL)
    ] = None
    pii: Annotated[
        Literal["allowed", "pseudonymised", "none"] | None,
        Meaning(
            "Personal data in logs, reports and artefacts.",
            tighten=Tighten.LATER,
            impact=Impact.REDEPLOY,
            choices={"allowed": "as they are", "pseudonymised": "hashed with a secret", "none": "left out"},
        ),
    ] = None


class FairnessLimit(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """How differently groups may be treated."""

    metric: Annotated[
        Text,
        Meaning(
            "A fairness metric of the registry.",
            tighten=Tighten.EQUAL,
            example="equal_opportunity_difference",
            registry="fairness",
        ),
    ]
    by: Annotated[
        Text, Meaning("The feature whose groups are compared.", refers="data.features", tighten=Tighten.EQUAL)
    ]
    max: Annotated[Level | None, Meaning("Greatest difference.", tighten=Tighten.LOWER)] = None
    min: Annotated[Level | None, Meaning("For ratios: smallest ratio.", tighten=Tighten.HIGHER)] = None
    base_rates: Annotated[
        Columns[Ratio], Meaning("Share of positives in each group.", unit="ratio", merge=Merge.OVERRIDE)
    ] = Field(default_factory=dict)


class Ethics(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """What can go wrong for people, and what protects them."""

    risk_class: Annotated[
        Literal["minimal", "limited", "high", "prohibited"] | None,
        Meaning(
            "Class of risk, in the sense of the EU AI Act.",
            tighten=Tighten.LATER,
            choices={
                "minimal": "no obligations",
                "limited": "people must know that a model is involved",
                "high": "oversight, logs, appeal and documentation are obligatory",
                "prohibited": "must not be built",
            },
        ),
    ] = None
    oversight: Annotated[
        Text | None, Meaning("Who can overrule the system, and how.", merge=Merge.OVERRIDE)
    ] = None
    appeal: Annotated[Text | None, Meaning("How a person affected can object.", merge=Merge.OVERRIDE)] = None


class Constraints(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """What law, ethics and people demand."""

    interpretability: Annotated[
        Interpretability | None, Meaning("What must be explainable.", impact=Impact.REDEPLOY)
    ] = None
    privacy: Annotated[
        Privacy, Meaning("Where personal data may go, for how long, and why.", impact=Impact.RELABEL)
    ] = DEFAULTS
    fairness: Annotated[
        tuple[FairnessLimit, ...], Meaning("How differently groups may be treated.", tighten=Tighten.SUPERSET)
    ] = ()
    ethics: Annotated[Ethics, Meaning("What can go wrong for people, and what protects them.")] = DEFAULTS
    licence: Annotated[
        Text | None,
        Meaning("Licence of the generated project and its models.", merge=Merge.FIXED, impact=Impact.DOC),
    ] = None
