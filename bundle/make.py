"""Writes one folder that installs and starts the dashboard without any network: wheels, start scripts, sample data.

The wheels are those of constraints.txt for Linux and Windows on x86-64, found by walking what each package needs *there*: pip
itself reads conditions such as `sys_platform == "win32"` for the machine it runs on. Run it where they are installed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OURS, WANTED = "gxstats", "gxstats[pdf]"
PYTHONS = ("3.11", "3.12", "3.13")
TAKEN = ("app.py", "pages", ".streamlit", "README.md", "README.zh-CN.md", "LICENSE", "docs/service.md")


@dataclass(frozen=True)
class Target:
    """A kind of machine: what conditions say of it, and the platform tags of its wheels."""

    name: str
    about: dict[str, str]
    tags: tuple[str, ...]

    def environment(self, python: str) -> dict[str, str]:
        """What conditions of requirements are read against."""
        return {**{key: str(value) for key, value in default_environment().items()}, **self.about, "python_version": python,
                "python_full_version": f"{python}.0", "implementation_name": "cpython", "extra": ""}


TARGETS = (
    Target("linux", {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
           ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux2014_x86_64", "manylinux_2_17_x86_64",
            "manylinux_2_5_x86_64", "manylinux1_x86_64")),
    Target("windows", {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
           ("win_amd64",)),
)


def pinned() -> dict[str, str]:
    """name -> version, from constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines) if version}


def asked_by(name: str) -> list[str]:
    """The requirements of a package: ours from pyproject.toml, those of others as they are installed here."""
    if name == OURS:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return [*project["dependencies"], *(f"{line}; extra == '{extra}'" for extra, lines in project[
            "optional-dependencies"].items() for line in lines)]
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:  # only needed on other machines, so not installed here
        return []


def needed(wanted: str, environment: dict[str, str]) -> Iterator[str]:
    """Every package that `wanted` needs there, itself left out, in no order and without versions."""
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(wanted)]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *sorted(requirement.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            for line in asked_by(name):
                inner = Requirement(line)
                if inner.marker is None or inner.marker.evaluate({**environment, "extra": extra}):
                    waiting.append(inner)
    yield from sorted({name for name, _ in seen} - {OURS})


def exact(names: Sequence[str]) -> list[str]:
    """The names with their versions; a package that constraints.txt does not pin is an error."""
    versions = pinned()
    if missing := [name for name in names if name not in versions]:
        raise SystemExit(f"constraints.txt does not pin {', '.join(missing)}")
    return [f"{name}=={versions[name]}" for name in names]


def pip(*arguments: str) -> None:
    """pip of this Python; it stops the program when it fails."""
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], check=True)


def tags(target: Target, python: str) -> list[str]:
    """How pip is told of another machine."""
    short = f"cp{python.replace('.', '')}"
    return ["--only-binary=:all:", "--no-deps", "--implementation", "cp", "--python-version", python, "--abi", short,
            "--abi", "abi3", "--abi", "none", *(part for tag in target.tags for part in ("--platform", tag))]


def main() -> None:
    """Fill the folder, then ask pip without an index whether each kind of machine finds everything in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", action="append", help=f"a version of Python; all of {', '.join(PYTHONS)} without it")
    parser.add_argument("--target", action="append", choices=[target.name for target in TARGETS])
    asked = parser.parse_args()
    folder: Path = asked.folder
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    pip("wheel", "--no-deps", "--quiet", "--wheel-dir", str(wheels), str(ROOT))
    machines = [(target, python) for target in TARGETS if target.name in (asked.target or [t.name for t in TARGETS])
                for python in asked.python or PYTHONS]
    for target, python in machines:
        names = exact(list(needed(WANTED, target.environment(python))))
        pip("download", "--quiet", "--dest", str(wheels), *tags(target, python), *names)
    for item in TAKEN:
        source, place = ROOT / item, folder / item
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, place)
    tracked = subprocess.run(["git", "ls-files", "data"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    for name in filter(None, tracked):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    for name in ("start.sh", "start.bat", "READ-ME.txt"):
        shutil.copy2(ROOT / "bundle" / name, folder / name)
    (folder / "requirements.txt").write_text(f"{WANTED}\n", encoding="ascii")
    version = max(wheels.glob("gxstats-*.whl"), key=lambda path: path.stat().st_mtime).name
    digest = sha256((wheels / version).read_bytes()).hexdigest()
    (folder / "VERSION").write_text(f"{version} {digest}\n", encoding="ascii")  # another one installs again
    for target, python in machines:
        names = exact(list(needed(WANTED, target.environment(python))))
        pip("install", "--quiet", "--dry-run", "--no-index", "--find-links", str(wheels), "--target", str(folder / "none"),
            *tags(target, python), *names)
        print(f"{target.name} {python}: {len(names)} packages")
    shutil.rmtree(folder / "none", ignore_errors=True)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
