"""`gxstats check`: the checks on files before they are filed, or on a store; the catalogue; the test of the checks."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import click

from gxstats import catalog
from gxstats.errors import GxstatsError

if TYPE_CHECKING:
    from gxstats.checking.answers import Answer
    from gxstats.model import Finding
    from gxstats.storing.writing import Stored

_DATA = Path("data/public")
_SIGN = {"error": "x", "warning": "!", "info": "."}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), envvar="GXSTATS_DATA", help="A data directory with its store.")
@click.option("--unit", help="Only this unit.")
@click.option("--year", type=int, help="Only this report year.")
@click.option("--all", "passes", is_flag=True, help="Passes too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--junit", type=click.Path(path_type=Path), help="Write the answers as JUnit XML.")
@click.option("--list", "listing", is_flag=True, help="The catalogue of checks.")
@click.option("--self-test", "testing", is_flag=True, help="Each check on a broken and a sound specimen.")
@click.pass_obj
def check(
    language: str | None, files: tuple[Path, ...], data: Path | None, unit: str | None, year: int | None, passes: bool,
    as_json: bool, junit: Path | None, listing: bool, testing: bool,
) -> None:
    """Check FILES before they are filed, or every report of a store.

    Exit 0: no check of severity error failed. 1: at least one did. 2: could not run. With --data, files are also
    compared with what that directory holds of the same unit. Verdicts of people are told beside their findings; they
    do not change the exit code.
    """
    language = language or "zh"
    if listing:
        _list(language, as_json)
        return
    if testing:
        sys.exit(_self_test(language))
    try:
        found = _of_files(files, data, passes) if files else _of_store(data or _DATA, unit, year, passes)
    except GxstatsError as error:
        click.echo(catalog.say(error.sentence, language, **error.values), err=True)
        sys.exit(2)
    if files:
        found = [a for a in found if unit in (None, a.unit) and year in (None, a.year)]
    verdicts = _verdicts(found, data if files else data or _DATA, language)
    if junit:
        _junit(found, junit, language)
    for line in _lines(found, verdicts, language) if not as_json else (
            json.dumps(answer.line(language) | verdicts.get(answer.finding, {}), ensure_ascii=False) for answer in found):
        click.echo(line)
    sys.exit(any(answer.status == "fail" and answer.severity == "error" for answer in found))


# --- where answers come from --------------------------------------------------------------------------------------

def _of_store(data: Path, unit: str | None, year: int | None, passes: bool) -> list[Answer]:
    from gxstats.checking.answers import answers
    from gxstats.storing.store import Store, connect
    connection = connect(Store(data).path())
    try:
        known = "SELECT 1 FROM (SELECT unit FROM unit UNION ALL SELECT unit FROM report) WHERE unit = ?"
        if unit and not connection.execute(known, [unit]).fetchone():
            raise GxstatsError("the register has no unit {unit}", unit=unit)
        return answers(connection, unit, year, passes)
    finally:
        connection.close()


def _of_files(files: tuple[Path, ...], data: Path | None, passes: bool) -> list[Answer]:
    """Files read and checked in a store in memory, beside what a data directory holds of their units."""
    import duckdb

    from gxstats import pipeline
    from gxstats.checking import checks
    from gxstats.checking.answers import Answer, answers
    from gxstats.storing.data import DataDirectory, load
    from gxstats.storing.writing import Stored, write
    register = load(data) if data else DataDirectory(Path("."), "", "", False)
    filed = {line.get("sha256", ""): line["unit"] for line in register.passports.values()}
    stored: list[Stored] = []
    refused: list[Answer] = []
    for shown in pipeline.show_all(files):
        if shown.error and not shown.file.exists():
            raise shown.error
        if not shown.reports:
            finding = pipeline.unreadable(shown.error) if shown.error else pipeline.NOT_A_REPORT
            refused.append(Answer("", finding.check, finding.severity, "fail", str(shown.file), None, None,
                                  sentence=finding.message, values=dict(finding.values)))
        for report in shown.reports:
            known = filed.get(report.sha256) or register.unit_named(report.unit or "", report.year)
            stored.append(Stored(report, known or report.unit, report.year, report.scope or "unknown", str(shown.file),
                                 published_on=report.published_on, url=report.url))
    beside = list(_beside(register, stored))
    connection = duckdb.connect()
    write(connection, register, [*stored, *beside], "files")
    connection.execute("DELETE FROM expected")  # a file is not asked for the reports of others
    checks.run(connection)
    found = answers(connection, passes=passes)
    own = set(range(1, len(stored) + 1))
    return refused + [answer for answer in found if answer.report_id in own]


def _beside(register: object, stored: list[Stored]) -> Iterator[Stored]:
    """Reports of other years that a data directory holds of the same units."""
    from gxstats import pipeline
    from gxstats.storing.data import DataDirectory
    from gxstats.storing.writing import Stored
    assert isinstance(register, DataDirectory)
    here = {(item.unit, item.year, item.scope) for item in stored}
    units = {item.unit for item in stored}
    lines = [line for line in register.passports.values() if line["unit"] in units and line["year"]
             and (line["unit"], int(line["year"]), line["scope"]) not in here]
    for line, shown in zip(lines, pipeline.show_all([register.path / line["file"] for line in lines]), strict=True):
        for report in shown.reports[:1]:
            yield Stored(report, line["unit"], int(line["year"]), line["scope"], line["file"],
                         line.get("extent") or "full", line.get("published_on") or None)


# --- how they are told --------------------------------------------------------------------------------------------

def _verdicts(found: list[Answer], data: Path | None, language: str) -> dict[str, dict[str, str]]:
    """What people decided on these findings, by finding: the verdict in words, who, when and why."""
    if data is None:
        return {}
    from gxstats.storing.decisions import Decisions
    standing = Decisions(data).standing([{
        "finding_id": a.finding, "check_code": a.check, "unit": a.unit, "year": a.year, "scope": a.scope,
        "code_table": a.table, "code_row": a.row, "code_column": a.column} for a in found if a.finding])
    told = {}
    for name, item in standing.items():
        word = catalog.word("verdict", item.decision.choice, language)
        told[name] = {"verdict": catalog.say("{verdict}, outdated", language, verdict=word) if item.outdated else word,
                      "verdict_by": item.decision.who, "verdict_when": item.decision.when, "verdict_why": item.decision.why}
    return told


def _lines(found: list[Answer], verdicts: dict[str, dict[str, str]], language: str) -> Iterator[str]:
    for (unit, year, scope), group in groupby(found, key=lambda a: (a.unit, a.year, a.scope)):
        head = (unit, year, scope and catalog.word("scope", scope, language))
        yield "== " + " ".join(str(part) for part in head if part is not None)
        unsaid: dict[str, list[str]] = {}
        for answer in group:
            label = str(getattr(catalog.checks()[answer.check], f"label_{language}"))
            if answer.status == "cannot_say":
                unsaid.setdefault(answer.tell(language), []).append(label)
            elif answer.status == "pass":
                yield f"  + {label}"
            else:
                yield f"  {_SIGN[answer.severity]} {label}: {answer.tell(language)}  [{answer.check}]"
                if said := verdicts.get(answer.finding):
                    yield "      " + " ".join(text for text in said.values() if text)
        for why, labels in unsaid.items():
            yield f"  ? {why}: " + ", ".join(dict.fromkeys(labels))
    failed = [answer for answer in found if answer.status == "fail"]
    count = {severity: sum(answer.severity == severity for answer in failed) for severity in _SIGN}
    yield catalog.say("{error} errors (x), {warning} warnings (!), {info} remarks (.)", language, **count)


def _list(language: str, as_json: bool) -> None:
    for item in catalog.checks().values():
        label, formula = getattr(item, f"label_{language}"), getattr(item, f"formula_{language}")
        if as_json:
            click.echo(json.dumps({
                "check": item.code, "kind": item.kind, "severity": item.severity, "since": item.since, "label": label,
                "formula": formula, "exceptions": getattr(item, f"exceptions_{language}"), "evidence": item.evidence,
                "forms": item.forms}, ensure_ascii=False))
        else:
            click.echo(f"{item.code}  {item.severity}  {item.since}-  {item.evidence}\n    {label}\n    {formula}")
            for exception in getattr(item, f"exceptions_{language}"):
                click.echo(f"    - {exception}")


def _self_test(language: str) -> int:
    from gxstats.checking.specimens import self_test
    good = True
    for outcome in self_test(_findings):
        good = good and outcome.good
        caught = catalog.say("caught" if outcome.caught else "NOT CAUGHT", language)
        alone = catalog.say("left alone" if outcome.left_alone else "ACCUSED", language)
        click.echo(f"{outcome.check:<34}{caught:<12}{alone}")
    return 0 if good else 1


def _findings(path: Path) -> list[Finding]:
    """Every finding of one file, the refusal to read it included."""
    from gxstats import pipeline
    shown = pipeline.show(path)
    if not shown.reports:
        return [pipeline.unreadable(shown.error) if shown.error else pipeline.NOT_A_REPORT]
    return [finding for report in shown.reports for finding in report.findings]


def _junit(found: list[Answer], path: Path, language: str) -> None:
    """One test case an answer: a fail is a failure, cannot say is skipped."""
    suite = ElementTree.Element("testsuite", name="gxstats check", tests=str(len(found)), failures=str(
        sum(a.status == "fail" for a in found)), skipped=str(sum(a.status == "cannot_say" for a in found)))
    for answer in found:
        case = ElementTree.SubElement(
            suite, "testcase", classname=f"{answer.unit or ''}.{answer.year or ''}", name=answer.check)
        if answer.status == "fail":
            ElementTree.SubElement(case, "failure", type=answer.severity, message=answer.tell(language))
        elif answer.status == "cannot_say":
            ElementTree.SubElement(case, "skipped", message=answer.tell(language))
    ElementTree.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
