"""The cache: whatever interrupts the making of something, what has its name is whole."""

from __future__ import annotations

import threading

import pytest

from devtools.cache import Cache, default_folder, writing
from devtools.console import Console


def test_a_folder_whose_making_fails_does_not_take_its_name(tmp_path):
    cache = Cache(tmp_path)
    with pytest.raises(RuntimeError), cache.building("odoo") as part:
        (part / "half").touch()
        raise RuntimeError
    assert not (cache / "odoo").exists()
    with cache.building("odoo") as part:
        assert not list(part.iterdir()), "what was left of the first attempt is thrown away"
        (part / "whole").touch()
    assert [path.name for path in (cache / "odoo").iterdir()] == ["whole"]


def test_a_file_is_replaced_in_one_move(tmp_path):
    target = tmp_path / "file"
    target.write_text("old")
    with pytest.raises(RuntimeError), writing(target) as part:
        part.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"


def test_a_second_set_up_waits_for_the_first(tmp_path, capsys):
    cache, order = Cache(tmp_path), []

    def second():
        with cache.lock(Console()):
            order.append("second")

    with cache.lock(Console()):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]
    assert "waiting" in capsys.readouterr().out


def test_a_variable_moves_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("RECOVERY_CACHE", str(tmp_path / "elsewhere"))
    assert default_folder() == tmp_path / "elsewhere"
