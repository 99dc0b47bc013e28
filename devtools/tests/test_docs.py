"""Every file that the documents name is there."""

from __future__ import annotations

import re

import pytest

from devtools.platform import ADDON, REPOSITORY

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/architecture.md")
PATH = re.compile(r"`((?:recovery_dunning(?:_sale)?|bench|devtools|tests_\w+|docs)/[\w./-]*)`")
INSIDE = re.compile(
    r"`((?:models|wizard|views|report|data|engine|tests|i18n|controllers|security)/[\w./-]*)`"
)  # the add-on


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_named_is_there(document):
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    named = [*PATH.findall(text), *(f"{ADDON}/{path}" for path in INSIDE.findall(text))]
    assert named
    assert [path for path in named if not (REPOSITORY / path).exists()] == []
