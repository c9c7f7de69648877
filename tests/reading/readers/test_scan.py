"""Pictures: recognised with the extra `ocr`, refused with a sentence without it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gxstats.errors import DamagedFileError, UnsupportedFileError
from gxstats.reading.readers import scan
from tests.reading.readers.test_pdf import printed


def test_without_the_extra_a_picture_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    scan._engine.cache_clear()
    with pytest.raises(UnsupportedFileError, match="extra ocr"):
        scan.read(tmp_path / "a.png")
    scan._engine.cache_clear()


def test_a_scanned_print_is_read(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    import pypdfium2

    from gxstats.pipeline import read_reports
    path, made = printed(tmp_path, "td{font-size:11px}")
    pictures = [page.render(scale=200 / 72).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(path)]
    pictures[0].save(tmp_path / "scan.pdf", save_all=True, append_images=pictures[1:], resolution=200)
    report = read_reports(tmp_path / "scan.pdf")[0]
    wrong = [cell.path for cell in report.cells if cell.value != made.cells[cell.path]]
    assert len(report.cells) == len(made.cells)
    assert wrong == []
    assert {cell.origin for cell in report.cells} == {"ocr"}
    assert any(f.table == "disclosure" and f.severity == "warning" for f in report.findings)


def test_a_broken_picture_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    with pytest.raises(DamagedFileError):
        scan.read(tmp_path / "a.png")
