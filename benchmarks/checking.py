"""The identities of a million reports beside merely summing their columns, and copying over ten thousand reports."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterable, Iterator

import duckdb

from gxstats import catalog
from gxstats.checking.checks import identity_select
from gxstats.checking.similarity import Text, likenesses, sentences
from gxstats.model import Form
from gxstats.storing.figures import column_of

_REPORTS = 1_000_000
_TEXTS = 10_000
_ROUNDS = 5
_OTHER_FIGURES = str.maketrans("0123456789", "1234567892")


def main() -> None:
    """Print both measurements; the first must stay within 1.5 times, the second within ten minutes and 2 GB."""
    _copying()
    form = list(catalog.forms().values())[-1]
    connection = duckdb.connect()
    for statement in _consistent(form):
        connection.execute(statement)
    columns = [column_of(path) for path in form.paths()]
    summing = "SELECT " + ", ".join(f"sum({column})" for column in columns) + " FROM figure"
    checking = identity_select(form)
    assert connection.execute(checking).fetchall() == []
    plain, checked = _best(connection, summing), _best(connection, checking)
    print(f"{_REPORTS:,} reports x {len(columns)} figures: sums {plain:.3f} s, identities {checked:.3f} s, "
          f"{checked / plain:.2f} times")


def _best(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    times = []
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        connection.execute(query).fetchall()
        times.append(time.perf_counter() - begin)
    return min(times)


def _consistent(form: Form) -> Iterator[str]:
    """Statements that fill `figure` with random reports whose identities all hold."""
    requests, disputes = form.table("requests"), form.table("disputes")
    *kinds, total = (column.code for column in requests.rows[0].columns)
    results = [r.code for r in requests.rows if r.code not in ("received", "carried_in", "handled", "carried_out")]
    drawn = [f"requests__{row}__{kind}" for row in (*results, "carried_in", "carried_out") for kind in kinds]
    drawn += [f"disputes__{row.code}__{c.code}" for row in disputes.rows for c in row.columns[:-1]]
    drawn += [column_of(path) for path in form.table("disclosure").paths()]
    numbers = ", ".join(f"(hash(i, {n}) % 9)::DOUBLE AS {column}" for n, column in enumerate(drawn))
    yield f"CREATE TABLE drawn AS SELECT i AS report_id, {numbers} FROM range({_REPORTS}) t(i)"
    handled = [_sum((f"requests__{row}__{kind}" for row in results), f"requests__handled__{kind}") for kind in kinds]
    received = [f"requests__handled__{kind} + requests__carried_out__{kind} - requests__carried_in__{kind} "
                f"AS requests__received__{kind}" for kind in kinds]
    totals = [_sum((f"requests__{row.code}__{kind}" for kind in kinds), f"requests__{row.code}__{total}")
              for row in requests.rows]
    totals += [_sum((f"disputes__{row.code}__{c.code}" for c in row.columns[:-1]), f"disputes__{row.code}__total")
               for row in disputes.rows]
    groups = [_sum((f"requests__{row}__{column}" for row in group.sum_of), f"requests__{group.code}__{column}")
              for group in requests.groups for column in (*kinds, total)]
    for number, more in enumerate((handled, received, totals, groups)):
        before = "drawn" if number == 0 else f"step{number - 1}"
        name = "figure" if more is groups else f"step{number}"
        form_column = f"'{form.code}' AS form, " if more is groups else ""
        yield f"CREATE TABLE {name} AS SELECT *, {form_column}{', '.join(more)} FROM {before}"
        yield f"DROP TABLE {before}"


def _sum(columns: Iterable[str], name: str) -> str:
    return f"{' + '.join(columns)} AS {name}"


def _copying() -> None:
    """Masking and comparing; one text in a hundred of the second half is another unit's with other figures, and must be found."""
    dice = random.Random(1)
    letters = [chr(0x4E00 + n) for n in range(900)]
    parameters = catalog.checks()["copied_text"].parameters
    template = ["".join(dice.choices(letters, k=dice.randint(15, 45))) for _ in range(40)]
    bodies: list[list[str]] = []
    for _ in range(_TEXTS):
        own = ["".join(dice.choices(letters, k=dice.randint(15, 60))) + str(dice.randint(10, 999)) for _ in range(30)]
        bodies.append([*own, *dice.sample(template, 12)])
    planted = {number: number - _TEXTS // 2 for number in range(_TEXTS // 2, _TEXTS, 100)}
    for copy, source in planted.items():
        bodies[copy] = [sentence.translate(_OTHER_FIGURES) for sentence in bodies[source]]
    begin, busy = time.perf_counter(), time.process_time()
    texts = [Text(number, f"u{number // 5}", 2021 + number % 5, "organ", "", sentences(chr(0x3002).join(body), [], parameters))
             for number, body in enumerate(bodies)]
    found = likenesses(texts, parameters)
    took, busy = time.perf_counter() - begin, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    right = sum([k.other.report_id for k in found.get(copy, [])] == [source] for copy, source in planted.items())
    print(f"{_TEXTS:,} texts compared in {took:.0f} s ({busy:.0f} s of a processor), {memory:.0f} MB at most, "
          f"{right} of {len(planted)} copies found, {len(set(found) - {*planted, *planted.values()})} others blamed")


if __name__ == "__main__":
    main()
