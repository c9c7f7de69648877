"""Chooses the reader of a file by its suffix and its bytes; the readers themselves are loaded when first needed."""

from __future__ import annotations

import dataclasses
import importlib
import io
import re
import zipfile
from pathlib import Path

from gxstats.errors import DamagedFileError, UnsupportedFileError
from gxstats.model import Document
from gxstats.reading.readers import limits

# suffix -> module; kept here so that choosing loads no reader (a test compares it with each module's SUFFIXES)
READERS = {
    ".html": "html", ".htm": "html", ".shtml": "html", ".xhtml": "html", ".mht": "html", ".mhtml": "html",
    ".docx": "word", ".docm": "word", ".dotx": "word", ".doc": "word", ".wps": "word", ".rtf": "word",
    ".xlsx": "sheet", ".xlsm": "sheet", ".xls": "sheet", ".et": "sheet", ".csv": "sheet", ".tsv": "sheet",
    ".txt": "text", ".md": "text", ".markdown": "text",
    ".pdf": "pdf",
    ".png": "scan", ".jpg": "scan", ".jpeg": "scan", ".tif": "scan", ".tiff": "scan", ".bmp": "scan",
}
_TAKE_BYTES = ("html", "text")  # the others open the file themselves
_PLAIN = {".txt", ".md", ".markdown", ".csv", ".tsv"}  # any text is at home here
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|h[1-6]|br)\b", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<!--(?:(?!-->).)*-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_OTHER_OFFICE = {"OFD.xml", "mimetype", "[Content_Types].xml"}  # slides, OpenDocument, the Chinese OFD
_OLD_XML = [
    (b"urn:schemas-microsoft-com:office:spreadsheet", "sheet"),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", "word"),
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", "word"),
]


def content(path: Path) -> bytes:
    """The bytes of a file; DamagedFileError where it has none, TooLargeError where it has too many."""
    limits.check_size(path)
    return path.read_bytes()


def read(path: Path, data: bytes | None = None) -> Document:
    """The document in a file, by the reader its bytes ask for; `data` are the bytes, where they are at hand.

    When the bytes are clearly another supported kind than the suffix says, the bytes win and the document's
    `meta["suffix_disagrees"]` is "1". Errors: UnsupportedFileError (no reader), DamagedFileError (empty, cut,
    encrypted, garbled), TooLargeError (over limits.py).
    """
    data = content(path) if data is None else data
    stated = READERS.get(path.suffix.lower())
    kind = kind_of(data, path)
    reader = importlib.import_module(f"{__name__}.{kind}")
    document: Document = reader.read(path, data) if kind in _TAKE_BYTES else reader.read(path)
    if stated not in (kind, None):
        document = dataclasses.replace(document, meta={**document.meta, "suffix_disagrees": "1"})
    return document


def kind_of(data: bytes, path: Path) -> str:
    """The name of the reader for these bytes under this suffix; the errors of `read`."""
    suffix = path.suffix.lower()
    stated = READERS.get(suffix)
    found = _by_bytes(data, path)
    if found:
        return found
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        if stated is None:
            raise _unsupported(path)
        raise _not_as_named(path)
    if suffix in _PLAIN:
        return "html" if _PAGE.match(data[:8192]) else stated or "text"
    if _MARKUP.search(data[:65536]) or (stated == "html" and data.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return "html"
    if stated is None:
        raise _unsupported(path)
    if stated in ("html", "word") and _is_text(data):
        return "text"
    raise _not_as_named(path)


def _by_bytes(data: bytes, path: Path) -> str | None:
    """The reader for bytes that begin with the mark of their kind."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, path)
    if data.startswith(_OLE):
        return _compound(data, path)
    if data.startswith(b"{\\rtf"):
        if not data.rstrip(b"\x00 \t\r\n").endswith(b"}"):
            raise _cut(path)
        return "word"
    if data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return "scan"
    head = data[:4096]
    for mark, kind in _OLD_XML:
        if mark in head:
            return kind
    low = head.lstrip().lower()
    if b"mime-version:" in low and b"content-type:" in low and not low.startswith(b"<"):
        return "html"
    return None


def _zipped(data: bytes, path: Path) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise _cut(path) from error
    if "word/document.xml" in names:
        return "word"
    if "xl/workbook.xml" in names:
        return "sheet"
    if names & _OTHER_OFFICE:
        raise _unsupported(path)
    raise UnsupportedFileError("{name} is an archive; unpack it and add the reports in it one by one", name=path.name)


def _compound(data: bytes, path: Path) -> str:
    """Old office files name their streams in UTF-16 in a directory that may stand anywhere."""
    sector = 1 << min(int.from_bytes(data[30:32], "little"), 20)
    directory = int.from_bytes(data[48:52], "little")
    if len(data) < 512 or (directory + 2) * sector > len(data):
        raise _cut(path)

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    locked = data[512:514] == b"\xec\xa5" and data[523] & 1  # the head of an old Word text, and its bit for a password
    if locked or holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise DamagedFileError("{name} is locked with a password; save it without one", name=path.name)
    if holds("WordDocument"):
        return "word"
    if holds("Workbook") or holds("Book"):
        return "sheet"
    raise UnsupportedFileError(
        "{name} is an old office file that is neither a text nor a workbook; save it as .docx or .xlsx",
        name=path.name)


def _cut(path: Path) -> DamagedFileError:
    return DamagedFileError("{name} is cut off or damaged; fetch it again", name=path.name)


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data[:100_000].decode(encoding, "strict" if len(data) <= 100_000 else "ignore")
        except UnicodeError:
            continue
        return sum(c < " " and c not in "\t\r\n\f\v" for c in text) * 100 < len(text)
    return False


def _unsupported(path: Path) -> UnsupportedFileError:
    return UnsupportedFileError("no reader takes {name}; save it as .docx, .xlsx, .pdf, .html or .txt", name=path.name)


def _not_as_named(path: Path) -> DamagedFileError:
    return DamagedFileError("{name} does not hold what its suffix {suffix} says; it is damaged or wrongly named",
                            name=path.name, suffix=path.suffix)
