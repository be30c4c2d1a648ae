"""How a field of the language is declared: a pydantic field, and one annotation with what it means.

    class Decision(Section, merge=Merge.FIXED):
        action: Annotated[Text, Meaning("What is done because of the prediction.")]

Validation, the published schema, overlays, differences, the reference and the help of editors all ask
these models; nothing else says what a field means.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

EXTENSION_PREFIX: Final = "x-"
OWN_TYPE: Final = "x-own-type"
"""Under which a task says which type of an organisation it is, beside that which it is like."""
LANGUAGE_VERSION: Final = "v1alpha2"
API_VERSION: Final = f"mlsys/{LANGUAGE_VERSION}"
ApiVersion: TypeAlias = Literal["mlsys/v1alpha2"]
FIRST_VERSION: Final = "v1alpha1"


DEFAULTS: Final[Any] = Field(default_factory=dict, validate_default=True)
"""The default of a section that need not be written: what an empty mapping is read as."""


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
    NARROWER = "narrower"
    """The range that lies inside of the other: what is accepted."""
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

    def __lt__(self, other: "Impact") -> bool:
        return self.rank < other.rank


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the language knows about one field; without merge and impact: as the section says."""

    doc: str
    unit: str = ""
    merge: Merge | None = None
    tighten: Tighten | None = None
    """For ``MEET``: which of two values is the stricter one."""
    impact: Impact | None = None
    since: str = FIRST_VERSION
    deprecated: str = ""
    """What to write instead; empty when the field is not deprecated."""
    example: object = None
    only: tuple[str, ...] = ()
    """The values of the section's tag with which the field makes sense; empty means all."""
    needed_for: tuple[str, ...] = ()
    """The values of the section's tag with which the field is required."""
    refers: str = ""
    """Where the value must be declared: the route of a map or list, such as ``metrics``."""
    registry: str = ""
    """The registry whose names editors offer: ``metrics``, ``fairness`` or ``families``."""
    choices: Mapping[str, str] | None = None
    """A phrase for each value of an enumeration."""
    programmed: bool = False
    """Whether a project that does not read the field would do something else than the document says."""


@dataclass(frozen=True, slots=True)
class LanguageField:
    """A field of a section as the language sees it."""

    name: str
    """In the document."""
    attribute: str
    """In Python."""
    section: "type[Section]"
    meaning: Meaning
    info: FieldInfo

    @property
    def annotation(self) -> Any:
        """The type of its values, with the constraints on them."""
        marks = tuple(mark for mark in self.info.metadata if not isinstance(mark, Meaning))
        if self.info.discriminator is not None:
            marks = (*marks, Field(discriminator=self.info.discriminator))
        return Annotated[(self.info.annotation, *marks)] if marks else self.info.annotation

    @property
    def required(self) -> bool:
        """Whether a document must write it."""
        return self.info.is_required()

    @property
    def merge(self) -> Merge:
        """How an overlay combines with the value below it."""
        return self.meaning.merge or self.section.section_merge

    @property
    def impact(self) -> Impact:
        """What a changed value makes necessary."""
        return self.meaning.impact or self.section.section_impact


class Section(BaseModel):
    """A mapping of the document with a fixed set of keys: frozen, closed but for ``x-*``.

    What a document leaves out has its default; ``declared`` tells the one from the other.
    """

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True, protected_namespaces=())
    __pydantic_extra__: dict[Annotated[str, Field(pattern=f"^{EXTENSION_PREFIX}")], Any]

    section_merge: ClassVar[Merge] = Merge.OVERRIDE
    section_impact: ClassVar[Impact] = Impact.DOC
    section_tag: ClassVar[str] = ""
    """The field that decides which other fields make sense; empty when there is none."""

    def __init_subclass__(
        cls, merge: Merge | None = None, impact: Impact | None = None, tag: str | None = None, **config: Any
    ) -> None:
        super().__init_subclass__(**config)
        cls.section_merge = merge or cls.section_merge
        cls.section_impact = impact or cls.section_impact
        cls.section_tag = cls.section_tag if tag is None else tag

    @property
    def extensions(self) -> Mapping[str, Any]:
        """The ``x-*`` entries of this mapping, uninterpreted."""
        return self.__pydantic_extra__ or {}

    @property
    def declared(self) -> frozenset[str]:
        """Names in Python of the fields that were written; the others have their defaults."""
        return frozenset(name for name in self.__pydantic_fields_set__ if not is_extension(name))

    @classmethod
    def variants(cls) -> list["type[Section]"]:
        """Return the members of the union that this class is the base of; empty if it is none."""
        return []

    @classmethod
    def language_fields(cls) -> Mapping[str, LanguageField]:
        """Return the fields that a document can write, by the name in the document."""
        return _language_fields(cls)


class Branching(Section):
    """A section some of whose fields stand only with some values of its tag."""

    @model_validator(mode="after")
    def _fields_fit_the_tag(self) -> Self:
        tag, written = getattr(self, self.section_tag), self.__pydantic_fields_set__
        for field in _dependent_fields(type(self)):
            if field.attribute not in written:
                if tag in field.meaning.needed_for:
                    raise ValueError(f"`{self.section_tag}: {tag}` needs `{field.name}`")
            elif tag not in field.meaning.only:
                raise ValueError(f"`{field.name}` has no meaning with `{self.section_tag}: {tag}`")
        return self


@cache
def _language_fields(section: type[Section]) -> Mapping[str, LanguageField]:
    fields = (_language_field(section, name, info) for name, info in section.model_fields.items())
    return MappingProxyType({field.name: field for field in fields})


@cache
def _dependent_fields(section: type[Section]) -> tuple[LanguageField, ...]:
    """Return the fields that depend on the tag of their section."""
    return tuple(field for field in section.language_fields().values() if field.meaning.only)


def _language_field(section: type[Section], attribute: str, info: FieldInfo) -> LanguageField:
    meaning = next((mark for mark in info.metadata if isinstance(mark, Meaning)), None)
    if meaning is None:
        raise TypeError(f"{section.__name__}.{attribute} does not say what it means")
    return LanguageField(info.alias or attribute, attribute, section, meaning, info)


def is_extension(key: object) -> bool:
    """Whether ``key`` is an ``x-*`` key, which the language does not interpret."""
    return isinstance(key, str) and key.startswith(EXTENSION_PREFIX)
