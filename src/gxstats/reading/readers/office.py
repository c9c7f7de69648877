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
# what the bytes begin with -> the suffix and the filter of the program; without a stated filter it reads noise as text
_KINDS = {
    "docx": [(b"{\\rtf", ".rtf", "Rich Text Format"), (b"\xd0\xcf\x11\xe0", ".doc", "MS Word 97"),
             (b"", ".xml", "MS Word 2003 XML")],
    "xlsx": [(b"", ".xml", "MS Excel 2003 XML")],
}

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
        suffix, rule = _kind(path, kind)
        source = place / f"document{suffix}"
        shutil.copyfile(path, source)
        _settle(place / "profile")
        result = place / "made" / f"document.{kind}"
        _run([found, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
              f"-env:UserInstallation={(place / 'profile').as_uri()}",
              f"--infilter={rule}", "--convert-to", kind, "--outdir", str(result.parent), str(source)],
             place, path.name)
        if not result.exists():
            raise DamagedFileError("{name} is cut off or damaged; fetch it again", name=path.name)
        yield result


def _kind(path: Path, kind: str) -> tuple[str, str]:
    with path.open("rb") as file:
        head = file.read(16)
    return next((suffix, rule) for sign, suffix, rule in _KINDS[kind] if head.startswith(sign))


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
