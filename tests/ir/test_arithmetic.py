"""The arithmetic of the compiler, pinned to figures of statsmodels, scipy and published tables."""

from __future__ import annotations

import math

import pytest

from mlsys.ir import (
    availability,
    burn_rates,
    capacity,
    cost,
    decision,
    distributions,
    drift,
    latency_buckets,
    sample_size,
    staleness,
)

DAY = 86_400


class TestCapacity:
    @pytest.mark.parametrize(
        ("rps", "latency", "concurrency", "utilisation", "replicas"),
        [
            (1e7 / DAY * 3, 0.050, 4, 0.7, 7),
            (3e6 / DAY * 4, 0.020, 2, 0.7, 2),
            (0.0, 0.050, 1, 0.7, 1),
            (70.0, 0.1, 5, 0.7, 2),
        ],
    )
    def test_littles_law(
        self, rps: float, latency: float, concurrency: float, utilisation: float, replicas: int
    ):
        assert capacity.replicas_needed(rps, latency, concurrency, utilisation) == replicas

    def test_replicas_are_just_enough(self):
        carried = 3 * 2 * 0.7 / 0.02
        assert capacity.replicas_needed(carried, 0.02, 2, 0.7) == 3
        assert capacity.replicas_needed(carried * 1.01, 0.02, 2, 0.7) == 4

    def test_zero_concurrency_is_refused(self):
        with pytest.raises(ValueError, match="positive"):
            capacity.replicas_needed(1, 1, 0, 0.7)


class TestBurnRates:
    @pytest.mark.parametrize(
        ("days", "factors"),
        [
            (30, (14.4, 6.0, 3.0, 1.0)),
            (28, (13.44, 5.6, 2.8, 0.9333)),
            (7, (13.44, 3.5, 1.4, 0.98)),
            (14, (14.4, 6.0, 3.0, 1.0)),
        ],
    )
    def test_published_factors(self, days: int, factors: tuple[float, ...]):
        rows = burn_rates.windows(0.999, days * DAY)
        assert tuple(row.factor for row in rows) == factors
        assert [row.severity for row in rows] == ["page", "page", "ticket", "ticket"]

    def test_windows_of_thirty_days(self):
        rows = burn_rates.windows(0.999, 30 * DAY)
        assert [(row.long_seconds, row.short_seconds) for row in rows] == [
            (3_600, 300),
            (21_600, 1_800),
            (86_400, 7_200),
            (259_200, 21_600),
        ]

    def test_other_periods_scale_the_windows(self):
        assert [row.long_seconds for row in burn_rates.windows(0.999, 60 * DAY)] == [
            7_200,
            43_200,
            172_800,
            518_400,
        ]

    def test_a_low_objective_makes_the_page_unreachable(self):
        rows = burn_rates.windows(0.90, 30 * DAY)
        assert [row.reachable for row in rows] == [False, True, True, True]
        assert rows[0].threshold == pytest.approx(1.44)

    @pytest.mark.parametrize(("factor", "floor"), [(14.4, 0.9306), (13.44, 0.9256), (6, 0.8333), (3, 0.6667)])
    def test_reachable_floor(self, factor: float, floor: float):
        assert burn_rates.reachable_floor(factor) == pytest.approx(floor, abs=5e-5)

    def test_low_traffic(self):
        page = burn_rates.windows(0.999, 30 * DAY)[0]
        assert burn_rates.errors_to_fire(page, 10_000 / DAY) == pytest.approx(6)
        assert burn_rates.requests_for_events(page) * DAY == pytest.approx(16_667, abs=1)


class TestLatencyBuckets:
    @pytest.mark.parametrize("threshold", [0.1, 0.0375, 1.0, 12.0, 0.09999])
    def test_the_threshold_is_an_edge(self, threshold: float):
        edges = latency_buckets.buckets([threshold])
        assert threshold in edges
        assert list(edges) == sorted(set(edges))
        assert sum(edge < threshold for edge in edges) >= 3
        assert sum(edge > threshold for edge in edges) >= 3

    def test_several_thresholds(self):
        edges = latency_buckets.buckets([0.05, 0.1])
        assert {0.05, 0.1} <= set(edges)

    def test_no_threshold_is_refused(self):
        with pytest.raises(ValueError, match="threshold"):
            latency_buckets.buckets([])


class TestDrift:
    @pytest.mark.parametrize(("rows", "mean"), [(100, 0.0909), (200, 0.0459), (500, 0.0189), (1000, 0.0099)])
    def test_null_mean_of_psi(self, rows: int, mean: float):
        assert drift.psi_null_mean(10, rows, 10_000) == pytest.approx(mean, abs=5e-5)

    @pytest.mark.parametrize(
        ("threshold", "rows", "chance"),
        [(0.1, 100, 0.3585599957539034), (0.1, 200, 0.020492933689746376), (0.2, 100, 0.019174563218166737)],
    )
    def test_false_alarms_agree_with_scipy(self, threshold: float, rows: int, chance: float):
        assert drift.psi_false_alarm(threshold, 10, rows, 10_000) == pytest.approx(chance, rel=1e-9)

    def test_min_rows_is_the_smallest(self):
        rows = drift.psi_min_rows(0.1, 10, 10_000)
        assert rows is not None
        assert drift.psi_false_alarm(0.1, 10, rows, 10_000) <= 0.001
        assert drift.psi_false_alarm(0.1, 10, rows - 1, 10_000) > 0.001

    def test_a_tiny_reference_never_suffices(self):
        assert drift.psi_min_rows(0.1, 10, 100) is None

    def test_false_alarms_of_many_features(self):
        assert drift.false_alarms_per_week(50, 0.05, 7) / 7 == pytest.approx(2.5)


class TestDistributions:
    @pytest.mark.parametrize(
        ("probability", "degrees", "value"),
        [(0.95, 4, 9.487729036781154), (0.99, 9, 21.665994333461924), (0.999, 19, 43.82019596451753)],
    )
    def test_chi_squared_quantiles_of_scipy(self, probability: float, degrees: int, value: float):
        assert distributions.chi_squared_quantile(probability, degrees) == pytest.approx(value, rel=1e-9)


class TestSampleSize:
    @pytest.mark.parametrize(
        ("baseline", "effect", "alpha", "power", "statsmodels"),
        [
            (0.02, 0.01, 0.05, 0.8, 7729506.708591473),
            (0.02, 0.05, 0.05, 0.8, 315160.0623953832),
            (0.2, 0.02, 0.05, 0.8, 158147.144602708),
            (0.022, -0.1, 0.05, 0.8, 66323.53359834114),
            (0.1, 0.1, 0.01, 0.9, 27950.96740860486),
        ],
    )
    def test_units_per_arm(
        self, baseline: float, effect: float, alpha: float, power: float, statsmodels: float
    ):
        units = sample_size.units_per_arm(baseline, effect, alpha=alpha, power=power)
        assert units == pytest.approx(statsmodels, rel=5e-6, abs=1)  # its root finder stops there

    def test_unequal_arms(self):
        units = sample_size.units_per_arm(0.02, 0.01, ratio=0.25)
        assert units == pytest.approx(19323766.77147828, rel=5e-6)

    def test_total_of_equal_arms_is_twice_an_arm(self):
        arm = sample_size.units_per_arm(0.02, 0.05)
        assert sample_size.total_units(0.02, 0.05, (0.5, 0.5)) == 2 * arm

    def test_an_unequal_split_costs_units(self):
        assert sample_size.total_units(0.02, 0.05, (0.9, 0.1)) > sample_size.total_units(
            0.02, 0.05, (0.5, 0.5)
        )

    def test_no_effect_is_refused(self):
        with pytest.raises(ValueError, match="effect"):
            sample_size.units_per_arm(0.5, 1.5)

    def test_rows_to_tell_94_from_94_2_percent(self):
        assert sample_size.rows_to_resolve(0.94, 0.942) == pytest.approx(217_630, rel=2e-3)

    def test_roc_auc_standard_error_without_skill_is_that_of_mann_whitney(self):
        expected = math.sqrt((51 + 58 + 1) / (12 * 51 * 58))
        assert sample_size.standard_error_roc_auc(0.5, 51, 58) == pytest.approx(expected)


def test_staleness_budget():
    budget = staleness.StalenessBudget(7 * DAY, 30 * DAY, 0.2 * DAY, 1 * DAY, 2 * DAY)
    assert budget.total / DAY == pytest.approx(40.2)


class TestAvailability:
    def test_parallel_and_serial(self):
        assert availability.parallel(0.999, 2) == pytest.approx(0.999999)
        assert availability.serial([0.9999, 0.999]) == pytest.approx(0.9989001)

    @pytest.mark.parametrize(
        ("target", "replica", "count"), [(0.9999, 0.999, 2), (0.99, 0.999, 1), (0.999, 0.9, 3)]
    )
    def test_replicas_for(self, target: float, replica: float, count: int):
        assert availability.replicas_for(target, replica) == count

    def test_perfection_is_out_of_reach(self):
        assert availability.replicas_for(1.0, 0.999) is None

    def test_downtime_of_three_nines(self):
        assert availability.downtime_seconds(0.999, 30 * DAY) == pytest.approx(43.2 * 60)


def test_cost_of_idle_accelerators():
    assert cost.monthly(100, 2) == 146_000
    assert cost.monthly(1, 2, (10 * 20 + 100 * 4) / 24 * 730) == pytest.approx(36_500)
    assert cost.units_within(1000, 0.05) == 27


def test_cost_threshold():
    assert decision.cost_threshold(20, 200) == pytest.approx(1 / 11)
    with pytest.raises(ValueError, match="costs"):
        decision.cost_threshold(0, 0)
