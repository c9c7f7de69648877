"""Rows that a conversion has shifted or spoilt: each number right, or the row is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gxstats import catalog
from gxstats.model import Document
from tests.reading.conftest import flagged, read, text_document

HEAD = "某某县财政局2023年政府信息公开工作年度报告"
NEWEST = list(catalog.forms().values())[-1]
COLUMNS = [column.code for column in NEWEST.table("requests").rows[0].columns]
ROWS = [row.code for row in NEWEST.table("requests").rows]
LABELS = {row.code: row.label for row in NEWEST.table("requests").rows}


BALANCE = ("received", "carried_in", "handled", "carried_out")


def numbers(row: str) -> list[int]:
    """Seven numbers of a row, other ones for each row, all sums and balances sound."""
    if row == "handled":
        return [sum(column) for column in zip(*(numbers(other) for other in ROWS if other not in BALANCE), strict=True)]
    if row == "received":
        handled, carried_in, carried_out = numbers("handled"), numbers("carried_in"), numbers("carried_out")
        return [a + b - c for a, b, c in zip(handled, carried_out, carried_in, strict=True)]
    six = [ROWS.index(row) + 1, 0, 0, ROWS.index(row) % 3, 0, 0]
    return [*six, sum(six)]


def truth() -> dict[str, Decimal | None]:
    return {f"requests/{row}/{column}": Decimal(number) for row in ROWS
            for column, number in zip(COLUMNS, numbers(row), strict=True)}


def disclosure(rows: str) -> Document:
    return text_document(f"{HEAD}\n二、主动公开政府信息情况\n{rows}\n三、收到和处理政府信息公开申请情况\n")


def piece(row: str) -> list[str]:
    return [f"| {' | '.join(map(str, numbers(row)))} |", f"|{'---|' * 7}"]


def requests(lines: list[str]) -> Document:
    content = [HEAD, "三、收到和处理政府信息公开申请情况", "申请人情况", "自然人 法人或其他组织 总计", *lines,
               *([] if any("行政诉讼情况" in line for line in lines) else ["四、政府信息公开行政复议、行政诉讼情况"])]
    return text_document("\n".join(content), "report.md")


def labelled(row: str) -> str:
    return f"| {LABELS[row]} | {' | '.join(map(str, numbers(row)))} |"


def wrapped(label: str) -> list[str]:
    return [label[i:i + 9] for i in range(0, len(label), 9)]


@pytest.mark.parametrize("printed", ["1O 2 3", "l2 3 4", "1.2万 3 4", "3 4 5%"])
def test_digits_beside_a_letter_are_no_number(printed: str) -> None:
    document = disclosure(f"第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 {printed}")
    report, findings = read(document)
    assert report is not None
    assert report.value("disclosure/regulation/issued") is None
    assert flagged("disclosure/regulation/issued", findings)


@pytest.mark.parametrize("printed", ["0-1812 9", "1+10 0"])
def test_a_sign_behind_a_digit_proves_no_end_of_the_number_before_the_next_blank(printed: str) -> None:
    document = disclosure(f"第二十条第（五）项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n行政许可 {printed}")
    report, findings = read(document)
    assert report is not None
    assert report.value("disclosure/licensing/item_change") is None
    assert flagged("disclosure/licensing/item_change", findings)


def test_an_empty_end_of_a_line_with_tabs_may_be_a_lost_number() -> None:
    """"3 3 21" has lost its first number with its tab, and every line ends in a tab."""
    rows = "第二十条第（一）项\t\t\t\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t3\t21\t"
    _, findings = read(disclosure(rows))
    assert all(flagged(f"disclosure/normative_document/{column}", findings) for column in ("issued", "repealed", "in_force"))


def test_two_numbers_in_one_cell_and_an_empty_cell_are_told_for_the_whole_row() -> None:
    rows = ("|信息内容|上一年项目数量|本年增/减|处理决定数量|\n|---|---|---|---|\n"
            "|行政许可|12|3|5|\n|其他对外管理服务事项|0-185|0||")
    _, findings = read(disclosure(f"第二十条第（五）项\n{rows}"))
    assert flagged("disclosure/other_service/item_change", findings)


@pytest.mark.parametrize("before", [True, False])
def test_labels_of_pieces_stand_before_their_rows_or_behind_them(before: bool) -> None:
    """Some rows hold their label, of others it stands beside the piece: order tells which is which."""
    lines: list[str] = []
    for index, row in enumerate(ROWS):
        if index % 4 < 2:
            lines.append(labelled(row))
            continue
        behind = index % 4 == 3 and not before
        lines += ["", *([] if behind else wrapped(LABELS[row])), *piece(row), *(wrapped(LABELS[row]) if behind else []), ""]
    document = requests(lines)
    report, _ = read(document)
    assert report is not None
    assert {cell.path: cell.value for cell in report.cells} == truth()


@pytest.mark.parametrize("lost", range(2, len(ROWS) - 2))
def test_a_lost_piece_never_moves_the_next(lost: int) -> None:
    """The labels of two pieces stand behind them, and the first piece is gone: its label now stands before the second."""
    behind = ROWS[lost:lost + 2]
    lines = [labelled(row) for row in ROWS[:lost]]
    lines += ["", *wrapped(LABELS[behind[0]]), "", *piece(behind[1]), "", *wrapped(LABELS[behind[1]]), ""]
    document = requests([*lines, *(labelled(row) for row in ROWS[lost + 2:])])
    report, findings = read(document)
    assert report is not None
    assert report.value(f"requests/{behind[0]}/total") is None
    assert all(flagged(f"requests/{row}/total", findings) for row in behind)


def test_slashes_alone_on_a_line_are_values_and_no_part_of_a_wrapped_label() -> None:
    lines: list[str] = []
    for row in ROWS:
        half = len(LABELS[row]) - (3 if len(LABELS[row]) > 9 else 0)
        values = "/ / / / / / /" if row == "refused_publication" else " ".join(map(str, numbers(row)))
        lines += [LABELS[row][:half], values, LABELS[row][half:]]
    report, _ = read(requests(lines))
    assert report is not None
    wanted = truth() | {f"requests/refused_publication/{column}": None for column in COLUMNS}
    assert {cell.path: cell.value for cell in report.cells} == wanted


def test_one_row_for_a_group_that_was_lost_is_named_too() -> None:
    """In the undivided form of the row nobody can tell whether three rows or one were lost."""
    lines = [f"{LABELS[row]} {' '.join(map(str, numbers(row)))}" for row in ROWS if not row.startswith("other_")]
    _, findings = read(requests(lines))
    assert all(flagged(f"requests/{row}/total", findings) for row in ("other", "other_unpaid", "other_rest"))


def test_an_undivided_row_of_signs_is_a_row() -> None:
    lines = [f"{LABELS[row]} | {' | '.join(map(str, numbers(row)))}" for row in ROWS if not row.startswith("other_")]
    lines.insert(ROWS.index("other_uncorrected"), "（六）其他处理 | " + " | ".join("—" * 7))
    report, findings = read(requests(lines))
    assert report is not None
    assert [cell.state for cell in report.cells if cell.row == "other"] == ["not_applicable"] * 7
    assert not [f for f in findings if f.check == "row_missing" and f.table == "requests"]


@pytest.mark.parametrize("head", ["（二）部分公开（区分处理的，只计这一情形，不计其他",
    "（二）部分公开（区分处理的，只计这一情形，不计其他\n"])
def test_a_label_may_break_behind_a_word_that_is_a_label_itself(head: str) -> None:
    lines = [f"{LABELS[row]} {' '.join(map(str, numbers(row)))}" for row in ROWS]
    lines[ROWS.index("partly_granted")] = f"{head}  {'  '.join(map(str, numbers('partly_granted')))}\n情形）"
    report, findings = read(requests(lines))
    assert report is not None
    assert {cell.path: cell.value for cell in report.cells} == truth()
    assert not [f for f in findings if f.table == "requests"]


def test_a_row_of_empty_cells_is_no_error_and_takes_nothing_from_the_next_table() -> None:
    """The last row of the requests is blank; the next numbers are those of the disputes."""
    lines = [f"{LABELS[row]} {' '.join(map(str, numbers(row)))}" for row in ROWS[:-1]]
    lines += [f"{LABELS['carried_out']}\t\t\t\t\t", "四、政府信息公开行政复议、行政诉讼情况", "行政复议 行政诉讼",
              "1 2 3 4 10 0 0 0 0 0 1 0 0 0 1", "五、存在的主要问题及改进情况"]
    report, findings = read(requests(lines))
    assert report is not None
    assert report.value("disputes/reconsideration/total") == 10
    assert {f.severity for f in findings if f.row == "carried_out"} == {"warning"}
    assert not [f for f in findings if f.severity == "error" and f.table in ("requests", "disputes")]


def test_a_framed_row_of_too_few_empty_cells_is_no_error() -> None:
    """A group's name takes the place of the first cell; the signs between cells make a whole table nevertheless."""
    table = [[LABELS[row], *map(str, numbers(row))] for row in ROWS]
    table[ROWS.index("other_uncorrected")] = ["（六）其他处理", LABELS["other_uncorrected"], *[""] * 6]
    report, findings = read(requests([f"|{'|'.join(row)}|" for row in table]))
    assert report is not None
    assert [f.severity for f in findings if f.row == "other_uncorrected"] == ["warning"]


@pytest.mark.parametrize("sign", ["\t", " | "])
def test_a_remark_below_a_number_breaks_its_line_but_not_its_row(sign: str) -> None:
    row = sign.join(["行政规范性文件", "22\n（其中修订 16 件）", "0", "55 \n （含自然失效 29 件）"])
    head = sign.join(["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"])
    report, findings = read(disclosure(f"第二十条第（一）项\n{head}\n{sign.join(['规章', '0', '0', '0'])}\n{row}"))
    assert report is not None
    assert [cell.value for cell in report.cells if cell.row == "normative_document"] == [22, 0, 55]
    assert not [f for f in findings if f.row in ("normative_document", "regulation")]
