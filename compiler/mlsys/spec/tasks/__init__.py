"""``task``: the problem as a machine-learning task; one class for each type, told apart by ``type``.

A type is a class in a module of this folder, found by its file: what a document may write, and in ``kind``
what distinguishes it. The union, the table of properties and the words of the field follow from the classes.
"""

import functools
import importlib
import operator
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias, get_args

from pydantic import Field

from mlsys.spec.framing import TaskBase
from mlsys.spec.task_kinds import Asks, TaskKind

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

TASKS: Final[Mapping[str, type[TaskBase]]] = MappingProxyType(
    {get_args(task.model_fields["type"].annotation)[0]: task for task in TaskBase.__subclasses__()}
)
"""The types of tasks by name, in the order of the documentation."""

TASK_KINDS: Final[Mapping[str, TaskKind]] = MappingProxyType(
    {name: task.kind for name, task in TASKS.items()}
)
"""What distinguishes them."""

if TYPE_CHECKING:
    Task: TypeAlias = TaskBase
else:
    Task = Annotated[functools.reduce(operator.or_, TASKS.values()), Field(discriminator="type")]


def names_of(asks: Asks) -> tuple[str, ...]:
    """Return the names of the types of tasks that ``asks`` says yes to."""
    return tuple(name for name, kind in TASK_KINDS.items() if asks(kind))


def meant_by(word: str) -> tuple[str, ...]:
    """Return the types that are called ``word`` in the field, but not in the language."""
    return tuple(name for name, kind in TASK_KINDS.items() if word.lower() in kind.also_called)
