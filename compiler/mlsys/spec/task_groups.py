"""Which types of tasks metrics and model families are for, as the properties of the types say."""

from __future__ import annotations

from typing import Final

from mlsys.spec.tasks import names_of

BINARY: Final = frozenset(names_of(lambda task: task.two_classes))
SINGLE_LABEL: Final = frozenset(names_of(lambda task: task.exclusive))
MULTICLASS: Final = frozenset(names_of(lambda task: task.several_classes))
MULTILABEL: Final = frozenset(names_of(lambda task: task.overlapping))
HIERARCHICAL: Final = frozenset(names_of(lambda task: task.tree))
REGRESSION: Final = frozenset(names_of(lambda task: task.numeric and not task.temporal))
FORECASTING: Final = frozenset(names_of(lambda task: task.numeric and task.temporal))
RANKING: Final = frozenset(names_of(lambda task: task.ranked))
RECOMMENDATION: Final = frozenset(names_of(lambda task: task.personal))
CLUSTERING: Final = frozenset(names_of(lambda task: task.partitions))
REDUCTION: Final = frozenset(names_of(lambda task: task.compresses))
ANOMALY: Final = frozenset(names_of(lambda task: task.rare_positives))
POLICY: Final = frozenset(names_of(lambda task: task.acts))
CLASSES: Final = SINGLE_LABEL | MULTILABEL
NUMBERS: Final = REGRESSION | FORECASTING
ORDER: Final = frozenset(names_of(lambda task: task.grouped))
PRETEXT: Final = frozenset(names_of(lambda task: task.self_supervised))
