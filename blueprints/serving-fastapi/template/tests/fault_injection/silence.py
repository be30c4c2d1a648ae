"""Let nobody ask: no request means no error, so an alert of its own must notice."""

from __future__ import annotations

from tests.fault_injection import alerts
from tests.fault_injection.customers import records, stage
from tests.fault_injection.proof import Proof
from tests.fault_injection.service import running

NAME = "mlservice_predictions_total"


def run() -> Proof:
    """Ask once, and never again."""
    with stage() as place, running(place.models, place.predictions) as service:
        service.predict(records(1)[0])
        count = service.value(NAME)
    series = alerts.service(NAME, model_version=place.version)
    silent = alerts.fires("PredictionsAbsent", {series: alerts.constant(count)})
    busy = alerts.fires("PredictionsAbsent", {series: alerts.growing(count)})
    return Proof(
        saboteur="tests/fault_injection/silence.py",
        enforcement="alert PredictionsAbsent",
        claim="requirements.reliability.silent_failure.absent",
        tripped=count == 1 and silent is not False and not busy,
        evidence=f"{count:g} prediction, then none: {alerts.told('PredictionsAbsent', silent)}; with one "
        f"a minute: {alerts.told('PredictionsAbsent', busy)}",
    )
