"""Raise in the middle of every call: it must end as a counted 500 and burn the availability objective."""

from __future__ import annotations

from tests.fault_injection import alerts
from tests.fault_injection.customers import records, stage
from tests.fault_injection.proof import Proof
from tests.fault_injection.service import running

CALLS = 20
NAME = "mlservice_http_requests_total"


def run() -> Proof:
    """Answer every call with a bug."""
    with stage() as place, running(place.models, place.predictions, ["--crash"]) as service:
        codes = {service.predict(record).status_code for record in records(CALLS)}
        alive = service.client.get("/healthz").status_code == 200
        failed = service.value(NAME, code="500")
    fired = alerts.fires(
        "AvailabilityBudgetBurn",
        {alerts.service(NAME, route="/predict", code="500"): alerts.growing(failed)},
    )
    return Proof(
        saboteur="tests/fault_injection/crash_answers.py",
        enforcement="alert AvailabilityBudgetBurn",
        claim="requirements.reliability.slos.availability",
        tripped=codes == {500} and alive and failed == CALLS and fired is not False,
        evidence=f"{failed:g} of {CALLS} calls counted as 500, the process lives; "
        f"{alerts.told('AvailabilityBudgetBurn', fired)}",
    )
