"""A store of any size, generated straight into its tables: realistic numbers, gaps and findings, little evidence.

    python -m benchmarks.generated <directory> <units> [<years>]

Numbers come from a fixed seed. Every identity holds; about one report in twenty is missing and one cell in five hundred is not
printed. Documents are not written: cells, lines and sections stay empty, because the pages of the leaders read `figure`.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from gxstats import catalog
from gxstats.storing.data import load
from gxstats.storing.figures import column_of, paths
from gxstats.storing.kept import program
from gxstats.storing.store import Store
from gxstats.storing.writing import write

_FIRST = 2019
_SEED = 2026
_APPLICANTS = {"natural_person": .88, "business": .07, "research": .004, "public_welfare": .008, "legal_service": .025,
               "other_org": .013}
_RESULTS = {
    "granted": .40, "partly_granted": .09, "denied_state_secret": .002, "denied_other_law": .006, "denied_security": .002,
    "denied_third_party": .014, "denied_internal": .022, "denied_process": .026, "denied_enforcement": .019,
    "denied_query": .016,
    "unavailable_not_held": .21, "unavailable_not_compiled": .03, "unavailable_unclear": .012, "refused_petition": .036,
    "refused_duplicate": .02, "refused_publication": .002, "refused_excessive": .005, "refused_reissue": .005,
    "other_uncorrected": .02, "other_unpaid": .004, "other_rest": .042, "carried_out": .04,
}
_ROUTES = {"reconsideration": .045, "litigation_direct": .012, "litigation_after": .008}
_RESULT_OF_CASE = {"upheld": .6, "corrected": .14, "other": .14, "pending": .12}
_KINDS = ("department", "township", "gov_office", "subdistrict", "vertical_organ")


def generate(directory: Path, units: int, years: int = 8) -> Path:
    """A data directory with a built store of about 0.95 x units x years reports, ready for the dashboard."""
    directory.mkdir(parents=True, exist_ok=True)
    first, last = _FIRST, _FIRST + years - 1
    (directory / "data.toml").write_text('label_zh = "生成数据"\nlabel_en = "Generated"\ninvented = true\n', encoding="utf-8")
    lines = [{"unit": f"u{number:06d}", "from_year": first, "to_year": "", "name": f"第{number}单位",
              "short_name": f"第{number}单位", "name_en": f"Unit {number}", "kind": _KINDS[number % len(_KINDS)],
              "level": "county", "parent": "",
              "region_code": "990000", "credit_code": "", "position": number} for number in range(1, units + 1)]
    with (directory / "units.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    data, store = load(directory), Store(directory)
    with store.writing() as connection:
        write(connection, data, [], store.next_snapshot())
        random = np.random.default_rng(_SEED)
        mean = np.minimum(random.lognormal(2.6, 1.3, units), 5_000)
        carried = np.zeros((units, len(_APPLICANTS)))
        stock = random.integers(0, 30, units).astype(float)
        for year in range(first, last + 1):
            carried, stock = _year(connection, random, year, mean, carried, stock, (year - first) * units)
        connection.execute(
            "INSERT INTO expected SELECT unit, y.year, 'organ' FROM unit, range($first, $last) AS y(year)",
            {"first": first, "last": last + 1})
        connection.execute(
            "INSERT INTO finding SELECT 'f' || report_id, report_id, unit, year, scope, "
            "['requests_balance', 'requests_handled_sum', 'disputes_total', 'sudden_change'][1 + report_id % 4], "
            "['error', 'warning'][1 + report_id % 2], 'fail', 'requests', 'handled', 'total', '1', '2', '', '{}', 'identity' "
            "FROM report WHERE report_id % 5 = 0")
    store.sign(program())
    return directory


def _year(connection: duckdb.DuckDBPyConnection, random: np.random.Generator, year: int, mean: np.ndarray, carried: np.ndarray,
          stock: np.ndarray, before: int) -> tuple[np.ndarray, np.ndarray]:
    """One year of every unit into `report` and `figure`; what is carried over and in force at its end."""
    units = len(mean)
    form = catalog.form_for(year)
    assert form is not None
    known = set(form.paths())
    columns: dict[str, np.ndarray] = {}
    totals: dict[str, np.ndarray] = {}
    left = np.zeros_like(carried)
    for place, (kind, share) in enumerate(_APPLICANTS.items()):
        results = {row: random.poisson(mean * share * part).astype(float) for row, part in _RESULTS.items()}
        left[:, place] = results["carried_out"]
        for group in form.table("requests").groups:
            results[group.code] = sum(results[row] for row in group.sum_of)
        results.setdefault("other", sum(results[row] for row in _RESULTS if row.startswith("other_")))
        results["handled"] = sum(v for row, v in results.items() if row in _RESULTS and row != "carried_out")
        all_in = results["handled"] + results["carried_out"]
        results["carried_in"] = np.minimum(carried[:, place], all_in)
        results["received"] = all_in - results["carried_in"]
        for row, values in results.items():
            columns[f"requests/{row}/{kind}"] = values
            totals[row] = totals.get(row, 0) + values
    columns |= {f"requests/{row}/total": values for row, values in totals.items()}
    for route, share in _ROUTES.items():
        cases = {r: random.poisson(mean * share * part).astype(float) for r, part in _RESULT_OF_CASE.items()}
        columns |= {f"disputes/{route}/{r}": v for r, v in cases.items()} | {f"disputes/{route}/total": sum(cases.values())}
    issued, repealed = random.poisson(2.0, units).astype(float), np.minimum(random.poisson(1.5, units), stock)
    stock = stock + issued - repealed
    columns |= {"disclosure/normative_document/issued": issued, "disclosure/normative_document/repealed": repealed,
                "disclosure/normative_document/in_force": stock, "disclosure/normative_document/produced": issued,
                "disclosure/fee/amount": np.round(random.gamma(.4, 50, units), 2),
                **{f"disclosure/{row}/decisions": random.poisson(mean * 8).astype(float)
                   for row in ("licensing", "penalty", "coercion")}}
    groups = {f"requests/{group.code}/" for group in form.table("requests").groups}
    columns = {p: v for p, v in columns.items() if p in known or any(p.startswith(g) for g in groups)}
    have = random.random(units) > .05
    frame = pd.DataFrame({column_of(p): np.where(random.random(units) < .002, np.nan, columns[p]) if p in columns
                          else np.full(units, np.nan) for p in paths()})
    frame.insert(0, "number", np.arange(1, units + 1))
    frame = frame[have]
    connection.register("incoming", frame)
    names = ", ".join(column_of(p) for p in paths())
    values = ", ".join(f"CASE WHEN isnan({column_of(p)}) THEN NULL ELSE {column_of(p)} END" for p in paths())
    about = {"before": before, "year": year, "form": form.code}
    connection.execute(f"INSERT INTO figure (report_id, unit, year, scope, form, {names}) SELECT $before + number, "
                       f"format('u{{:06d}}', number), $year, 'organ', $form, {values} FROM incoming", about)
    connection.execute(
        "INSERT INTO report (report_id, unit, year, scope, extent, form, published_on, sha256, file, current, cells, complete, "
        "counts) "
        "SELECT $before + number, format('u{:06d}', number), $year, 'organ', 'full', $form, make_date($year + 1, 1, 25), "
        "sha256(number || '-' || $year), 'reports/' || number || '/' || $year || '.html', true, 200, true, true "
        "FROM incoming", about)
    connection.unregister("incoming")
    return left, stock


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 8)
