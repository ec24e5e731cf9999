"""Tests reach nothing outside this machine."""

import socket

import pytest


def test_a_connection_to_another_host_is_refused():
    with socket.socket() as outside, pytest.raises(UserWarning, match=r"tried to use socket.*192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))  # an address that documentation has, and nobody else
