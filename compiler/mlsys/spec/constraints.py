"""``requirements.constraints``: what law, ethics and people demand."""

from typing import Literal

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Columns, Level, Ratio, Text


class Interpretability(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """What must be explainable, to whom."""

    scope: Literal["none", "global", "local"] = field(
        doc="What must be explainable.",
        tighten=Tighten.LATER,
        choices={"none": "nothing", "global": "the model as a whole", "local": "each prediction"},
    )
    audience: Text | None = field(None, doc="Who must understand the explanation.", merge=Merge.OVERRIDE)


class Privacy(Section, merge=Merge.MEET, impact=Impact.RELABEL):
    """Where personal data may go, for how long, and why."""

    regions: tuple[str, ...] = field(
        (), doc="Regions in which data and models may be kept; unset: any.", tighten=Tighten.SUBSET
    )
    retention: Duration | None = field(
        None, doc="How long logged predictions and features may be kept.", unit="duration",
        tighten=Tighten.LOWER, impact=Impact.REDEPLOY,
    )  # fmt: skip
    legal_basis: (
        Literal[
            "consent",
            "contract",
            "legal_obligation",
            "vital_interest",
            "public_task",
            "legitimate_interest",
            "none_needed",
        ]
        | None
    ) = field(None, doc="Basis in law (GDPR article 6) for processing personal data.", tighten=Tighten.EQUAL)
    purpose: Text | None = field(None, doc="The purpose for which the data are used.", tighten=Tighten.EQUAL)
    pii: Literal["allowed", "pseudonymised", "none"] | None = field(
        None,
        doc="Personal data in logs, reports and artefacts.",
        tighten=Tighten.LATER,
        impact=Impact.REDEPLOY,
        choices={"allowed": "as they are", "pseudonymised": "hashed with a secret", "none": "left out"},
    )


class FairnessLimit(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """How differently groups may be treated."""

    metric: Text = field(
        doc="A fairness metric of the registry.",
        tighten=Tighten.EQUAL,
        example="equal_opportunity_difference",
    )
    by: Text = field(
        doc="The feature whose groups are compared.", refers="data.features", tighten=Tighten.EQUAL
    )
    max: Level | None = field(None, doc="Greatest difference.", tighten=Tighten.LOWER)
    min: Level | None = field(None, doc="For ratios: smallest ratio.", tighten=Tighten.HIGHER)
    base_rates: Columns[Ratio] = field(
        factory=dict, doc="Share of positives in each group.", unit="ratio", merge=Merge.OVERRIDE
    )


class Ethics(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """What can go wrong for people, and what protects them."""

    risk_class: Literal["minimal", "limited", "high", "prohibited"] | None = field(
        None,
        doc="Class of risk, in the sense of the EU AI Act.",
        tighten=Tighten.LATER,
        choices={
            "minimal": "no obligations",
            "limited": "people must know that a model is involved",
            "high": "oversight, logs, appeal and documentation are obligatory",
            "prohibited": "must not be built",
        },
    )
    oversight: Text | None = field(None, doc="Who can overrule the system, and how.", merge=Merge.OVERRIDE)
    appeal: Text | None = field(None, doc="How a person affected can object.", merge=Merge.OVERRIDE)


class Constraints(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """What law, ethics and people demand."""

    interpretability: Interpretability | None = field(
        None, doc="What must be explainable.", impact=Impact.REDEPLOY
    )
    privacy: Privacy = field(
        factory=Privacy, doc="Where personal data may go, for how long, and why.", impact=Impact.RELABEL
    )
    fairness: tuple[FairnessLimit, ...] = field(
        (), doc="How differently groups may be treated.", tighten=Tighten.SUPERSET
    )
    ethics: Ethics = field(factory=Ethics, doc="What can go wrong for people, and what protects them.")
    licence: Text | None = field(
        None, doc="Licence of the generated project and its models.", merge=Merge.FIXED, impact=Impact.DOC
    )
