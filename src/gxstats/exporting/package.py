"""The open data package: every figure as CSV and Parquet, long and wide, with dictionary, sources and licence.

A zip after Data Package 2 (datapackage.org): datapackage.json describes each file and column in Chinese and English. The CSV files
begin with a byte order mark, since spreadsheet programs would garble Chinese without it; a text in them that begins like a formula
has a quote before it. The Parquet files hold every text as it is.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.exporting import definitions
from gxstats.exporting.choice import Choice, Progress, silent
from gxstats.measuring.queries import Ask, from_chosen
from gxstats.storing.data import load
from gxstats.storing.figures import column_of, paths

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_CSV, _PARQUET = "FORMAT csv, HEADER", "FORMAT parquet, COMPRESSION zstd"
_MARK = b"\xef\xbb\xbf"  # the byte order mark
_PIECE = 1 << 20  # bytes read at once
_CELL = {  # how a CSV writes a value: no formula (a lone stroke and a negative number are none), whole numbers as such
    "string": r"CASE WHEN regexp_matches({0}, '^[=+@\t\r]|^[-−][^0-9.]') THEN chr(39) || {0} ELSE nullif({0}, '') END",
    "number": "CASE WHEN {0} = trunc({0}) AND abs({0}) < 1e15 THEN {0}::BIGINT::VARCHAR ELSE {0}::VARCHAR END",
}
_REPORTS = 3_000  # of which the cells are written at once
_HASH = 16  # letters of the hash in a reference


def write(choice: Choice, target: Path, progress: Progress = silent) -> None:
    """The package as a zip at `target`. `choice.ask` must answer anew each time, for it is told to write files."""
    about = catalog.load("package.toml")["resources"]
    with tempfile.TemporaryDirectory(prefix="gxstats-") as folder:
        made: list[dict[str, Any]] = []
        selects = _selects()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
            for number, resource in enumerate(about):
                fields = _fields(resource)
                for place, (suffix, options) in enumerate((("csv", _CSV), ("parquet", _PARQUET))):
                    told = partial(progress, 2 * number + place, 2 * len(about), resource[choice.language])
                    told()
                    file = Path(folder) / f"{resource['name']}.{suffix}"
                    _written(choice, resource["name"], selects, fields, file, options, told)
                    size, digest = _put(package, file, f"data/{file.name}", told)
                    file.unlink()
                    made.append(_described(resource, fields, file, size, digest))
            described = _package(choice, made)
            for name, text in (("datapackage.json", json.dumps(described, ensure_ascii=False, indent=1)),
                               ("README.md", _readme(choice, about))):
                package.writestr(_dated(name), text.encode())
        progress(2 * len(about), 2 * len(about), "")


def one(choice: Choice, name: str, target: Path, progress: Progress = silent) -> None:
    """One file of the package by itself: CSV or Parquet, as `target` ends. `choice.ask` must answer anew each time."""
    resource = next(item for item in catalog.load("package.toml")["resources"] if item["name"] == name)
    told = partial(progress, 0, 1, resource[choice.language])
    _written(choice, name, _selects(), _fields(resource), target, _CSV if target.suffix == ".csv" else _PARQUET, told)
    if target.suffix == ".csv":
        whole = target.with_name(f"{target.name}.marked")
        with target.open("rb") as source, whole.open("wb") as marked:
            marked.write(_MARK)
            shutil.copyfileobj(source, marked, _PIECE)
        whole.replace(target)


# --- what stands in the files -------------------------------------------------------------------------------------

def _selects() -> dict[str, str]:
    """Name of a file -> the question whose answer it holds; those not here are definitions of ours."""
    wide = ", ".join(f"c.{column_of(path)}" for path in paths())
    return {
        "figures-long": "SELECT k.unit, k.year, k.scope, c.code, c.value, c.text, c.state, c.origin, k.unit || '/' || k.year || "
                        f"'/' || k.scope || '/' || c.code || '@' || r.sha256[:{_HASH}] AS reference FROM cell c "
                        "JOIN chosen k ON k.report_id = c.report_id JOIN report r ON r.report_id = c.report_id "
                        "WHERE c.report_id BETWEEN $low AND $high ORDER BY c.report_id, c.code",
        "figures-wide": f"SELECT c.unit, c.year, c.scope, c.form, r.sha256, {wide} FROM chosen c "
                        "JOIN report r ON r.report_id = c.report_id ORDER BY c.report_id",
        "reports": "SELECT r.unit, r.year, r.scope, coalesce(u.name, r.unit_name) AS name, r.form, r.extent, r.title, "
                   "r.published_on, r.complete, r.file, r.url, r.sha256 FROM chosen c JOIN report r ON r.report_id = c.report_id "
                   "LEFT JOIN unit u ON u.unit = r.unit AND r.year BETWEEN u.from_year AND coalesce(u.to_year, 9999) "
                   "ORDER BY r.report_id",
        "expected": "SELECT d.unit, d.year, EXISTS (SELECT 1 FROM chosen c WHERE c.unit = d.unit AND c.year = d.year) AS reported "
                    "FROM due d ORDER BY d.unit, d.year",
        "units": "SELECT unit, from_year, to_year, name, short_name, name_en, kind, level, parent, region_code, credit_code "
                 "FROM unit WHERE unit IN (SELECT unit FROM due) ORDER BY position, unit, from_year",
        "findings": "SELECT f.finding_id AS finding, f.unit, f.year, f.check_code AS \"check\", f.severity, "
                    "concat_ws('/', f.code_table, f.code_row, f.code_column) AS code, f.found, f.expected FROM finding f "
                    "JOIN chosen c ON c.report_id = f.report_id WHERE f.status = 'fail' "
                    "ORDER BY f.report_id, f.finding_id, f.code_table, f.code_row, f.code_column",
    }


def _frames() -> dict[str, Callable[[], pd.DataFrame]]:
    return {
        "dictionary": lambda: definitions.dictionary().assign(column=lambda frame: frame["code"].map(column_of)),
        "comparability": lambda: pd.DataFrame(catalog.rows_of("comparability.csv")),
    }


def _written(choice: Choice, name: str, selects: Mapping[str, str], fields: list[dict[str, str]], file: Path, options: str,
             told: Callable[[], None]) -> None:
    """Have the store write one file; the long one a few thousand reports at a time, since it cannot all be sorted in memory."""
    names = [field["name"] for field in fields]
    plain = file.suffix == ".csv"
    if name not in selects:
        frame = _frames()[name]()[names]
        if plain:
            frame.to_csv(file, index=False, lineterminator="\n")
        else:
            frame.to_parquet(file, index=False, compression="zstd")
        return
    written = ", ".join((_CELL.get(field["type"], "{0}") if plain else "{0}").format(f'"{field["name"]}"')
                        + f' AS "{field["name"]}"' for field in fields)
    parts = []
    for number, low in enumerate(range(0, _last(choice) + 1, _REPORTS) if "$low" in selects[name] else [0]):
        parts.append(file.with_stem(f"{file.stem}-{number}"))
        from_chosen(_into(choice.ask, written, parts[-1], options.replace("HEADER", "HEADER" if not number else "HEADER false")),
                    choice.chosen, selects[name], low=low, high=low + _REPORTS - 1)
        told()
    _join(parts, file)


def _into(ask: Ask, written: str, file: Path, options: str) -> Ask:
    """Ask for an answer to be written to a file."""
    where = str(file).replace("'", "''")
    return lambda sql, parameters: ask(f"COPY (SELECT {written} FROM ({sql})) TO '{where}' ({options})", parameters)


def _last(choice: Choice) -> int:
    return int(choice.ask("SELECT coalesce(max(report_id), 0) AS last FROM report", {})["last"][0])


def _join(parts: list[Path], file: Path) -> None:
    """Pieces of one file put together; they are used up."""
    if len(parts) == 1:
        parts[0].replace(file)
    elif file.suffix == ".csv":
        with file.open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole, _PIECE)
                part.unlink()
    else:
        import pyarrow.parquet as parquet
        with parquet.ParquetWriter(file, parquet.read_schema(parts[0]), compression="zstd") as whole:
            for part in parts:
                whole.write_table(parquet.read_table(part))
                part.unlink()


def _put(package: zipfile.ZipFile, file: Path, name: str, told: Callable[[], None]) -> tuple[int, str]:
    """A file into the zip, piece by piece; its size and hash. A CSV gets its byte order mark, Parquet is not packed twice."""
    digest, size = sha256(), 0
    about = _dated(name)
    about.compress_type = zipfile.ZIP_DEFLATED if file.suffix == ".csv" else zipfile.ZIP_STORED
    with file.open("rb") as source, package.open(about, "w", force_zip64=True) as target:
        piece = _MARK if file.suffix == ".csv" else source.read(_PIECE)
        while piece:
            target.write(piece)
            digest.update(piece)
            size += len(piece)
            told()
            piece = source.read(_PIECE)
    return size, digest.hexdigest()


def _dated(name: str) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return about


# --- what describes them ------------------------------------------------------------------------------------------

def _fields(resource: Mapping[str, Any]) -> list[dict[str, str]]:
    fields = [{"name": name, "type": kind, "title": zh, "description": en} for name, kind, zh, en in resource["fields"]]
    if resource["name"] == "figures-wide":
        fields += [{"name": column_of(path), "type": "number", "title": catalog.told(path, "zh"),
                    "description": catalog.told(path, "en")} for path in paths()]
    return fields


def _described(resource: Mapping[str, Any], fields: list[dict[str, str]], file: Path, size: int, digest: str) -> dict[str, Any]:
    plain = file.suffix == ".csv"
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "fieldsMatch": "equal"}
    if resource["key"]:
        schema["primaryKey"] = resource["key"]
    return {
        "name": resource["name"] if plain else f"{resource['name']}-parquet", "path": f"data/{file.name}",
        "title": f"{resource['zh']} / {resource['en']}", "format": file.suffix[1:],
        "mediatype": "text/csv" if plain else "application/vnd.apache.parquet", "type": "table", "schema": schema,
        **({"encoding": "utf-8", "bytes": size, "hash": f"sha256:{digest}"} if plain else {}),
    }


def _package(choice: Choice, resources: list[dict[str, Any]]) -> dict[str, Any]:
    data, about = load(choice.data), choice.about
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in choice.data.resolve().name.lower())
    return {
        "$schema": _PROFILE, "name": f"gxstats-{name}", "title": f"{about['label_zh']} / {about['label_en']}",
        "description": " · ".join(choice.standing()), "version": f"{about['definitions_version']}+{about['snapshot']}",
        "keywords": catalog.load("package.toml")["keywords"],
        **({"licenses": [{"name": data.licence}]} if data.licence else {}),
        "sources": [{"title": data.source or about["label_en"]}], "resources": resources,
    }


def _readme(choice: Choice, about: list[dict[str, Any]]) -> str:
    data = load(choice.data)
    lines = [f"# {choice.about['label_zh']} / {choice.about['label_en']}", "", *(f"* {part}" for part in choice.standing()), ""]
    for language in catalog.LANGUAGES:
        def say(sentence: str, /, language: str = language, **values: Any) -> str:
            return catalog.say(sentence, language, **values)
        lines += [
            say("Licence: {licence}", licence=data.licence or say("none is stated; ask whoever publishes the data")), "",
            *(f"* `data/{item['name']}.csv`, `.parquet`: {item[language]}" for item in about), "",
            say("Empty is missing, never zero. Figures of different scope are never added. A code keeps its meaning over the "
                "years; what does not go on over a change of form stands in comparability."), ""]
    return "\n".join([*lines, "```python", *how_to_open(), "```", ""])


def how_to_open() -> list[str]:
    """The lines that open the package with DuckDB and pandas."""
    return ["import duckdb, pandas", "", "duckdb.sql(\"\"\"", "  SELECT year, sum(value) FROM 'data/figures-long.parquet'",
            "  WHERE code = 'requests/received/total' GROUP BY year ORDER BY year", "\"\"\").show()",
            "figures = pandas.read_csv('data/figures-wide.csv', dtype={'unit': str})"]
