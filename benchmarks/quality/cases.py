"""Which tables are compared, and by which metric."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PACKAGES = ("scikit-learn==1.9.1", "statsmodels==0.15.0")
"""They bring tables, both under the BSD licence."""


class Case(NamedTuple):
    """A table, what is predicted, and the metric by which both sides are judged."""

    name: str
    """An example, or a table of a package."""
    task: str
    metric: str
    target: str = ""
    """The column that `mlsys init` is given; an example has a document."""


CASES = (
    Case("telco-churn", "binary", "average_precision"),
    Case("scored-nightly", "binary", "average_precision"),
    Case("sklearn.breast_cancer", "binary", "log_loss", target="target"),
    Case("statsmodels.anes96", "binary", "log_loss", target="vote"),
    Case("job-runtime", "multiclass", "log_loss"),
    Case("sklearn.digits", "multiclass", "log_loss", target="target"),
    Case("house-prices", "regression", "mean_absolute_error"),
    Case("sklearn.diabetes", "regression", "mean_absolute_error", target="target"),
    Case("statsmodels.fair", "regression", "mean_absolute_error", target="affairs"),
    Case("statsmodels.randhie", "regression", "mean_absolute_error", target="mdvis"),
    Case("addon-offers", "multilabel", "average_precision"),
    Case("search-ranking", "ranking", "ndcg_at_10"),
)
DUMP = """
import sys
import sklearn.datasets, statsmodels.api
package, table = sys.argv[1].split(".")
if package == "sklearn":
    frame = getattr(sklearn.datasets, f"load_{table}")(as_frame=True).frame
else:
    frame = getattr(statsmodels.api.datasets, table).load_pandas().data
frame.to_csv(sys.argv[2], index=False)
"""
"""Writes a table of a package."""
