"""How clients name themselves."""

import pytest

from jackfield.errors import RemoteProtocolError
from jackfield.transports.client_id import read_client


def test_a_client_names_itself_shortly() -> None:
    assert read_client(None) == ""
    assert read_client("Jp2b-X0.c_9") == "Jp2b-X0.c_9"
    for wrong in ("a b", "a" * 65, "ä"):
        with pytest.raises(RemoteProtocolError):
            read_client(wrong)
