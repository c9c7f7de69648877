"""The quality page after a corrected report: what it closes is told, and a verdict on other values names them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gxstats import catalog
from gxstats.checking.specimens import document
from gxstats.exporting.choice import opened as asked
from gxstats.measuring import queries
from gxstats.measuring.findings import open_ones
from gxstats.measuring.queries import Filter
from gxstats.pipeline import build
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Roles
from gxstats.storing.store import Store
from tests.pages.test_pages import opened, words

CHOSEN = Filter("organ", 2023, 2023)


def printed(granted: int) -> bytes:
    """A report with this many requests granted and 0 in every other cell."""
    return document({"edits": [["（一）予以公开\t0", f"（一）予以公开\t{granted}"]] if granted else []}).encode("utf-8")


def filed(data: Path, *documents: bytes) -> Path:
    """A data directory of one bureau with these documents for 2023, each replacing the one before, built."""
    (data / "reports").mkdir(parents=True, exist_ok=True)
    (data / "data.toml").write_text('label_zh = "例"\nlabel_en = "example"\ninvented = true\n', encoding="utf-8")
    (data / "units.csv").write_text("unit,from_year,to_year,name,short_name,name_en,kind,level,parent\n"
                                    "bureau,2023,2023,示例县某某局,某某局,Bureau,department,county,\n", encoding="utf-8")
    lines, before = ["unit,year,scope,file,sha256,supersedes,published_on"], ""
    for content in documents:
        name = sha256(content).hexdigest()
        (data / "reports" / f"{name[:8]}.txt").write_bytes(content)
        lines.append(f"bureau,2023,organ,reports/{name[:8]}.txt,{name},{before},2024-01-15")
        before = name
    (data / "reports.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    build(data)
    return data


def sums(data: Path) -> list[dict[str, Any]]:
    """What the sum of the results came to, for the first kind of applicant, as the quality page lists it."""
    with asked(Store(data).path()) as ask:
        frame = queries.findings(ask, CHOSEN, 2023)
    at = (frame["check_code"] == "requests_handled_sum") & (frame["code_column"] == "natural_person")
    return [{str(key): value for key, value in row.items()} for row in frame[at].to_dict("records")]


def test_a_corrected_report_closes_its_findings_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [before] = sums(filed(tmp_path, printed(3)))
    assert not before["closed"]
    Decisions(tmp_path).verdict(before, "confirmed", Roles().typed("王五"), "单位承认")
    [after] = sums(filed(tmp_path, printed(3), printed(0)))
    assert (after["closed"], after["finding_id"]) == (True, before["finding_id"])
    with asked(Store(tmp_path).path()) as ask:
        assert "requests_handled_sum" not in set(open_ones(ask, Decisions(tmp_path), 2023, "organ")["check_code"])
    page = opened("quality", tmp_path, monkeypatch, lang="en", finding=before["finding_id"])
    assert not page.exception
    text = words(page)
    assert catalog.say("this was so in a report that a corrected one has replaced; it is closed", "en") in text
    assert catalog.say("closed by the corrected report", "en") in text
    assert "王五" in text, "the verdict stays in its history"
    assert not [button for button in page.button if button.label == "Save the verdict"], "there is nothing left to decide"


def test_a_verdict_on_other_values_is_outdated_and_names_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [before] = sums(filed(tmp_path, printed(3)))
    Decisions(tmp_path).verdict(before, "dismissed", Roles().typed("王五"), "已核实")
    [after] = sums(filed(tmp_path, printed(3), printed(7)))
    assert not after["closed"], "the corrected report has the same fault: one finding, not two"
    assert after["finding_id"] != before["finding_id"]
    with asked(Store(tmp_path).path()) as ask:
        assert after["finding_id"] in set(open_ones(ask, Decisions(tmp_path), 2023, "organ")["finding_id"])
    page = opened("quality", tmp_path, monkeypatch, lang="en", finding=after["finding_id"])
    assert not page.exception
    assert catalog.say("(outdated: made when reported was {found}, expected {expected})", "en", found=before["found"],
                       expected=before["expected"]) in words(page)
    listed = next(frame.value for frame in page.dataframe if "verdict" in frame.value)
    assert catalog.say("{verdict}, outdated", "en", verdict=catalog.word("verdict", "dismissed", "en")) in set(listed["verdict"])
