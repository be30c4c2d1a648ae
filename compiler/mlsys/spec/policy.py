"""``kind: Policy``: what an organisation demands of all its systems, and whom it has excepted until when."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mlsys.spec.fields import ApiVersion, Meaning, Merge, Section
from mlsys.spec.metadata import SystemName
from mlsys.spec.types import Columns, Day, Flag, Free, Semver, Text

RuleSeverity: TypeAlias = Literal["error", "danger", "warning"]


class PolicyMetadata(Section):
    """Identity of a policy, and who answers for it."""

    name: Annotated[SystemName, Meaning("Name of the policy; findings bear it.", example="baseline")]
    owner: Annotated[Text, Meaning("The team that answers for it and grants exceptions.", example="platform")]
    contact: Annotated[Text | None, Meaning("Where teams ask for an exception; unset: the owner.")] = None
    version: Annotated[Semver, Meaning("Version of the policy.", example="1.0.0")] = "0.1.0"


class PolicyRule(Section):
    """A demand in the language of conditions."""

    id: Annotated[SystemName, Meaning("Name of the rule; exceptions name it.", example="regulated-online")]
    when: Annotated[Text | None, Meaning("The systems that it is about; unset: all of the policy.")] = None
    require: Annotated[
        Text, Meaning("What must hold.", example="declared('requirements.constraints.fairness')")
    ]
    at: Annotated[Text | None, Meaning("The place that findings point at; unset: the document.")] = None
    message: Annotated[Text, Meaning("What is wrong where it does not hold: a phrase that stands alone.")]
    help: Annotated[str, Meaning("What to do.")] = ""
    severity: Annotated[RuleSeverity, Meaning("How much it matters.")] = "error"
    mandatory: Annotated[
        Flag, Meaning("Whether only an exception lifts it. Else a document may suppress it, unless an error.")
    ] = True


class PolicyException(Section):
    """A system that need not meet a demand until a day."""

    rule: Annotated[
        Text,
        Meaning("Name of a rule, or list and place of a demand.", example="allowed.infra.region"),
    ]
    system: Annotated[SystemName, Meaning("Name of the system.", example="telco-churn")]
    reason: Annotated[Text, Meaning("Why it is granted.")]
    owner: Annotated[Text, Meaning("Who granted it.")]
    expires: Annotated[Day, Meaning("The last day on which it holds.", unit="date")]


class Policy(Section):
    """What must hold in every system of an organisation."""

    api_version: Annotated[ApiVersion, Meaning("Version of the language.", merge=Merge.FIXED)] = Field(
        alias="apiVersion"
    )
    kind: Annotated[Literal["Policy"], Meaning("Kind of the document.", merge=Merge.FIXED)]
    metadata: Annotated[PolicyMetadata, Meaning("Identity of the policy.")]
    applies: Annotated[
        Text | None,
        Meaning("A condition for the systems that it holds for.", example="stage == 'production'"),
    ] = None
    floors: Annotated[
        Free,
        Meaning("By place, the mildest value that a system may declare. `*` stands for every entry."),
    ] = Field(default_factory=dict)
    required: Annotated[tuple[Text, ...], Meaning("Places that a system must declare.")] = ()
    allowed: Annotated[
        Columns[tuple[Text, ...]],
        Meaning("By place, the only values, with `*` and `?` as in names of files."),
    ] = Field(default_factory=dict)
    forbidden: Annotated[
        Columns[tuple[Text, ...]],
        Meaning("By place, values that there may not be, with `*` and `?` as in names of files."),
    ] = Field(default_factory=dict)
    rules: Annotated[tuple[PolicyRule, ...], Meaning("Demands in the language of conditions.")] = ()
    exceptions: Annotated[
        tuple[PolicyException, ...], Meaning("Who need not meet what, and until when.")
    ] = ()
