"""How `mlflow.pyfunc.load_model` opens a packed model; it runs in MLflow's environment, not in ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .predictor import Scorer


class MlflowModel:
    """The packed model behind the interface that MLflow calls."""

    def __init__(self, folder: Path) -> None:
        """Load the model of the folder."""
        self._scorer = Scorer(folder)

    def predict(self, model_input: Any, params: dict[str, Any] | None = None) -> Any:
        """The answer to each row of a pandas frame, as such a frame."""
        rows = model_input.astype(object).where(model_input.notna(), None)
        columns = {feature.name: rows[feature.name].to_numpy() for feature in self._scorer.manifest.features}
        answers = self._scorer.manifest.head.columns(self._scorer.score_columns(columns))
        columns = {name: column.to_numpy() for name, column in answers.items()}
        return type(model_input)(columns, index=model_input.index)


def _load_pyfunc(path: str) -> MlflowModel:
    """Called by MLflow with the folder of the packed model."""
    return MlflowModel(Path(path))
