"""Which reader takes a file: its bytes decide, its suffix is a hint, and what nobody can read is refused at once."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats import catalog
from gxstats.errors import DamagedFileError, GxstatsError, ReadError, TooLargeError, UnsupportedFileError
from gxstats.reading import readers
from gxstats.reading.readers import limits

MODULES = sorted(set(readers.READERS.values()))
PAGE = "<html><body><p>政府</p><table><tr><td>a<td>b</table></body></html>"
TEXT = "政府信息公开\t1\t2\n工作\t3\t4\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def zipped(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def compound(*streams: str, tail: bytes = b"") -> bytes:
    """The head and directory of an old office file that names these streams."""
    head = bytearray(OLE + bytes(504))
    head[30:32] = (9).to_bytes(2, "little")
    directory = b"".join(stream.encode("utf-16-le").ljust(128, b"\x00") for stream in streams)
    return bytes(head) + directory.ljust(1024, b"\x00") + tail


@pytest.mark.parametrize("name", MODULES)
def test_each_reader_has_the_suffixes_it_is_chosen_for(name: str) -> None:
    module = importlib.import_module(f"gxstats.reading.readers.{name}")
    assert {suffix for suffix, reader in readers.READERS.items() if reader == name} == set(module.SUFFIXES)


def test_choosing_loads_no_reader() -> None:
    code = ("import sys, gxstats.reading.readers as r; "
            "print([m for m in sys.modules if m.split('.')[0] in ('lxml', 'pypdfium2', 'python_calamine')])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(("name", "content", "kind"), [
    ("a.html", PAGE, "html"), ("a.HTM", PAGE, "html"), ("a.txt", TEXT, "text"), ("a.md", TEXT, "text"),
    ("a.csv", TEXT, "sheet"), ("a.tsv", TEXT, "sheet"),
    ("a.md", "甲<br>乙 <table> x", "text"),
])
def test_the_usual_case(tmp_path: Path, name: str, content: str, kind: str) -> None:
    found = readers.read(write(tmp_path / name, content))
    assert (found.kind, found.name) == (kind, name)
    assert "suffix_disagrees" not in found.meta


@pytest.mark.parametrize(("name", "content", "kind"), [
    ("a.doc", PAGE, "html"), ("a.xls", PAGE, "html"), ("a.txt", "<!-- x --> <!DOCTYPE html>" + PAGE, "html"),
    ("a.pdf", PAGE, "html"), ("a.html", TEXT, "text"), ("a.doc", TEXT.encode("gb18030"), "text"),
    ("a.doc", "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + PAGE, "html"),
])
def test_bytes_win_over_the_suffix(tmp_path: Path, name: str, content: str | bytes, kind: str) -> None:
    found = readers.read(write(tmp_path / name, content))
    assert (found.kind, found.meta["suffix_disagrees"]) == (kind, "1")


def test_new_office_files_under_old_names(tmp_path: Path) -> None:
    body = ('<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>x</w:t>'
            "</w:r></w:p></w:document>")
    found = readers.read(zipped(tmp_path / "a.doc", word__document_xml=body))
    assert (found.kind, found.lines) == ("word", ["x"])
    assert "suffix_disagrees" not in found.meta
    assert readers.read((tmp_path / "a.doc").rename(tmp_path / "a.html")).meta["suffix_disagrees"] == "1"


@pytest.mark.parametrize(("data", "kind"), [
    (b"%PDF-1.7\n", "pdf"), (b"\n\n%PDF-1.4", "pdf"), (b"\x89PNG\r\n\x1a\n", "scan"), (b"\xff\xd8\xff\xe0", "scan"),
    (b"II*\x00", "scan"), (compound("WordDocument"), "word"), (compound("Workbook"), "sheet"),
    (b"{\\rtf1 x}\r\n", "word"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "sheet"),
    (b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>', "word"),
    (PAGE.encode("utf-16"), "html"),
])
def test_marks_of_each_kind(data: bytes, kind: str) -> None:
    assert readers.kind_of(data, Path("a.html")) == kind


@pytest.mark.parametrize("name", ["a.html", "a.docx", "a.xlsx", "a.txt", "a.pdf", "a.doc", "a.xls", "a.mht", "a.csv"])
@pytest.mark.parametrize("data", [
    b"", bytes(range(256)) * 20, b"PK\x03\x04" + bytes(range(256)), OLE + b"x" * 40, b"\x00" * 5000,
    b"{\\rtf1 cut", compound("WordDocument")[:700],
], ids=["empty", "noise", "zip", "ole", "zeros", "rtf", "cut"])
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes) -> None:
    if name in ("a.txt", "a.csv") and data.startswith(b"{"):
        pytest.skip("that is a text")
    with pytest.raises(DamagedFileError) as caught:
        readers.read(write(tmp_path / name, data))
    assert str(caught.value).count("\n") == 0
    assert name in catalog.say(caught.value.sentence, "zh", **caught.value.values)


@pytest.mark.parametrize("data", [
    compound("EncryptedPackage"), compound("E", "EncryptionInfo"),
    compound("WordDocument")[:512] + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(500) + compound("WordDocument")[512:],
])
def test_locked_files_are_said_to_be_locked(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DamagedFileError, match="password"):
        readers.read(write(tmp_path / "a.docx", data))


@pytest.mark.parametrize(("name", "data"), [
    ("a.json", b'{"a": 1}'), ("a.py", b"print()"), ("a", b"text"), ("a.bin", bytes(100)),
    ("a.ppt", compound("PowerPoint")),
])
def test_what_no_reader_takes(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(UnsupportedFileError, match="save it as"):
        readers.read(write(tmp_path / name, data))


def test_archives_and_other_office_files(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFileError, match="unpack it"):
        readers.read(zipped(tmp_path / "a.zip", a_txt="x"))
    for part in ("OFD_xml", "mimetype"):
        with pytest.raises(UnsupportedFileError, match="save it as"):
            readers.read(zipped(tmp_path / "a.ofd", **{part: "x"}))


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    with pytest.raises(TooLargeError, match="limit"):
        readers.read(path)


@pytest.mark.parametrize("data", [b"x" * (limits.MAX_MARKUP + 1), b"1\n" * (limits.MAX_BLOCKS + 1)])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv"])
def test_endless_text_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(TooLargeError):
        readers.read(write(tmp_path / name, data))


def test_a_zip_bomb_costs_little(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as stream:
        for _ in range(limits.MAX_PART // 2**20 + 1):
            stream.write(bytes(2**20))
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        readers.read(path)
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


def test_a_part_that_states_a_wrong_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", word__document_xml="x" * 1000)
    data = path.read_bytes().replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(ReadError):
        readers.read(write(path, data))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["html", "docx", "xlsx", "txt", "csv", "md", "mht"]),
       st.sampled_from([b"", b"PK\x03\x04", b"<html>", b"\xff\xfe",
                        b"MIME-Version: 1.0\nContent-Type: text/html\n\n"]),
       st.binary(max_size=300))
def test_any_bytes_under_any_name_are_read_or_refused(
        tmp_path_factory: pytest.TempPathFactory, suffix: str, head: bytes, data: bytes) -> None:
    path = write(tmp_path_factory.getbasetemp() / f"any.{suffix}", head + data)
    try:
        readers.read(path)
    except GxstatsError:
        return
