"""Where artefacts stand; the environment moves them onto a volume without a change of code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

MODELS: Final = Path(os.environ.get("MODELS_DIR", "models"))
PREDICTIONS: Final = Path(os.environ.get("PREDICTIONS_DIR", "predictions"))
REPORTS: Final = Path(os.environ.get("REPORTS_DIR", "reports"))
