"""Published figures of real reports, re-created as official tables with a source line: `python -m gxstats.demo.public`.

The numbers stand in figures.csv, their sources in sources.csv; no sentence of the reports is used. A row of which no
number is known is left out, a cell that the report leaves blank is blank, and published faults stay.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import replace
from hashlib import sha256
from html import escape
from pathlib import Path

from gxstats import catalog
from gxstats.demo.words import words
from gxstats.exporting import official


def write_public(directory: Path) -> int:
    """Write the documents and reports.csv of a directory that holds figures.csv and sources.csv; how many."""
    numbers: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for line in _lines(directory / "figures.csv"):
        numbers[line["unit"], line["year"]][line["code"]] = line["text"]
    passports = []
    for source in _lines(directory / "sources.csv"):
        page = _page(source, numbers[source["unit"], source["year"]]).encode()
        digest = sha256(page).hexdigest()
        name = f"reports/{source['unit']}/{source['year']}-{digest[:8]}.html"
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob(f"{source['year']}-*"):
            old.unlink()
        path.write_bytes(page)
        passports.append({
            "unit": source["unit"], "year": source["year"], "scope": source["scope"], "extent": "tables_only",
            "file": name, "url": source["url"], "published_on": source["published_on"], "sha256": digest,
            "supersedes": ""})
    with (directory / "reports.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(passports[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(passports)
    return len(passports)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _page(source: dict[str, str], cells: dict[str, str]) -> str:
    form = catalog.forms()[source["form"]]
    undivided = "requests/other/total" in cells and form is list(catalog.forms().values())[-1]
    title = words()["title"].format(unit=source["name"], year=source["year"])
    parts = [f"<h1>{escape(title)}</h1>"]
    for table in official.official_tables(form, lambda path: cells.get(path, ""), undivided):
        known = tuple(row for row in table.rows
                      if not any(cell.path for cell in row) or any(cell.path in cells for cell in row))
        if any(cell.path for row in known for cell in row):
            parts.append(f"<h2>{escape(table.title)}</h2>{official.html_table(replace(table, rows=known))}")
    note = words()["source_line"].format(source=source["source"], url=source["url"])
    date = f'<meta name="PubDate" content="{source["published_on"]}">' if source["published_on"] else ""
    return (f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">{date}<title>{escape(title)}</title></head>'
            f"<body>{''.join(parts)}<p>{escape(note)}</p></body></html>")


if __name__ == "__main__":
    write_public(Path(sys.argv[1] if len(sys.argv) > 1 else "data/public"))
