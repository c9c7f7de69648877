"""What the identities inside one report say: sums, balances, blanks. Source: the form's identities (definitions/forms).

A sum with a missing number is never a pass and never a failure: it says nothing here, and the blank itself is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gxstats.model import Cell, Column, Finding, Form, Identity, Place, Table

_TOTALS = {"requests_row_total", "disputes_total"}  # identities whose total is a column of the same row


class _Numbers:
    """The values of a report by path; a group is its one printed row, else the sum of its rows."""

    def __init__(self, form: Form, cells: Sequence[Cell]) -> None:
        self.cells = {cell.path: cell for cell in cells}
        self.groups = {group.code: group.sum_of for table in form.tables for group in table.groups}

    def value(self, path: str, blank: Decimal | None = None) -> Decimal | None:
        """The number at a path; `blank` stands for a printed blank or sign, None where anything is missing."""
        cell = self.cells.get(path)
        if cell is not None:
            if cell.value is not None:
                return cell.value
            return blank if cell.state in ("blank", "not_applicable") else None
        table, row, column = path.split("/")
        return self.total([f"{table}/{part}/{column}" for part in self.groups[row]], blank) if row in self.groups else None

    def total(self, paths: Sequence[str], blank: Decimal | None = None) -> Decimal | None:
        """The sum over paths, None when any is missing."""
        values = [self.value(path, blank) for path in paths]
        return sum((v for v in values if v is not None), Decimal(0)) if None not in values else None

    def leaves(self, paths: Sequence[str]) -> list[str]:
        """The paths with groups replaced by their rows where those are what is printed."""
        found: list[str] = []
        for path in paths:
            table, row, column = path.split("/")
            if path not in self.cells and row in self.groups:
                found.extend(f"{table}/{part}/{column}" for part in self.groups[row])
            else:
                found.append(path)
        return found


def within(form: Form, cells: Sequence[Cell]) -> tuple[Finding, ...]:
    """Findings on one report from its own numbers: broken identities, impossible values, missing totals, blanks."""
    numbers = _Numbers(form, cells)
    return (
        *_broken(form, numbers), *_impossible(form, cells), *_totals_missing(form, numbers), *_blanks(form, numbers),
    )


def _broken(form: Form, numbers: _Numbers) -> Iterator[Finding]:
    for identity in form.identities:
        left, right = numbers.total(identity.total), numbers.total(identity.parts)
        if left is None or right is None:
            # blanks stand for none only where the other cells hold the identity; above the total they contradict it
            left, right = numbers.total(identity.total), numbers.total(identity.parts, Decimal(0))
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


def _impossible(form: Form, cells: Sequence[Cell]) -> Iterator[Finding]:
    columns: dict[str, Column] = {
        f"{table.code}/{row.code}/{column.code}": column
        for table in form.tables for row in table.rows for column in row.columns
    }
    for cell in cells:
        column = columns.get(cell.path)
        kind = column.kind if column else "count"
        if cell.value is None:
            continue
        whole = cell.value == cell.value.to_integral_value()
        if (kind != "signed" and cell.value < 0) or (kind != "money" and not whole):
            yield Finding(
                "count_not_whole", "error", "{row}, {column}: {found} is not a possible count", cell.table, cell.row,
                cell.column, found=cell.value, place=cell.place)


# --- blanks -------------------------------------------------------------------------------------------------------

def _totals_missing(form: Form, numbers: _Numbers) -> Iterator[Finding]:
    """A printed total is blank while a part is a number: the completeness twin of every sum check."""
    for identity in form.identities:
        if len(identity.total) > 1:
            continue
        cell = numbers.cells.get(identity.total[0])
        if cell is None or cell.state not in ("blank", "not_applicable"):
            continue
        if any((part := numbers.cells.get(path)) and part.value is not None for path in numbers.leaves(identity.parts)):
            by_row = identity.check in _TOTALS
            yield Finding(
                "total_missing", "warning", "{row}: the total is blank, so it cannot be checked", cell.table, cell.row,
                None if by_row else cell.column, place=cell.place)


def _blanks(form: Form, numbers: _Numbers) -> Iterator[Finding]:
    for table in form.tables:
        cells = [cell for cell in numbers.cells.values() if cell.table == table.code]
        prints_zero = any(cell.value == 0 for cell in cells)
        empty = [cell for cell in cells if cell.state in ("blank", "not_applicable")]
        if not any(cell.value is not None for cell in cells):
            if empty:
                yield Finding("blank_cells", "info", "{table} holds no numbers", table.code)
            continue
        by_row: dict[str, list[Cell]] = {}
        for cell in empty:
            by_row.setdefault(cell.row, []).append(cell)
        for row, blanks in by_row.items():
            loud = [cell for cell in blanks if _is_loud(cell, table, form, numbers, prints_zero)]
            for cell in loud:
                yield Finding(
                    "blank_cells", "warning", "{row}, {column} is left blank where other cells print 0 or do not add up"
                    if prints_zero else "{row}, {column} is left blank and no sum proves that it means none",
                    cell.table, row, cell.column, found=cell.text, place=cell.place)
            if len(loud) < len(blanks):
                yield Finding(
                    "blank_cells", "info", "{row}: {count} cells are blank; this table prints no 0", table.code, row,
                    values={"count": len(blanks) - len(loud)}, place=blanks[0].place)


def _is_loud(cell: Cell, table: Table, form: Form, numbers: _Numbers, prints_zero: bool) -> bool:
    """Whether a blank may be a lost number: the table prints 0 elsewhere, or no sum proves the blank to mean none."""
    if prints_zero:
        return True
    if not any(identity.table == table.code for identity in form.identities):
        return cell.state == "blank"  # no sum reaches this table; a sign was printed on purpose, a blank may be a loss
    nothing = Decimal(0)
    proved = False
    for identity in form.identities:
        if cell.path not in numbers.leaves((*identity.total, *identity.parts)):
            continue
        left, right = numbers.total(identity.total, nothing), numbers.total(identity.parts, nothing)
        if left is None or right is None:
            continue
        total = numbers.cells.get(identity.total[0])
        printed = len(identity.total) > 1 or (total is not None and total.value is not None)
        if left == right and (printed or left == 0):
            proved = True
        elif left != right and printed:
            return True
    return not proved
