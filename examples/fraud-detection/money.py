"""How much of the stolen money is held, by model and by rules, on the test rows of a trained project.

python money.py build/fraud-detection
"""

import sys
from pathlib import Path

import polars as pl

PROJECT = Path(sys.argv[1])
sys.path.insert(0, str(PROJECT / "src"))

from fraud_detection.data.load import load  # noqa: E402
from fraud_detection.data.split import split  # noqa: E402
from fraud_detection.inference.predictor import Scorer  # noqa: E402
from fraud_detection.task.baselines import BASELINES  # noqa: E402

newest = max(path for path in (PROJECT / "models").iterdir() if (path / "manifest.json").exists())
scorer, test = Scorer(newest), split(load(PROJECT / "data/transactions.parquet")).test
stolen = test["charged_back"] == "yes"
columns = {name: test[name].to_numpy() for name in test.columns}
decided = {
    "desk_rules": pl.Series(BASELINES["desk_rules"](columns) >= 0.5),
    "model": pl.Series(scorer.manifest.head.decide(scorer.score_frame(test))),
}
print(f"{test.height:,} payments, {stolen.sum()} stolen, {test.filter(stolen)['amount'].sum():,.0f} EUR")
for name, held in decided.items():
    caught = test.filter(held & stolen)["amount"].sum() / test.filter(stolen)["amount"].sum()
    found = (held & stolen).sum()
    share = found / stolen.sum()
    print(f"{name}: {held.sum()} held, {found} of them stolen, {share:.0%} of all, {caught:.0%} of the money")
