"""Names that charts make of the name of their release."""

from __future__ import annotations

import pytest

from k8slint.graph.released import is_of_release, under_another_release


@pytest.mark.parametrize(
    ("name", "made", "expected"),
    [
        ("shop-config", "rel-shop-config", True),  # of a release that is called like the chart
        ("mine-shop-config", "rel-shop-config", True),
        ("config-mine", "config-rel", True),
        ("a-mine-b-c", "a-rel-b-c", True),
        ("config", "config-rel", True),
        ("a-b-c", "a-rel-b-c", True),
        ("shop-cfg", "rel-shop-config", False),
        ("rel-shop", "rel-shop-config", False),  # it names this release
        ("anything", "rel", False),
        ("anything", "rel-x", False),  # that tells next to nothing
        ("shop-config", "shop-config-two", False),
        ("x-rel", "rel-rel", False),
    ],
)
def test_names_of_another_release(name: str, made: str, *, expected: bool) -> None:
    assert under_another_release(name, ["other", made], "rel") == (made if expected else None)
    assert under_another_release(name, [made], None) is None


@pytest.mark.parametrize(
    ("name", "expected"), [("rel-db", True), ("db-rel", True), ("rel", False), ("relay-db", False), ("db", False)]
)
def test_names_of_the_release(name: str, *, expected: bool) -> None:
    assert is_of_release(name, "rel") is expected
    assert not is_of_release(name, None)
