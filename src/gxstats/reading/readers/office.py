"""Old office files (.doc, .wps, .rtf, XML of 2003) made new by LibreOffice, alone in a profile of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gxstats.errors import DamagedFileError, UnsupportedFileError
from gxstats.reading.readers import limits

_PROGRAMS = ("soffice", "libreoffice")
_SIGNS = [(b"{\\rtf", ".rtf"), (b"<?xml", ".xml"), (b"<", ".xml"), (b"\xef\xbb\xbf<", ".xml")]

# a document is untrusted: no macro, no linked picture, no way into a network
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{}</oor:items>
"""
_SETTING = ('<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n')
_CAREFUL = [
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
]


def program() -> str | None:
    """The office program's path, if one is installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


@contextmanager
def converted(path: Path, kind: str) -> Iterator[Path]:
    """A copy of the file as `kind` (docx or xlsx), there as long as the context lasts.

    UnsupportedFileError when no office program is installed, DamagedFileError when it cannot read the file in
    limits.MAX_SECONDS.
    """
    found = program()
    if found is None:
        raise UnsupportedFileError(
            "{name} is an old kind of file and LibreOffice is not installed; save it as .{kind} and add that",
            name=path.name, kind=kind)
    with tempfile.TemporaryDirectory(prefix="gxstats-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        source = place / f"document{_suffix(path)}"
        shutil.copyfile(path, source)
        _settle(place / "profile")
        result = place / "made" / f"document.{kind}"
        _run([found, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
              f"-env:UserInstallation={(place / 'profile').as_uri()}",
              "--convert-to", kind, "--outdir", str(result.parent), str(source)], place, path.name)
        if not result.exists():
            raise DamagedFileError("{name} is cut off or damaged; fetch it again", name=path.name)
        yield result


def _suffix(path: Path) -> str:
    """The suffix that fits the bytes, since the program believes suffixes."""
    with path.open("rb") as file:
        head = file.read(16).lstrip()
    fitting = next((suffix for sign, suffix in _SIGNS if head.startswith(sign)), None)
    return fitting or {".wps": ".doc", ".et": ".xls"}.get(path.suffix.lower(), path.suffix.lower() or ".doc")


def _settle(profile: Path) -> None:
    (profile / "user").mkdir(parents=True)
    items = "".join(_SETTING.format(*setting) for setting in _CAREFUL)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS.format(items), encoding="utf-8")


def _run(command: list[str], place: Path, name: str) -> None:
    """Run the program with its children in a group of their own, so that all of them end with the time allowed."""
    quiet = {**os.environ, "HOME": str(place), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(command, cwd=place, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(limits.MAX_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise DamagedFileError(
            "{name} could not be converted within {limit} seconds; save it as .docx or .xlsx and add that",
            name=name, limit=limits.MAX_SECONDS) from error
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
