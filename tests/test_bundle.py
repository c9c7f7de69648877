"""The folder for an office without internet: everything each kind of machine needs is pinned, and no index is ever asked."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle_make", ROOT / "bundle" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("place", [0, 1], ids=["linux", "windows"])
def test_every_package_is_pinned(make: ModuleType, place: int, python: str) -> None:
    names = list(make.needed(make.WANTED, make.TARGETS[place].environment(python)))
    assert {"streamlit", "duckdb", "python-pptx", "xlsxwriter"} <= set(names)
    assert make.exact(names) == [f"{name}=={make.pinned()[name]}" for name in names]
    assert ("uvloop" in names) == (make.TARGETS[place].name == "linux")
    if make.TARGETS[place].name == "windows":
        assert "tzdata" in names


def test_a_package_that_is_not_pinned_stops_it(make: ModuleType) -> None:
    with pytest.raises(SystemExit, match="no-such-package"):
        make.exact(["no-such-package"])


def test_the_start_scripts_never_ask_an_index() -> None:
    for name in ("start.sh", "start.bat"):
        text = (ROOT / "bundle" / name).read_bytes().decode("ascii")
        installs = [line for line in text.splitlines() if "pip install" in line]
        assert installs
        assert all("--no-index" in line and "--find-links wheels" in line for line in installs)
    assert os.access(ROOT / "bundle" / "start.sh", os.X_OK)
    assert subprocess.run(["sh", "-n", str(ROOT / "bundle" / "start.sh")], check=False).returncode == 0
    windows = (ROOT / "bundle" / "start.bat").read_bytes()
    assert windows.count(b"\r\n") == windows.count(b"\n")


def test_the_roles_of_the_page_on_services_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gxstats.storing.roles import Request, load
    text = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    (tmp_path / "roles.toml").write_text(re.search(r"```toml\n(.*?)```", text, re.S)[1], encoding="utf-8")  # type: ignore[index]
    monkeypatch.setenv("GXSTATS_PROXY_SECRET", "s")
    roles = load(tmp_path)
    headers = {"X-Remote-User": "li.mou", "X-Gxstats-Secret": "s", "X-Forwarded-For": "10.0.0.9"}
    assert roles.person(Request("127.0.0.1", headers)).roles == ("assessor",)
    assert roles.person(Request("10.0.0.9", headers)).name == ""
