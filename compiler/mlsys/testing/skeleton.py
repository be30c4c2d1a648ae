"""The files that a new blueprint begins with: one page that states a claim, and a case that it applies to."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mlsys import __version__
from mlsys.errors import MlsysError
from mlsys.testing.run import update_snapshots

_MANIFEST: Final = """\
apiVersion: mlsys/v1alpha2
kind: Blueprint
metadata: {name: NAME, version: 0.1.0, description: Says who answers for a system at our organisation.}
requires: {mlsys: "RANGE"}
when: "task.type == 'binary'" # for which systems; without `when`, for all
files:
  - {path: "**", owner: merged} # the last rule that matches a file decides
enforces:
  - {claim: metadata.description, by: docs/NAME.md, kind: doc}
"""
_PAGE: Final = """\
# {{ project.name | md }}

{{ project.description | md }}

The system is a {{ stage | md }} and answers {{ spec.task.type | md }} questions.
"""
_CASE: Final = """\
apiVersion: mlsys/v1alpha2
kind: MLSystem
metadata: {name: smallest, description: Predicts which customers leave.}
objectives:
  business:
    churn_rate: {metric: share of customers who leave in a month, direction: decrease}
task: {type: binary, classes: ["No", "Yes"], positive_class: "Yes"}
data:
  features:
    tenure: {type: integer, range: 0..120}
    contract: {type: categorical, values: [Month-to-month, One year, Two year]}
  label: {column: churn}
metrics:
  pr_auc: {role: optimize}
baseline:
  rule_of_thumb: {kind: heuristic, rule: "contract == 'Month-to-month' and tenure < 12"}
"""
_README: Final = """\
# NAME

What it generates, for which systems, and which claims of a document it holds.

```console
$ mlsys blueprint test            # in this folder
$ mlsys blueprint test --update   # after a change that is meant; read the difference
```
"""
_CHANGELOG: Final = "# Changelog\n\n## 0.1.0\n\n* The first version.\n"
_FILES: Final = {
    "blueprint.yaml": _MANIFEST,
    "README.md": _README,
    "CHANGELOG.md": _CHANGELOG,
    "template/docs/NAME.md.jinja": _PAGE,
    "tests/cases/smallest.yaml": _CASE,
}


def start(folder: Path) -> tuple[Path, ...]:
    """Write a blueprint that passes its tests to ``folder``, which bears its name; return the files.

    Raises:
        MlsysError: if something is there, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise MlsysError(f"{folder} exists already", help="choose another name")
    major, minor = __version__.split(".")[:2]
    compilers = f">={major}.{minor},<{int(major) + 1}"
    written = []
    try:
        for path, text in _FILES.items():
            file = folder / path.replace("NAME", folder.name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("NAME", folder.name).replace("RANGE", compilers), "utf-8")
            written.append(file)
    except OSError as error:
        raise MlsysError(f"{folder} cannot be written: {error.strerror}") from error
    return (*written, *update_snapshots(folder))
