"""``metadata``, ``stakeholders``, ``resources``, ``environments``, ``suppressions``: who and where."""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from mlsys.spec.fields import Impact, Merge, Section, field
from mlsys.spec.quantities import Effort, MoneyRate
from mlsys.spec.types import Interval, Limits, Named, Overlay, Semver, Text

Stage: TypeAlias = Literal["prototype", "pilot", "production"]
SystemName: TypeAlias = Annotated[str, Limits(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=50)]


class Metadata(Section, merge=Merge.FIXED):
    """Identity of the system and its stage of life."""

    name: SystemName = field(
        doc="Name of the system: lower-case words joined by hyphens; package, image and alerts bear it.",
        impact=Impact.API_BREAK,
        example="telco-churn",
    )
    version: Semver = field(
        "0.1.0",
        doc="Version of the system's own contract with its consumers (semantic versioning).",
        merge=Merge.OVERRIDE,
        impact=Impact.REDEPLOY,
        example="1.0.0",
    )
    stage: Stage = field(
        "prototype",
        doc="How far the system has grown up; decides which omissions are findings and how severe.",
        merge=Merge.OVERRIDE,
        choices={
            "prototype": "shows that the problem can be solved; omissions are notes",
            "pilot": "used by few, watched closely; omissions are warnings",
            "production": "decisions depend on it; omissions fail the check",
        },
    )
    description: str = field(
        "", doc="One or two sentences for the README and the catalogue.", merge=Merge.OVERRIDE
    )
    labels: Named[str] = field(
        factory=dict,
        doc="Free key-value pairs for catalogues, cost centres and Kubernetes labels.",
        merge=Merge.OVERRIDE,
        impact=Impact.REDEPLOY,
    )


Role: TypeAlias = Literal[
    "business_owner",
    "product_manager",
    "ml_engineer",
    "data_engineer",
    "data_scientist",
    "software_engineer",
    "operations",
    "domain_expert",
    "legal",
    "security",
    "other",
]


class Stakeholder(Section, merge=Merge.APPEND):
    """Someone whom the system serves or who answers for a part of it."""

    role: Role = field(
        doc="The part that the stakeholder plays.",
        choices={
            "business_owner": "answers for the business objective and pays",
            "ml_engineer": "answers for the model",
            "operations": "answers for the running system",
            "domain_expert": "knows what a right answer looks like",
            "other": "anyone else; say who in `title`",
        },
    )
    title: str = field("", doc="What the role is called here, where the role's name does not say it.")
    team: Text | None = field(
        None, doc="The team that alerts and review requests go to.", example="customer-ml"
    )
    accountable: Text | None = field(None, doc="The person or address that answers for the role.")
    backup: Text | None = field(None, doc="Who answers when the accountable person is away.")
    oncall: Text | None = field(None, doc="The on-call rotation to page.", impact=Impact.MONITOR)
    handle: Text | None = field(None, doc="The owner in CODEOWNERS syntax.", example="@telco/customer-ml")


class Resources(Section):
    """What may be spent on building and running the system."""

    people: Effort | None = field(None, doc="People who build and run the system.", unit="fte")
    cost_per_fte: MoneyRate | None = field(None, doc="Cost of one full-time equivalent.", unit="money/time")
    compute_budget: MoneyRate | None = field(
        None,
        doc="What compute and storage may cost in all; the estimated cost is compared with it.",
        unit="money/time",
    )
    deadline: date | None = field(None, doc="The day by which the first release must serve.", unit="date")


class Environment(Section):
    """A place where the system runs, as a difference from the document."""

    stage: Stage | None = field(
        None, doc="Stage of the system in this environment; unset: as in the metadata."
    )
    overlay: Overlay = field(
        factory=dict, doc="The parts of the document that differ here, in the shape of the document itself."
    )


class Suppression(Section, merge=Merge.APPEND):
    """A finding that is accepted, by whom, why and until when."""

    rule: Annotated[str, Limits(pattern=r"^MLS[0-9]{3}$")] = field(doc="Code of the rule.", example="MLS402")
    path: Text | None = field(None, doc="Where the rule may be ignored; a route such as `metrics.accuracy`.")
    reason: Text | None = field(None, doc="Why the finding is acceptable.")
    owner: Text | None = field(None, doc="Who accepted it.")
    expires: date | None = field(None, doc="The last day on which the suppression holds.", unit="date")


class ManualEnforcement(Section):
    """A claim that people enforce because no generated artefact can."""

    evidence: Text = field(
        doc="Where the enforcement can be seen: a document, a ticket, a meeting's minutes."
    )
    owner: Text | None = field(None, doc="Who enforces it.")
    every: Interval | None = field(None, doc="How often it is checked.", unit="duration")
