"""Options of the test run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no failure: what is slow is measured in benchmarks/.
settings.register_profile("k8slint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("k8slint")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-pages",
        action="store_true",
        help="write what is found into the `# expect:` comments of rule pages and cases; review the diff",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-pages") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--update-pages writes the pages one after the other: leave out -n")
