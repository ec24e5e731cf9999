"""The engine is a library: its page runs as it stands, without Django, and lists what can be imported."""

from __future__ import annotations

import pytest

from tests.docs.library import MODULES, PAGE, printed, renewed


def test_the_page_shows_what_its_examples_print_and_what_can_be_imported():
    page = PAGE.read_text("utf-8")
    assert renewed(page) == page, "run: python -m tests.docs.library"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_public_name_says_what_it_is(module):
    for name in module.__all__:
        assert getattr(module, name).__doc__, name


def test_django_would_be_refused():
    with pytest.raises(AssertionError, match="django is refused here"):
        printed(["import django"])
