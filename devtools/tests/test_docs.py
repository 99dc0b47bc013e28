"""Every file that the documents name is there."""

from __future__ import annotations

import re

import pytest

from devtools.platform import REPOSITORY

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/architecture.md")
PATH = re.compile(r"`((?:recovery_dunning(?:_sale)?|bench|devtools|tests_\w+|docs)/[\w./-]*)`")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_named_is_there(document):
    named = PATH.findall((REPOSITORY / document).read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (REPOSITORY / path).exists()] == []
