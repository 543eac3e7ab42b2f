"""Who hears whom: the closest rule counts."""

import math

import pytest

from jackfield.calls.matrix import EVERYBODY, Matrix
from jackfield.errors import RemoteProtocolError


def test_everybody_hears_everybody_until_something_else_is_said() -> None:
    assert Matrix(10).gain("ann", "bob") == 1.0


def test_two_names_win_over_one_and_a_listener_over_a_speaker() -> None:
    matrix = Matrix(10)
    matrix.set(EVERYBODY, EVERYBODY, 0.1)
    assert matrix.gain("ann", "bob") == 0.1
    matrix.set(EVERYBODY, "bob", 0.2)
    assert matrix.gain("ann", "bob") == 0.2
    matrix.set("ann", EVERYBODY, 0.3)
    assert matrix.gain("ann", "bob") == 0.3
    matrix.set("ann", "bob", 0.4)
    assert matrix.gain("ann", "bob") == 0.4
    assert matrix.gain("bob", "ann") == 0.1


def test_a_rule_can_be_taken_back() -> None:
    matrix = Matrix(10)
    matrix.set("ann", "bob", 0.0)
    matrix.set("ann", "bob", None)
    matrix.set("ann", "bob", None)
    assert matrix.gain("ann", "bob") == 1.0
    assert dict(matrix.gains) == {}


@pytest.mark.parametrize("gain", [-0.1, 4.1, math.nan, math.inf])
def test_no_gain_is_out_of_range(gain: float) -> None:
    with pytest.raises(RemoteProtocolError, match=r"^gain: "):
        Matrix(10).set("ann", "bob", gain)


def test_there_are_only_so_many_rules_but_those_there_are_can_change() -> None:
    matrix = Matrix(1)
    matrix.set("ann", "bob", 0.0)
    with pytest.raises(RemoteProtocolError) as refused:
        matrix.set("ann", "cid", 0.0)
    assert refused.value.code == "too_many_routes"
    matrix.set("ann", "bob", 2.0)
    assert matrix.gain("ann", "bob") == 2.0
