"""The rules count in whole numbers and fractions; nothing in them is a floating point number."""

import ast
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings

from shop.cases import percent

PURE = ["rules", "cures", "facts", "policies", "fte", "cases"]
INEXACT = {"float", "round", "Decimal", "math", "statistics"}


@pytest.mark.parametrize("module", PURE)
def test_no_floating_point_and_no_django(module):
    tree = ast.parse((Path(settings.BASE_DIR) / "shop" / f"{module}.py").read_text())
    nodes = list(ast.walk(tree))
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    assert not [value for value in constants if isinstance(value, float | complex)]
    assert not [node for node in nodes if isinstance(node, ast.Div)]
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    imported = {
        name.split(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
    }
    allowed = {"Decimal"} if module == "cases" else set()  # reads the digits of JSON, exactly
    assert (named | imported) & (INEXACT - allowed) == set()
    assert "django" not in imported


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(30, 43), "69.77%"),
        (Fraction(31, 43), "72.09%"),
        (Fraction(5, 6), "83.33%"),
        (Fraction(1, 800), "0.13%"),  # 0.125: half goes up
        (Fraction(3, 800), "0.38%"),  # 0.375
        (Fraction(69995, 100000), "70.00%"),
        (Fraction(0), "0.00%"),
        (Fraction(1), "100.00%"),
        (None, "n/a"),
    ],
)
def test_a_share_is_shown_with_two_digits_half_up(share, shown):
    assert percent(share) == shown
