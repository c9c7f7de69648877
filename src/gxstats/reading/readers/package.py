"""The zipped XML of office files: parts are unpacked within limits, entities never expanded, nothing fetched."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from gxstats.errors import DamagedFileError
from gxstats.reading.readers import limits

_STRICT = [  # the strict dialect says the same in other words
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
]
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError)


class Package:
    """An open office file; `names` are its parts."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive = archive
        self.name = name
        limits.check_archive(archive, name)
        self.names = set(archive.namelist())

    def part(self, part: str) -> bytes:
        """One unpacked part, whatever size it states. DamagedFileError when absent or cut, TooLargeError."""
        try:
            with self.archive.open(part) as stream:
                data = stream.read(limits.MAX_PART + 1)
        except _BROKEN as error:
            raise damaged(self.name) from error
        if len(data) > limits.MAX_PART:
            raise limits.unpacks_too_large(self.name)
        return data

    def tree(self, part: str) -> etree._Element:
        """One XML part as a tree; the errors of `part`, and DamagedFileError for one that declares entities."""
        data = self.part(part)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise DamagedFileError("{name} declares entities, which no office program does; it is not read",
                                   name=self.name)
        limits.check_markup(len(data), self.name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        keeper = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        try:
            return etree.fromstring(data, keeper)
        except etree.XMLSyntaxError as error:
            if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in keeper.error_log):
                raise limits.too_deep(self.name) from error
            raise damaged(self.name) from error

    def meta(self) -> dict[str, str]:
        """Title and day of creation, as the office program noted them."""
        if "docProps/core.xml" not in self.names:
            return {}
        root = self.tree("docProps/core.xml")
        found = {"title": (root.findtext("{*}title") or "").strip(),
                 "created": (root.findtext("{*}created") or "").strip()[:10]}
        return {key: text for key, text in found.items() if text}


@contextmanager
def opened(path: Path, name: str) -> Iterator[Package]:
    """The office file at `path`; `name` is what errors call it."""
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise damaged(name) from error
    with archive:
        yield Package(archive, name)


def damaged(name: str) -> DamagedFileError:
    """The error for a file of which a piece is missing."""
    return DamagedFileError("{name} is cut off or damaged; fetch it again", name=name)
