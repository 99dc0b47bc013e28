"""ODOO_HOME: which folders count as an Odoo 19, and what is said of the others."""

from __future__ import annotations

import pytest

from devtools.cache import Cache
from devtools.console import Console, Failure
from devtools.odoo_source import inspect, locate


def make_odoo(folder, addons, version=(19, 0)):
    """Just enough of an Odoo to be recognised."""
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo/release.py").write_text(f"version_info = ({version[0]}, {version[1]}, 0, FINAL, 0, '')\n")
    (folder / addons / "account/security").mkdir(parents=True)
    return folder


@pytest.mark.parametrize("addons", ["addons", "odoo/addons"])
def test_a_checkout_and_a_package_are_both_read(tmp_path, addons):
    found = inspect(make_odoo(tmp_path, addons))
    assert found.python_path == tmp_path
    assert found.addons_paths == (tmp_path / addons,)
    assert found.version == "19.0"


def test_a_debian_root_is_read(tmp_path):
    packages = make_odoo(tmp_path / "usr/lib/python3/dist-packages", "odoo/addons")
    assert inspect(tmp_path).python_path == packages


def test_debians_folder_of_bare_python_files_is_no_addons_path(tmp_path):
    make_odoo(tmp_path, "odoo/addons")
    (tmp_path / "addons/account").mkdir(parents=True)
    assert inspect(tmp_path).addons_paths == (tmp_path / "odoo/addons",)


def test_an_empty_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Failure, match=r"There is no Odoo in .*: set ODOO_HOME"):
        locate(Cache(tmp_path / "cache"), Console())


def test_another_version_is_refused(tmp_path):
    with pytest.raises(Failure, match=r"which is Odoo 18\.0"):
        inspect(make_odoo(tmp_path, "addons", version=(18, 0)))


def test_without_apt_the_user_is_asked_for_an_odoo(tmp_path, monkeypatch):
    monkeypatch.delenv("ODOO_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Failure, match="no apt: set ODOO_HOME"):
        locate(Cache(tmp_path / "cache"), Console())
