"""A document becomes reports: which tables it prints, which run is which row, and what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gxstats import catalog
from gxstats.model import Block, Cell, Document, Finding, Form, Grid, Paragraph, Picture, Report, Seen
from gxstats.reading import disclosure, disputes, identify, matching, narrative, requests
from gxstats.reading.collect import collect
from gxstats.reading.events import Event, Head, Run
from gxstats.reading.from_text import Text
from gxstats.reading.labels import normalise
from gxstats.reading.statements import figures

_REACH = 4_000  # letters before the last head of the disclosure table that still belong to it


def extract(document: Document, sha256: str, chosen: Form | None = None) -> list[Report]:
    """The reports that a document holds, nearly always one; an empty list when it prints no official table. `chosen` is the
    form that a person says it has, whatever its words are.

    Every printed cell that could be placed is in `cells`; whatever could not be placed, read or found has a finding
    that names it. Nothing is repaired.
    """
    events, text = collect(document)
    parts = requests.instances(events)
    if len(parts) > 1 and not requests.same_numbers(parts, events):
        pieces = _split(document, events, parts)
        if pieces:
            return [report for piece in pieces for report in extract(piece, sha256, chosen)]
    return _one(document, sha256, events, text, parts, chosen)


def _one(
    document: Document, sha256: str, events: list[Event], text: Text, parts: list[list[Run]], chosen: Form | None,
) -> list[Report]:
    recognised = _form(document, events, text)
    form = chosen or recognised
    found_disclosure, found_requests, found_disputes = _tables(events, text, parts, form)
    cells: tuple[Cell, ...] = (*found_disclosure.cells, *found_requests.cells, *found_disputes.cells)
    if not cells and not any(result.findings for result in (found_disclosure, found_requests, found_disputes)):
        return []
    findings = [*document.remarks, *found_disclosure.findings, *found_requests.findings, *found_disputes.findings]
    if form is None and found_requests.form:
        form = catalog.forms()[found_requests.form]
    if chosen:
        cells, strange = _of_form(cells, chosen, recognised)
        findings += strange
    seen = {"disclosure": found_disclosure.seen, "requests": found_requests.seen, "disputes": found_disputes.seen}
    findings += _missing(document, form, cells, findings, seen)
    if document.again:
        findings += _differing(document, cells)
    if len(parts) > 1 and not requests.same_numbers(parts, events):
        findings.append(Finding(
            "reports_mixed", "error", "the file holds tables of several reports that cannot be told apart"))
    if document.origin == "ocr" and found_disclosure.cells:
        findings.append(Finding(
            "cell_unreadable", "warning", "{table} was recognised from a picture and no sum proves its numbers",
            "disclosure"))
    if document.origin != "printed":
        cells = tuple(cell._replace(origin=document.origin) if cell.origin == "printed" else cell for cell in cells)
    passport = identify.identify(document, form, document.name)
    sections = narrative.sections(document, form or list(catalog.forms().values())[-1])
    return [Report(
        file=document.name, unit=passport.unit, year=passport.year, form=form.code if form else None,
        scope=passport.scope, title=passport.title, published_on=passport.published_on, sha256=sha256,
        cells=cells, findings=(*findings, *passport.findings), sections=sections,
        figures=figures(sections, passport.year), lines=tuple(document.lines), url=passport.url,
        reasons=passport.reasons, seen=_seen(document),
    )]


def _tables(
    events: list[Event], text: Text, parts: list[list[Run]], form: Form | None,
) -> tuple[requests.Found, requests.Found, requests.Found]:
    """What stands in the three tables, as printed in the form."""
    start, end = requests.region(parts[0], events) if parts else (float("inf"), 0.0)
    found = requests.read(events, parts, form)
    return disclosure.read(events, text, start, form), found, disputes.read(events, text, max(end, 0.0))


def _seen(document: Document) -> Seen:
    return Seen(
        document.kind, tuple((b.place, b.height, b.width) for b in document.blocks if isinstance(b, Grid)),
        tuple((name, document.meta[name]) for name in (
            "encoding", "converted", "pages", "page_marks", "hidden_sheets", "hidden_rows") if name in document.meta))


def _witness(document: Document) -> list[Cell]:
    """The cells of the (first) report of a document, and nothing else of it."""
    events, text = collect(document)
    parts = requests.instances(events)
    if len(parts) > 1 and not requests.same_numbers(parts, events) and (pieces := _split(document, events, parts)):
        return next((cells for piece in pieces if (cells := _witness(piece))), [])
    return [cell for table in _tables(events, text, parts, _form(document, events, text)) for cell in table.cells]


def _differing(document: Document, cells: Sequence[Cell]) -> list[Finding]:
    """Where a second reading of the same file gives another number for a cell. The first one has its place proved by
    the lines around it and is kept; the difference is said."""
    try:
        others = _witness(replace(document, blocks=document.again, again=()))
    except (ValueError, IndexError, KeyError):  # the second reading is a witness, never a reason to fail
        return []
    second = {cell.path: cell.value for cell in others if cell.value is not None}
    return [Finding("readings_differ", "warning", "{row}, {column}: {found} by its place, {expected} in the text layer", cell.table,
                    cell.row, cell.column, found=cell.value, expected=second[cell.path], place=cell.place)
            for cell in cells if cell.value is not None and second.get(cell.path, cell.value) != cell.value]


# --- which form ---------------------------------------------------------------------------------------------------

def _form(document: Document, events: Sequence[Event], text: Text) -> Form | None:
    """The edition whose own words stand in the tables. Prose is left out: it may speak of last year's form."""
    grids = [cell.text for block in document.blocks if isinstance(block, Grid) for cell in block.cells]
    printed = "|".join(map(normalise, grids))
    heads = [int(event.position) for event in events if isinstance(event, Head) and event.table == "disclosure"]
    near = [head for head in heads if heads[-1] - head < _REACH]
    if near:
        ends = [int(event.position) for event in events if isinstance(event, Head) and event.table == "disputes"]
        printed += "|" + normalise(text.text[max(near[0], 0):max([*ends, near[0] + _REACH])])
    scores = {code: sum(normalise(word) in printed for word in form.fingerprints)
              for code, form in catalog.forms().items()}
    best = max(scores, key=lambda code: scores[code])
    alone = list(scores.values()).count(scores[best]) == 1
    return catalog.forms()[best] if scores[best] and alone else None


def _of_form(cells: Sequence[Cell], chosen: Form, recognised: Form | None) -> tuple[tuple[Cell, ...], list[Finding]]:
    """What the form chosen by a person has a place for; the rest is left out and told, since forms never mix."""
    own = set(chosen.paths()) | {f"{table.code}/{group.code}/{column.code}" for table in chosen.tables for group in table.groups
                                 for column in table.rows[0].columns}
    found = []
    if recognised and recognised is not chosen:
        found.append(Finding("form_mismatch", "warning", "the words of the tables are those of {form}, {chosen} was chosen",
                             values={"form": recognised.notice, "chosen": chosen.notice}))
    for table, row in dict.fromkeys((cell.table, cell.row) for cell in cells if cell.path not in own):
        found.append(Finding("form_mismatch", "error", "{row} has no place, or not all of its columns, in the form chosen; its "
                             "numbers there are left out", table, row))
    return tuple(cell for cell in cells if cell.path in own), found


# --- what is missing ----------------------------------------------------------------------------------------------

def _missing(
    document: Document, form: Form | None, cells: Sequence[Cell], findings: Sequence[Finding],
    seen: Mapping[str, set[str]],
) -> list[Finding]:
    """A finding for each table, row or column of the form that the document does not print. What is printed without
    a number (some reports leave all zeros out) is a warning, what is not printed at all an error."""
    result: list[Finding] = []
    form = form or list(catalog.forms().values())[-1]
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    refused = {(f.table, f.row) for f in findings if f.severity == "error"}
    columns: dict[tuple[str, str], set[str]] = {}
    for cell in cells:
        columns.setdefault((cell.table, cell.row), set()).add(cell.column)
    for table in form.tables:
        printed = {row for name, row in columns if name == table.code}
        refused_rows = {row for name, row in refused if name == table.code and row}
        headed_only = table.one_line and bool(pictures)  # its heading, and a picture where the table should stand
        if not printed and seen[table.code] and not headed_only and not refused_rows and (
                table.code, None) not in refused:
            result.append(Finding("table_missing", "warning", "{table} is printed without a number", table.code))
            continue
        if not printed and not refused_rows and (table.code, None) not in refused:
            if pictures:
                result.append(Finding(
                    "table_is_picture", "error", "{table} was not found as text; the document holds {count} pictures",
                    table.code, values={"count": len(pictures)}, place=pictures[0].place))
            result.append(Finding("table_missing", "error", "{table} was not found as text", table.code))
            continue
        if not printed and (table.code, None) in refused:
            continue
        covered = printed | refused_rows
        for group in table.groups:
            if group.code in covered and not covered & set(group.sum_of):
                covered |= set(group.sum_of)  # printed as one row; beside its parts it covers none of them
        absent = [row for row in table.rows if row.code not in covered]
        if len(absent) * 2 > len(table.rows) and not table.one_line:
            result.append(Finding(
                "row_missing", "warning", "only {count} of {total} rows of {table} are in this copy",
                table.code, values={"count": len(table.rows) - len(absent), "total": len(table.rows)}))
            continue
        lost = [row.code for row in absent]
        rows_somewhere = {row.code for row in matching.rows(table.code)}
        lost += [group.code for group in table.groups if group.code in rows_somewhere and set(group.sum_of) <= set(lost) - seen[
            table.code]]  # it may have stood there as one row
        for code in lost:
            if code in seen[table.code]:
                result.append(Finding("row_missing", "warning", "row {row} is printed without a number", table.code, code))
            else:
                result.append(Finding("row_missing", "error", "row {row} of {table} was not found", table.code, code))
        for row in table.rows:
            have = columns.get((table.code, row.code))
            for column in [column.code for column in row.columns if column.code not in have] if have else ():
                result.append(Finding("row_missing", "error", "column {column} of row {row} was not found",
                                      table.code, row.code, column))
    return result


# --- two reports in one file --------------------------------------------------------------------------------------

def _split(document: Document, events: Sequence[Event], parts: Sequence[Sequence[Run]]) -> list[Document]:
    """The document cut before the second and later reports, or an empty list where the reports are interleaved."""
    cuts: list[int] = []
    blocks = document.blocks
    lines_before, number = [], 0
    for block in blocks:
        lines_before.append(number)
        number += block.height if isinstance(block, Grid) else 1
    for first, second in pairwise(parts):
        low, high = first[-1].place.line or 0, second[0].place.line or 0
        between = [index for index, before in enumerate(lines_before) if low < before + 1 <= high]
        titles = [index for index in between if isinstance(block := blocks[index], Paragraph)
                  and identify.is_title(block.text)]
        if not titles:
            return []
        cut = titles[0]
        while cut - 1 in between and _names_a_unit(blocks[cut - 1]):
            cut -= 1  # the unit's line stands above the line with the year
        cuts.append(cut)
    edges = [0, *cuts, len(blocks)]
    return [replace(document, blocks=blocks[a:b], meta={**document.meta, "part": str(i + 1)})
            for i, (a, b) in enumerate(pairwise(edges))]


def _names_a_unit(block: Block) -> bool:
    """Whether a block is a short line that names a body, or nothing."""
    if not isinstance(block, Paragraph):
        return False
    text = "".join(block.text.split())
    return not text or (len(text) <= 30 and identify.classify(text) != "unknown")
