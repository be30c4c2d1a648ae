"""``kind: Index``: what an organisation offers to its teams: presets, policies and blueprints, by name."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import ApiVersion, Meaning, Merge, Section
from mlsys.spec.metadata import SystemName
from mlsys.spec.types import Flag, Named, Semver, Text


class IndexMetadata(Section):
    """Identity of an organisation's collection, and who answers for it."""

    name: Annotated[SystemName, Meaning("Name of the source; `extends` begins with it.", example="acme")]
    version: Annotated[
        Semver,
        Meaning("Version of the presets and policies together; a document may ask for a range of it."),
    ]
    owner: Annotated[Text, Meaning("The team that answers for it.", example="ml-platform")]
    contact: Annotated[Text | None, Meaning("Where teams ask; unset: the owner.")] = None
    description: Annotated[str, Meaning("What it is for, in a sentence.")] = ""


class PresetOffer(Section):
    """A document that others extend: `presets/NAME.yaml`."""

    description: Annotated[Text, Meaning("For which systems it is.")]


class PolicyOffer(Section):
    """A policy: `policies/NAME.yaml`."""

    description: Annotated[Text, Meaning("What it demands.")]
    mandatory: Annotated[
        Flag,
        Meaning("Whether it holds for every document of a repository that names the source."),
    ] = False


class RuleOffer(Section):
    """A rule in Python: `rules/NAME.py`. It runs where the source is trusted."""

    description: Annotated[Text, Meaning("What it finds.")]
    mandatory: Annotated[
        Flag, Meaning("Whether only an exception lifts it. Else a document may suppress it, unless an error.")
    ] = False


class BlueprintOffer(Section):
    """A blueprint."""

    description: Annotated[Text, Meaning("What it generates.")]
    path: Annotated[Text | None, Meaning("Its folder; unset: `blueprints/NAME`.")] = None


class Index(Section):
    """What an organisation offers; the file `mlsys-index.yaml` at the root of its repository."""

    api_version: Annotated[ApiVersion, Meaning("Version of the language.", merge=Merge.FIXED)] = Field(
        alias="apiVersion"
    )
    kind: Annotated[Literal["Index"], Meaning("Kind of the document.", merge=Merge.FIXED)]
    metadata: Annotated[IndexMetadata, Meaning("Identity of the collection.")]
    presets: Annotated[Named[PresetOffer], Meaning("Documents that others extend, by name.")] = Field(
        default_factory=dict
    )
    policies: Annotated[Named[PolicyOffer], Meaning("Policies, by name.")] = Field(default_factory=dict)
    rules: Annotated[
        Named[RuleOffer],
        Meaning("Rules in Python, by name of the module; all hold where the source is declared."),
    ] = Field(default_factory=dict)
    blueprints: Annotated[Named[BlueprintOffer], Meaning("Blueprints, by name.")] = Field(
        default_factory=dict
    )
