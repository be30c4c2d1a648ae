"""How a field of the language is declared: with its meaning, unit, merge algebra and change impact."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Final, NoReturn

from msgspec import Struct
from msgspec.structs import replace

EXTENSION_PREFIX: Final = "x-"
LANGUAGE_VERSION: Final = "v1alpha1"


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

    def __lt__(self, other: Impact) -> bool:
        return self.rank < other.rank


class FieldMeta(Struct, frozen=True):
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


class Field(Struct, frozen=True):
    """A field of a section: its type, its default and what the language knows about it."""

    meta: FieldMeta
    default: Any
    factory: Callable[[], Any] | None
    alias: str
    attribute: str = ""
    """Name in Python; filled in when the section is defined."""
    annotation: Any = None
    """Type in Python; filled in when the section is defined."""

    @property
    def name(self) -> str:
        """Name in the document."""
        return self.alias or self.attribute

    @property
    def required(self) -> bool:
        """Whether a document must write it."""
        return self.default is ... and self.factory is None

    def default_value(self) -> Any:
        """Return the value that stands when the document writes none."""
        return self.default if self.factory is None else self.factory()


def field(
    default: Any = ...,
    *,
    doc: str,
    factory: Callable[[], Any] | None = None,
    alias: str = "",
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
    return Field(meta, default, factory, alias)


class Section:
    """A mapping of the document with a fixed set of keys: frozen and closed.

    Sections are plain classes, not models of a validation library: the schema has judged the document
    before it is bound, and building a hundred validators would take longer than all the rest.
    """

    section_merge: ClassVar[Merge] = Merge.OVERRIDE
    section_impact: ClassVar[Impact] = Impact.DOC
    section_tag: ClassVar[str] = ""
    """The field that decides which other fields make sense; empty when there is none."""
    section_fields: ClassVar[Mapping[str, Field]] = MappingProxyType({})
    """The fields by their names in Python."""
    _named_fields: ClassVar[Mapping[str, Field]] = MappingProxyType({})

    extensions: Mapping[str, Any]
    """The ``x-*`` entries of this mapping, uninterpreted."""
    declared: frozenset[str]
    """Names in Python of the fields that were written; the others have their defaults."""

    def __init_subclass__(
        cls, merge: Merge | None = None, impact: Impact | None = None, tag: str | None = None
    ) -> None:
        super().__init_subclass__()
        cls.section_merge = merge or cls.section_merge
        cls.section_impact = impact or cls.section_impact
        cls.section_tag = cls.section_tag if tag is None else tag
        own = {
            name: replace(value, attribute=name, annotation=cls.__annotations__[name])
            for name, value in vars(cls).items()
            if isinstance(value, Field)
        }
        cls.section_fields = MappingProxyType({**cls.section_fields, **own})
        cls._named_fields = MappingProxyType({info.name: info for info in cls.section_fields.values()})

    def __init__(self, *, extensions: Mapping[str, Any] | None = None, **values: Any) -> None:
        unknown = values.keys() - self.section_fields.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        state = vars(self)
        for name, info in self.section_fields.items():
            if name in values:
                state[name] = values[name]
            elif info.required:
                raise TypeError(f"{type(self).__name__} needs {name}")
            else:
                state[name] = info.default_value()
        state["extensions"] = extensions or {}
        state["declared"] = frozenset(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.section_fields)

    def __hash__(self) -> int:
        raise TypeError(f"a {type(self).__name__} holds maps and cannot be hashed")

    def __repr__(self) -> str:
        written = (f"{name}={getattr(self, name)!r}" for name in self.section_fields if name in self.declared)
        return f"{type(self).__name__}({', '.join(written)})"

    @classmethod
    def variants(cls) -> list[type[Section]]:
        """Return the members of the union that this class is the base of; empty if it is none."""
        return []

    @classmethod
    def language_fields(cls) -> Mapping[str, Field]:
        """Return the fields that a document can write, by the name in the document."""
        return cls._named_fields


def is_extension(key: object) -> bool:
    """Whether ``key`` is an ``x-*`` key, which the language does not interpret."""
    return isinstance(key, str) and key.startswith(EXTENSION_PREFIX)


def meta_of(info: Field, section: type[Section]) -> FieldMeta:
    """Return what the language knows about a field of ``section``, merge and impact filled in."""
    return _filled_in(section, info.attribute)  # type: ignore[arg-type]  # classes are hashable


@cache
def _filled_in(section: type[Section], attribute: str) -> FieldMeta:
    meta = section.section_fields[attribute].meta
    return replace(
        meta,
        merge=meta.merge or section.section_merge,
        impact=meta.impact or section.section_impact,
    )
