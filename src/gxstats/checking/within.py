"""What the identities inside one report say: sums, balances, blanks. Source: the form's identities (definitions/forms).

A sum with a missing number is never a pass and never a failure: it says nothing here, and the blank itself is told.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache

from gxstats import catalog
from gxstats.model import Cell, Finding, Form, Identity, Kind, Place, Report

_NONE = Decimal(0)
_EMPTY = ("blank", "not_applicable")  # states of a cell without a number


class _Numbers:
    """The values of a report by path; a group is its one printed row, else the sum of its rows."""

    def __init__(self, form: Form, cells: Sequence[Cell]) -> None:
        self.cells = {cell.path: cell for cell in cells}
        self.printed = {path: cell.value for path, cell in self.cells.items() if cell.value is not None}
        self.groups = _groups(form)
        self.identities = _rules(form, frozenset(path for path in _group_paths(form) if path in self.cells))

    def value(self, path: str, blank: Decimal | None = None) -> Decimal | None:
        """The number at a path; `blank` stands for a printed blank or sign, None where anything is missing."""
        cell = self.cells.get(path)
        if cell is not None:
            if cell.value is not None:
                return cell.value
            return blank if cell.state in _EMPTY else None
        table, row, column = path.split("/")
        if row not in self.groups:
            return None
        return self.total([f"{table}/{part}/{column}" for part in self.groups[row]], blank)

    def total(self, paths: Sequence[str], blank: Decimal | None = None) -> Decimal | None:
        """The sum over paths, None when any is missing."""
        try:
            return sum(map(self.printed.__getitem__, paths), _NONE)
        except KeyError:
            values = [self.value(path, blank) for path in paths]
            return sum((v for v in values if v is not None), _NONE) if None not in values else None

    def leaves(self, paths: Sequence[str]) -> list[str]:
        """The paths with groups replaced by their rows where those are what is printed."""
        return _leaves(paths, self.groups, self.cells)


@cache
def _groups(form: Form) -> dict[str, tuple[str, ...]]:
    """The rows of each group."""
    return {group.code: group.sum_of for table in form.tables for group in table.groups}


@cache
def _group_paths(form: Form) -> tuple[str, ...]:
    """The cells that a report may print for a group as a whole."""
    return tuple(f"{table.code}/{group.code}/{column.code}"
                 for table in form.tables for group in table.groups for column in table.rows[0].columns)


@lru_cache(maxsize=100)
def _rules(form: Form, printed: frozenset[str]) -> tuple[Identity, ...]:
    """The identities of a report that prints these cells for whole groups: its other groups are their rows, and those
    it prints add up as any other row of the table."""
    rules = list(form.identities)
    for table in form.tables:
        pattern = next((rule for rule in form.identities if rule.table == table.code and rule.row), None)
        for group in table.groups:
            if pattern and any(path.startswith(f"{table.code}/{group.code}/") for path in printed):
                row = f"/{pattern.row}/"
                total, parts = (tuple(path.replace(row, f"/{group.code}/") for path in paths)
                                for paths in (pattern.total, pattern.parts))
                rules.append(Identity(pattern.check, table.code, group.code, None, total, parts))
    return tuple(replace(rule, parts=tuple(_leaves(rule.parts, _groups(form), printed))) for rule in rules)


def _leaves(paths: Sequence[str], groups: Mapping[str, Sequence[str]], printed: Container[str]) -> list[str]:
    found: list[str] = []
    for path in paths:
        table, row, column = path.split("/")
        if path not in printed and row in groups:
            found.extend(f"{table}/{part}/{column}" for part in groups[row])
        else:
            found.append(path)
    return found


def within(form: Form, cells: Sequence[Cell]) -> tuple[Finding, ...]:
    """Findings on one report from its own numbers: broken identities, impossible values, missing totals, blanks."""
    numbers = _Numbers(form, cells)
    missing: dict[str, Finding] = {}
    for path, finding in _totals_missing(numbers):
        missing.setdefault(path, finding)  # of two for one cell the first, which names its row
    broken = list(_broken(numbers))
    return (*broken, *_misread(broken, numbers), *_impossible(form, numbers), *missing.values(),
            *_blanks(form, numbers, set(missing)))


def again(report: Report, changed: Report) -> Report:
    """`changed` with what its numbers say told anew, where its cells are not those of `report`."""
    if changed.cells == report.cells or not report.form:
        return changed
    form = catalog.forms()[report.form]
    before = within(form, report.cells)
    return replace(changed, findings=(*(f for f in changed.findings if f not in before), *within(form, changed.cells)))


def sums_of(form: Form, cells: Sequence[Cell], path: str) -> list[Decimal]:
    """For each sum or balance that a cell takes part in and whose other numbers are there: the number with which it holds."""
    numbers = _Numbers(form, cells)
    found = []
    for identity in numbers.identities:
        sides = [numbers.leaves(identity.total), numbers.leaves(identity.parts)]
        own, other = sides if path in sides[0] else sides[::-1]
        if own.count(path) != 1 or path in other:
            continue
        rest, across = numbers.total([part for part in own if part != path], _NONE), numbers.total(other, _NONE)
        if rest is not None and across is not None:
            found.append(across - rest)
    return found


def _misread(broken: Sequence[Finding], numbers: _Numbers) -> Iterator[Finding]:
    """In a report recognised from a picture: the one cell whose change would mend a broken row and a broken column.

    It is proposed, never applied. Where a row and a column are wrong by the same amount, their crossing is the suspect.
    """
    rows = [f for f in broken if f.check == "requests_row_total"]
    columns = [f for f in broken if f.check == "requests_handled_sum"]
    for row in rows:
        for column in columns:
            cell = numbers.cells.get(f"requests/{row.row}/{column.column}")
            assert isinstance(row.found, Decimal) and isinstance(row.expected, Decimal)  # noqa: PT018
            assert isinstance(column.found, Decimal) and isinstance(column.expected, Decimal)  # noqa: PT018
            off = row.found - row.expected
            if cell is None or cell.value is None or cell.origin != "ocr" or off != column.found - column.expected:
                continue
            yield Finding(
                "cell_unreadable", "warning", "{row}, {column}: recognised as {found}; {expected} would make both sums hold",
                cell.table, cell.row, cell.column, found=cell.value, expected=cell.value + off, place=cell.place)


def _broken(numbers: _Numbers) -> Iterator[Finding]:
    for identity in numbers.identities:
        left, right = numbers.total(identity.total), numbers.total(identity.parts)
        if left is None or right is None:
            # a blank can only add to the parts: where those printed exceed one printed total, it is broken anyway
            right = numbers.total(identity.parts, _NONE)
            if left is None or right is None or right <= left or len(identity.total) > 1:
                continue
        if left != right:
            yield _finding(identity, left, right, numbers)


def _finding(identity: Identity, left: Decimal, right: Decimal, numbers: _Numbers) -> Finding:
    cell = numbers.cells.get(identity.total[0])
    message = _SENTENCES[identity.check]
    if left == 0 and right > 0:
        message = _ZERO_TOTAL["row" if identity.row else "column"]
    return Finding(identity.check, "error", message, identity.table, identity.row, identity.column,
                   found=left, expected=right, place=cell.place if cell else Place())


_ZERO_TOTAL = {
    "row": "{row}: the total is printed 0 while its parts add to {expected}",
    "column": "column {column}: the total is printed 0 while its parts add to {expected}",
}
_SENTENCES = {
    "requests_row_total": "{row}: the total is {found}, the six kinds of applicant add to {expected}",
    "requests_handled_sum": "column {column}: handled in total is {found}, the results add to {expected}",
    "requests_balance": "column {column}: received and carried in are {found}, handled and carried over are {expected}",
    "disputes_total": "{row}: the total is {found}, the results add to {expected}",
}


@cache
def _kinds(form: Form) -> dict[str, Kind]:
    """What every number of a form is, by path."""
    return {f"{table.code}/{row.code}/{column.code}": column.kind
            for table in form.tables for row in table.rows for column in row.columns}


def _impossible(form: Form, numbers: _Numbers) -> Iterator[Finding]:
    kinds = _kinds(form)
    for path, cell in numbers.cells.items():
        value, kind = cell.value, kinds.get(path, "count")
        if value is None:
            continue
        if (value < 0 and kind != "signed") or (value != value.to_integral_value() and kind != "money"):
            yield Finding(
                "count_not_whole", "error", "{row}, {column}: {found} is not a possible count", cell.table, cell.row,
                cell.column, found=cell.value, place=cell.place)


# --- blanks -------------------------------------------------------------------------------------------------------

def _totals_missing(numbers: _Numbers) -> Iterator[tuple[str, Finding]]:
    """A printed total is blank while a part is a number: the completeness twin of every sum check. (path, finding)."""
    for identity in numbers.identities:
        path = identity.total[0]
        cell = numbers.cells.get(path)
        if len(identity.total) > 1 or cell is None or cell.state not in _EMPTY:
            continue
        if any((part := numbers.cells.get(leaf)) and part.value is not None for leaf in numbers.leaves(identity.parts)):
            yield path, Finding(
                "total_missing", "warning",
                "{row}: the total is blank, so it cannot be checked" if identity.row
                else "{row}, {column}: the total is blank, so it cannot be checked",
                cell.table, cell.row, None if identity.row else cell.column, found=cell.text, place=cell.place)


def _blanks(form: Form, numbers: _Numbers, told: set[str]) -> Iterator[Finding]:
    """One finding a row with blanks: a warning for those that may be lost numbers, info for the others.

    It names the one blank cell where the row adds up without it; else a number may be lost and others have moved up.
    """
    for table in form.tables:
        cells = [cell for cell in numbers.cells.values() if cell.table == table.code]
        empty = [cell for cell in cells if cell.state in _EMPTY]
        if empty and not any(cell.value is not None for cell in cells):
            yield Finding("blank_cells", "warning", "{table} holds no numbers", table.code)
            continue
        prints_zero = any(cell.value == 0 for cell in cells)
        doubtful = {c.path for c in empty} if prints_zero else _doubtful(table.code, empty, numbers)
        by_row: dict[str, list[Cell]] = {}
        for cell in empty:
            if cell.path not in told:
                by_row.setdefault(cell.row, []).append(cell)
        for row, blanks in by_row.items():
            loud = [cell for cell in blanks if cell.path in doubtful]
            if loud and table.one_line and not _adds_up(loud[0], numbers):
                yield Finding(
                    "blank_cells", "warning", "{table} has a blank that no sum explains: a number may be lost and others moved",
                    table.code, place=loud[0].place)
            if len(loud) == 1 and _adds_up(loud[0], numbers):
                cell = loud[0]
                yield Finding(
                    "blank_cells", "warning", "{row}, {column} is left blank where other cells print 0" if prints_zero
                    else "{row}, {column} is left blank and no sum proves that it means none",
                    cell.table, row, cell.column, found=cell.text, place=cell.place)
            elif loud:
                yield Finding(
                    "blank_cells", "warning", "{row}: {count} cells are left blank where other cells print 0"
                    if prints_zero else "{row}: {count} cells are left blank and no sum proves that they mean none",
                    table.code, row, values={"count": len(loud)}, place=loud[0].place)
            if len(loud) < len(blanks):
                yield Finding(
                    "blank_cells", "info", "{row}: {count} cells are blank; this table prints no 0", table.code, row,
                    values={"count": len(blanks) - len(loud)}, place=blanks[0].place)


def _adds_up(blank: Cell, numbers: _Numbers) -> bool:
    """Whether a row has one column, or its total is the sum of its parts with the blank as nothing."""
    row = [cell for cell in numbers.cells.values() if (cell.table, cell.row) == (blank.table, blank.row)]
    sums = [identity for identity in numbers.identities if (identity.table, identity.row) == (blank.table, blank.row)]
    return len(row) == 1 or any(numbers.total(i.total, _NONE) == numbers.total(i.parts, _NONE) for i in sums)


def _doubtful(table: str, empty: list[Cell], numbers: _Numbers) -> set[str]:
    """Blanks of a table without a 0 that may be lost numbers: a sum is broken without them, or none reaches them.

    A sign such as / was printed on purpose; where no sum reaches the table, only a true blank is doubtful.
    """
    proved: set[str] = set()
    broken: set[str] = set()
    reached = False
    for identity in numbers.identities:
        if identity.table != table:
            continue
        reached = True
        left, right = numbers.total(identity.total, _NONE), numbers.total(identity.parts, _NONE)
        if left is None or right is None:
            continue
        printed = len(identity.total) > 1 or numbers.cells[identity.total[0]].value is not None
        if left == right and (printed or left == 0):
            proved.update(numbers.leaves((*identity.total, *identity.parts)))
        elif left != right and printed:
            broken.update(numbers.leaves((*identity.total, *identity.parts)))
    if not reached:
        return {cell.path for cell in empty if cell.state == "blank"}
    return {cell.path for cell in empty if cell.path in broken or cell.path not in proved}
