"""``metadata``, ``stakeholders``, ``resources``, ``environments``, ``suppressions``: who and where."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Merge, Section
from mlsys.spec.quantities import Effort, MoneyRate
from mlsys.spec.types import (
    Day,
    Handle,
    Interval,
    Named,
    Overlay,
    PartyName,
    Semver,
    Text,
    WebAddress,
    text_form,
)

Stage: TypeAlias = Literal["prototype", "pilot", "production"]
SystemName: TypeAlias = Annotated[
    str,
    text_form(
        r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$",
        "lower-case words joined by hyphens, at most 50 characters",
        max_length=50,
    ),
]


class Metadata(Section, merge=Merge.FIXED):
    """Identity of the system and its stage of life."""

    name: Annotated[
        SystemName,
        Meaning(
            "Name of the system: lower-case words joined by hyphens; package, image and alerts bear it.",
            impact=Impact.API_BREAK,
            example="telco-churn",
        ),
    ]
    version: Annotated[
        Semver,
        Meaning(
            "Version of the system's own contract with its consumers (semantic versioning).",
            merge=Merge.OVERRIDE,
            impact=Impact.REDEPLOY,
            example="1.0.0",
        ),
    ] = "0.1.0"
    stage: Annotated[
        Stage,
        Meaning(
            "How far the system has grown up; decides which omissions are findings and how severe.",
            merge=Merge.OVERRIDE,
            choices={
                "prototype": "shows that the problem can be solved; omissions are notes",
                "pilot": "used by few, watched closely; omissions are warnings",
                "production": "decisions depend on it; omissions fail the check",
            },
        ),
    ] = "prototype"
    description: Annotated[
        str, Meaning("One or two sentences for the README and the catalogue.", merge=Merge.OVERRIDE)
    ] = ""
    repository: Annotated[
        WebAddress | None,
        Meaning(
            "Where people open the project in a browser; links from alerts to their runbooks begin there.",
            merge=Merge.OVERRIDE,
            impact=Impact.MONITOR,
            example="https://git.example/telco/churn",
        ),
    ] = None
    labels: Annotated[
        Named[str],
        Meaning(
            "Free key-value pairs for catalogues, cost centres and Kubernetes labels.",
            merge=Merge.OVERRIDE,
            impact=Impact.REDEPLOY,
        ),
    ] = Field(default_factory=dict)


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

    role: Annotated[
        Role,
        Meaning(
            "The part that the stakeholder plays.",
            choices={
                "business_owner": "answers for the business objective and pays",
                "ml_engineer": "answers for the model",
                "operations": "answers for the running system",
                "domain_expert": "knows what a right answer looks like",
                "other": "anyone else; say who in `title`",
            },
        ),
    ]
    title: Annotated[str, Meaning("What the role is called here, where the role's name does not say it.")] = (
        ""
    )
    team: Annotated[
        PartyName | None, Meaning("The team that alerts and review requests go to.", example="customer-ml")
    ] = None
    accountable: Annotated[PartyName | None, Meaning("The person or address that answers for the role.")] = (
        None
    )
    backup: Annotated[PartyName | None, Meaning("Who answers when the accountable person is away.")] = None
    oncall: Annotated[PartyName | None, Meaning("The on-call rotation to page.", impact=Impact.MONITOR)] = (
        None
    )
    handle: Annotated[
        Handle | None, Meaning("The owner in CODEOWNERS syntax.", example="@telco/customer-ml")
    ] = None


class Resources(Section):
    """What may be spent on building and running the system."""

    people: Annotated[Effort | None, Meaning("People who build and run the system.", unit="fte")] = None
    cost_per_fte: Annotated[
        MoneyRate | None, Meaning("Cost of one full-time equivalent.", unit="money/time")
    ] = None
    compute_budget: Annotated[
        MoneyRate | None,
        Meaning(
            "What compute and storage may cost in all; the estimated cost is compared with it.",
            unit="money/time",
        ),
    ] = None
    deadline: Annotated[
        Day | None, Meaning("The day by which the first release must serve.", unit="date")
    ] = None


class Environment(Section):
    """A place where the system runs, as a difference from the document."""

    stage: Annotated[
        Stage | None, Meaning("Stage of the system in this environment; unset: as in the metadata.")
    ] = None
    overlay: Annotated[
        Overlay, Meaning("The parts of the document that differ here, in the shape of the document itself.")
    ] = Field(default_factory=dict)


class Suppression(Section, merge=Merge.APPEND):
    """A finding that is accepted, by whom, why and until when."""

    rule: Annotated[
        str,
        text_form(r"^[A-Z]{2,10}[0-9]{3}$", "the code of a rule: letters and three digits"),
        Meaning("Code of the rule.", example="MLS402"),
    ]
    path: Annotated[
        Text | None, Meaning("Where the rule may be ignored; a route such as `metrics.accuracy`.")
    ] = None
    reason: Annotated[Text | None, Meaning("Why the finding is acceptable.")] = None
    owner: Annotated[Text | None, Meaning("Who accepted it.")] = None
    expires: Annotated[Day | None, Meaning("The last day on which the suppression holds.", unit="date")] = (
        None
    )


class ManualEnforcement(Section):
    """A claim that people enforce because no generated artefact can."""

    evidence: Annotated[
        Text, Meaning("Where the enforcement can be seen: a document, a ticket, a meeting's minutes.")
    ]
    owner: Annotated[Text | None, Meaning("Who enforces it.")] = None
    every: Annotated[Interval | None, Meaning("How often it is checked.", unit="duration")] = None
