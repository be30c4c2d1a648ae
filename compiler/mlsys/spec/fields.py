"""How a field of the language is declared: with its meaning, unit, merge algebra and change impact."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

EXTENSION_PREFIX = "x-"
LANGUAGE_VERSION = "v1alpha1"


class Merge(enum.Enum):
    """How an overlay (an environment, a parent document) combines with the value below it."""

    OVERRIDE = "override"
    """The overlay's value stands: mechanics."""
    MEET = "meet"
    """The stricter value stands, and an overlay that loosens is a finding: requirements."""
    APPEND = "append"
    """Both stand, the overlay's after the base's: records such as stakeholders."""
    FIXED = "fixed"
    """The value may not differ: identity."""


class Tighten(enum.Enum):
    """Which of two values of a ``MEET`` field is the stricter one."""

    HIGHER = "higher"
    LOWER = "lower"
    SUBSET = "subset"
    """The list with fewer items: permissions."""
    SUPERSET = "superset"
    """The list or map with more items: duties."""
    LATER = "later"
    """The value named later in the list of choices; the language orders such lists by strictness."""
    EQUAL = "equal"
    """The values have no order: an overlay may add the value, never change it."""


class Impact(enum.Enum):
    """What a changed value makes necessary, mildest first."""

    DOC = "doc"
    """Documents are written anew."""
    MONITOR = "monitor"
    """Alert rules and dashboards are reloaded."""
    REGATE = "regate"
    """The model that runs must be evaluated again."""
    REDEPLOY = "redeploy"
    """Services and jobs are rolled out again."""
    RETRAIN = "retrain"
    RELABEL = "relabel"
    """Labels collected so far mean something else."""
    REEXPERIMENT = "re-experiment"
    """Evidence for the business effect no longer counts."""
    API_BREAK = "api-break"
    """Consumers of the predictions must change."""

    @property
    def rank(self) -> int:
        """The place in the order, from 0 for ``doc``."""
        return list(Impact).index(self)

    def __lt__(self, other: Impact) -> bool:
        return self.rank < other.rank


@dataclass(frozen=True, slots=True)
class FieldMeta:
    """What the language knows about one field; ``None`` in merge and impact: as the section says."""

    doc: str
    unit: str = ""
    merge: Merge | None = None
    tighten: Tighten | None = None
    impact: Impact | None = None
    since: str = LANGUAGE_VERSION
    deprecated: str = ""
    """What to write instead; empty when the field is not deprecated."""
    examples: tuple[object, ...] = ()
    only: tuple[str, ...] = ()
    """The values of the section's tag with which the field makes sense; empty means all."""
    needed_for: tuple[str, ...] = ()
    """The values of the section's tag with which the field is required."""
    refers: str = ""
    """Where the value must be declared: the route of a map or list, such as ``metrics``."""
    choices: Mapping[str, str] | None = None
    """A phrase for each value of an enumeration."""


def field(
    default: Any = ...,
    *,
    doc: str,
    factory: Callable[[], Any] | None = None,
    alias: str | None = None,
    example: object = None,
    unit: str = "",
    merge: Merge | None = None,
    tighten: Tighten | None = None,
    impact: Impact | None = None,
    since: str = LANGUAGE_VERSION,
    deprecated: str = "",
    only: tuple[str, ...] = (),
    needed_for: tuple[str, ...] = (),
    refers: str = "",
    choices: Mapping[str, str] | None = None,
) -> Any:
    """Declare a field; without ``default`` and ``factory`` it is required.

    ``None`` as default means: not declared, so that rules can tell.
    The other arguments are those of ``FieldMeta``.
    """
    meta = FieldMeta(
        doc, unit, merge, tighten, impact, since, deprecated,
        () if example is None else (example,), only, needed_for, refers, choices,
    )  # fmt: skip
    extra = cast("dict[str, Any]", {"mlsys": meta})
    if factory is not None:
        return Field(default_factory=factory, alias=alias, description=doc, json_schema_extra=extra)
    return Field(default, alias=alias, description=doc, json_schema_extra=extra)


class Section(BaseModel):
    """A mapping of the document with a fixed set of keys: frozen and closed."""

    # Nested cores are built on demand, not on import: `validate` of one file needs each only once.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True)

    section_merge: ClassVar[Merge] = Merge.OVERRIDE
    section_impact: ClassVar[Impact] = Impact.DOC
    section_tag: ClassVar[str] = ""
    """The field that decides which other fields make sense; empty when there is none."""

    extensions: Mapping[str, Any] = Field(default_factory=dict, exclude=True, repr=False)
    """The ``x-*`` entries of this mapping, uninterpreted."""

    def __init_subclass__(
        cls,
        merge: Merge | None = None,
        impact: Impact | None = None,
        tag: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.section_merge = merge or cls.section_merge
        cls.section_impact = impact or cls.section_impact
        cls.section_tag = cls.section_tag if tag is None else tag

    @model_validator(mode="before")
    @classmethod
    def _collect_extensions(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not any(is_extension(key) for key in value):
            return value
        kept = without_extensions(value)
        kept["extensions"] = {key: item for key, item in value.items() if is_extension(key)}
        return kept

    @classmethod
    def variants(cls) -> list[type[Section]]:
        """Return the members of the union that this class is the base of; empty if it is none."""
        return []

    @classmethod
    def language_fields(cls) -> dict[str, FieldInfo]:
        """Return the fields that a document can write, by the name in the document."""
        return {info.alias or name: info for name, info in cls.model_fields.items() if name != "extensions"}


def is_extension(key: object) -> bool:
    """Whether ``key`` is an ``x-*`` key, which the language does not interpret."""
    return isinstance(key, str) and key.startswith(EXTENSION_PREFIX)


def without_extensions(value: Any) -> Any:
    """Return a mapping without its ``x-*`` entries, anything else unchanged."""
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if not is_extension(key)}


def meta_of(info: FieldInfo, section: type[Section]) -> FieldMeta:
    """Return what the language knows about a field of ``section``, merge and impact filled in."""
    extra = cast("dict[str, Any]", info.json_schema_extra)
    meta: FieldMeta = extra["mlsys"]
    return FieldMeta(
        meta.doc, meta.unit, meta.merge or section.section_merge, meta.tighten,
        meta.impact or section.section_impact, meta.since, meta.deprecated, meta.examples,
        meta.only, meta.needed_for, meta.refers, meta.choices,
    )  # fmt: skip
