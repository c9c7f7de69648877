"""`gxstats assess`: a scheme applied to a year, one unit explained, a sign-off reproduced from its own files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gxstats import catalog
from gxstats.errors import GxstatsError

if TYPE_CHECKING:
    from gxstats.measuring.assessment import Result, UnitScore
    from gxstats.measuring.facts import Facts
    from gxstats.measuring.signing import Signed

_Files = tuple[Path | None, Path | None]  # a workbook, Word files

_DATA = Path("data/public")


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=_DATA, envvar="GXSTATS_DATA", show_default=True,
              help="A data directory with its store.")
@click.option("--scheme", help="The scheme by name; without it the schemes at hand are listed.")
@click.option("--year", type=int, help="The report year to assess.")
@click.option("--explain", metavar="UNIT", help="Every point of one unit with formula, numbers and place.")
@click.option("--signed", type=click.Path(path_type=Path), help="Reproduce a sign-off from its own folder; no store is needed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a unit.")
@click.option("--xlsx", type=click.Path(path_type=Path), help="Write the sheets as a workbook.")
@click.option("--docx", type=click.Path(path_type=Path), help="Write the sheets as Word files: a .zip, or a .docx with --explain.")
@click.pass_obj
def assess(
    language: str | None, data: Path, scheme: str | None, year: int | None, explain: str | None, signed: Path | None,
    as_json: bool, xlsx: Path | None, docx: Path | None,
) -> None:
    """Score the units of a year by a scheme. Exit 0: done; 1: a sign-off does not reproduce; 2: could not run."""
    language = language or "zh"
    try:
        if signed:
            sys.exit(_signed(signed, explain, as_json, (xlsx, docx), language))
        if not scheme:
            _list(data, language)
            return
        result, facts = _now(data, scheme, year)
        _tell(result, facts, explain, as_json, (xlsx, docx), language)
    except GxstatsError as error:
        click.echo(catalog.say(error.sentence, language, **error.values), err=True)
        sys.exit(2)


def _list(data: Path, language: str) -> None:
    from gxstats.measuring import schemes
    for name, text in schemes.available(data).items():
        try:
            scheme = schemes.read(name, text)
            click.echo(f"{name}  {scheme.label(language)}")
        except GxstatsError as error:
            click.echo(f"{name}  {catalog.say(error.sentence, language, **error.values)}")


def _now(data: Path, name: str, year: int | None) -> tuple[Result, Facts]:
    from gxstats.measuring import schemes
    from gxstats.measuring.assessment import assess as score
    from gxstats.measuring.facts import facts
    from gxstats.measuring.judging import judged
    from gxstats.measuring.queries import years
    from gxstats.storing.decisions import Decisions
    from gxstats.storing.store import Store, connect
    scheme = schemes.load(data, name)
    connection = connect(Store(data).path())
    try:
        ask = _asking(connection)
        span = years(ask)
        year = year or (span[1] if span else scheme.first)
        found = facts(ask, scheme, year, data)
    finally:
        connection.close()
    return score(scheme, found, judged(Decisions(data), name, year)), found


def _asking(connection: Any) -> Callable[[str, Mapping[str, Any]], Any]:
    return lambda sql, values: (connection.execute(sql, dict(values)) if values else connection.execute(sql)).df()


def _signed(folder: Path, explain: str | None, as_json: bool, files: _Files, language: str) -> int:
    from gxstats.measuring.signing import reproduced, thawed
    signed, result, same = reproduced(folder)
    _tell(result, thawed(folder)[2], explain, as_json, files, language, signed)
    about = signed.manifest
    click.echo(catalog.say("signed by {who} at {when}", language, who=about["signed_by"], when=about["signed_at"]), err=True)
    if signed.confirmed:
        click.echo(catalog.say("confirmed by {who} at {when}", language, who=signed.confirmed["who"],
                               when=signed.confirmed["when"]), err=True)
    elif about["second_name"]:
        click.echo(catalog.say("not confirmed by a second person yet", language), err=True)
    if signed.withdrawn:
        click.echo(catalog.say("withdrawn by {who} at {when}", language, who=signed.withdrawn["who"],
                               when=signed.withdrawn["when"]), err=True)
    click.echo(catalog.say("recomputed from its own files: the same" if same else "recomputed from its own files: NOT the same",
                           language), err=True)
    return 0 if same else 1


def _tell(result: Result, facts: Facts, explain: str | None, as_json: bool, files: _Files, language: str,
          signed: Signed | None = None) -> None:
    if explain:
        found = [u for u in result.units if explain in (u.unit, u.about["name"], u.about["short_name"], u.about["name_en"])]
        if not found:
            raise GxstatsError("{unit} is not assessed by this scheme in {year}", unit=explain, year=result.year)
        result = type(result)(result.scheme, result.year, tuple(found))
    _write(result, facts, files, language, signed)
    if as_json:
        for unit in result.units:
            click.echo(json.dumps(_line(result, facts, unit, language), ensure_ascii=False))
    elif explain:
        for unit in result.units:
            for line in _explained(result, facts, unit, language):
                click.echo(line)
    else:
        for unit in sorted(result.units, key=lambda u: (u.total is None, -(u.total or u.high), u.unit)):
            click.echo(_short(unit, language))


def _write(result: Result, facts: Facts, files: _Files, language: str, signed: Signed | None) -> None:
    xlsx, docx = files
    if xlsx:
        from gxstats.exporting.assessed import workbook
        xlsx.write_bytes(workbook(result, facts, language))
    if docx:
        from gxstats.exporting import scored
        state = scored.state(signed, language)
        if docx.suffix == ".docx" and len(result.units) != 1:
            raise GxstatsError("one sheet is for one unit: name it with --explain, or write a .zip of all")
        docx.write_bytes(scored.sheet(result, facts, result.units[0], state, language) if docx.suffix == ".docx" else
                         scored.sheets(result, facts, state, language))


def _short(unit: UnitScore, language: str) -> str:
    from gxstats.measuring.explaining import number
    name = unit.about["short_name" if language == "zh" else "name_en"]
    if unit.total is not None:
        return f"{unit.rank}{'=' if unit.shares_rank else ''}\t{name}\t{number(unit.total)}"
    why = "{count} items open" if unit.reported else "no report is in"
    return f"-\t{name}\t{number(unit.low)}–{number(unit.high)}\t{catalog.say(why, language, count=len(unit.open))}"


def _explained(result: Result, facts: Facts, unit: UnitScore, language: str) -> Iterator[str]:
    from gxstats.measuring.explaining import evidence, formula, number, put_in
    yield _short(unit, language)
    for item, score in zip(result.scheme.items, unit.items, strict=True):
        got = catalog.say("open", language) if score.score is None else number(score.score)
        yield f"{item.code}  {item.label(language)}  {got} / {number(score.points)}"
        for reason in score.reasons:
            yield "    " + formula(result.scheme, item, item.rules[reason.rule], language)
            yield "      " + put_in(reason, item, language)
            for text, path in evidence(reason, facts, unit.unit, language):
                yield f"      · {text}{f'  [{path}]' if path else ''}"
        if score.adjusted:
            yield "    " + catalog.say("adjusted by {who} on {when}: {why} {evidence}", language, who=score.adjusted.who,
                                       when=score.adjusted.when[:16], why=score.adjusted.why, evidence=score.adjusted.evidence)


def _line(result: Result, facts: Facts, unit: UnitScore, language: str) -> dict[str, Any]:
    from gxstats.measuring.explaining import evidence, formula, put_in
    return {
        "scheme": result.scheme.name, "year": result.year, "unit": unit.unit, "name": unit.about["name"], "kind": unit.kind,
        "total": unit.total, "low": unit.low, "high": unit.high, "rank": unit.rank or None, "sha256": unit.about["sha256"] or None,
        "items": [{
            "item": item.code, "label": item.label(language), "points": score.points, "score": score.score,
            "reasons": [{
                "formula": formula(result.scheme, item, item.rules[reason.rule], language), "points": reason.points,
                "open": reason.open, "put_in": put_in(reason, item, language), "figures": dict(reason.figures),
                "findings": list(reason.findings),
                "evidence": [{"text": text, "cell": path or None} for text, path in evidence(reason, facts, unit.unit, language)],
            } for reason in score.reasons],
            "adjusted": score.adjusted.choice if score.adjusted else None,
        } for item, score in zip(result.scheme.items, unit.items, strict=True)],
    }
