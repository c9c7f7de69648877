"""The order of things: reading, the checks inside a report, storing, the checks across reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb

from gxstats import catalog
from gxstats.apart import LostError, crew
from gxstats.checking.within import again, within
from gxstats.errors import DamagedFileError, GxstatsError, StoreMissingError
from gxstats.model import Finding, Form, Report
from gxstats.storing.copying import Copied, NotCopiedError, unchanged
from gxstats.storing.corrections import Typed, corrected, typed_cell, typed_reports
from gxstats.storing.data import DataDirectory, directories, load
from gxstats.storing.decisions import Decision, Decisions
from gxstats.storing.imports import recover
from gxstats.storing.kept import Kept, engine, program
from gxstats.storing.locking import alone
from gxstats.storing.store import Store
from gxstats.storing.writing import Stored, write

Progress = Callable[[int, int, str], None]
_ALONE = 3  # so few documents are read without starting other processes
_LONGEST = 240  # seconds for one document; a scan of many pages takes a while


@dataclass(frozen=True)
class Shown:
    """What reading one file gave: its reports, or the error that says why there are none."""

    file: Path
    reports: tuple[Report, ...] = ()
    error: GxstatsError | None = None


def read_reports(path: Path, name: str = "", form: str = "") -> list[Report]:
    """The reports of one file with every finding of their own; ReadError when the file cannot be read.

    An empty list means that the file prints no official table. `name` is what the file was called where it came from,
    `form` the code of the form that a person chose.
    """
    from gxstats.reading.extract import extract
    from gxstats.reading.readers import content, read
    data = content(path)
    document = read(path, data)
    if name:
        document = replace(document, name=name)
    sha256 = hashlib.sha256(data).hexdigest()
    reports = []
    for report in extract(document, sha256, catalog.forms().get(form)):
        edition = catalog.forms()[report.form] if report.form else list(catalog.forms().values())[-1]
        reports.append(replace(report, file=str(path), findings=(*report.findings, *within(edition, report.cells))))
    return reports


def show(path: Path, name: str = "", form: str = "") -> Shown:
    """One file read, its failure kept as a value so that a batch goes on; `name` and `form` as in `read_reports`."""
    try:
        if not path.exists():
            raise GxstatsError("{name} does not exist", name=str(path))
        return Shown(path, tuple(read_reports(path, name, form)))
    except GxstatsError as error:
        if name and "name" in error.values:
            error = type(error)(error.sentence, **{**error.values, "name": name})
        return Shown(path, error=error)
    except Exception as error:  # whatever a document does to us, the batch goes on and the document is told
        why = f"{type(error).__name__}: {error}"[:200]
        return Shown(path, error=GxstatsError("{name} could not be read: {why}", name=name or path.name, why=why))


def show_all(paths: Sequence[Path], names: Sequence[str] = ()) -> Iterator[Shown]:
    """Many files read on all cores, answered in the order given; few are read here, without starting other processes."""
    if len(paths) <= _ALONE:
        yield from map(show, paths, names or [""] * len(paths))
    else:
        yield from show_apart(paths, names)


def show_apart(paths: Sequence[Path], names: Sequence[str] = (), waiting: Callable[[], object] = lambda: None,
               forms: Sequence[str] = ()) -> Iterator[Shown]:
    """As `show_all`, always in processes of their own: what a document does to its reader, the others and we go on. `waiting`
    is called now and then; an error in it ends the reading."""
    called = list(names) or [""] * len(paths)
    work = list(zip(paths, called, forms or [""] * len(paths), strict=True))
    answers = crew().each(f"{__name__}:show", work, _LONGEST, waiting)
    for path, name, answer in zip(paths, called, answers, strict=True):
        if isinstance(answer, LostError):
            answer = Shown(path, error=DamagedFileError(
                "{name} took longer than {limit} seconds to read and was given up; print it to PDF or split it" if answer.late
                else "reading {name} broke the reader; save it anew or as another kind of file",
                name=name or path.name, limit=_LONGEST))
        yield answer


def unreadable(error: GxstatsError) -> Finding:
    """The finding that stands for a file that could not be read."""
    return Finding("unreadable", "error", error.sentence, values=dict(error.values))


NOT_A_REPORT = Finding("not_a_report", "error", "no table of any official form was recognised")


# --- build --------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Summary:
    """What a build did: counts of reports, units, documents read now, kept from before and unreadable, and findings."""

    reports: int
    units: int
    read: int
    kept: int
    failed: int
    errors: int
    warnings: int
    snapshot: str


def refresh(path: Path) -> Summary:
    """`build`, unless the snapshot there holds everything already: of many who store at once not each builds."""
    return build(path, if_changed=True)


def build(path: Path, progress: Progress | None = None, fresh: bool = False, if_changed: bool = False) -> Summary:
    """Documents of a data directory become a new snapshot of its store. Unchanged documents are not read again.

    One bad document never stops a build: it is stored as a report that was not read, with a finding.
    """
    store = Store(path)
    recover(path)
    try:
        with alone(store.directory / ".building"):
            try:
                return _build(path, store, progress, fresh, if_changed, store.newest())
            except NotCopiedError:
                return _build(path, store, progress, fresh, if_changed, None)
    except OSError as error:
        raise GxstatsError("the store could not be written ({why}); the one before is untouched",
                           why=str(error.strerror or error)[:120]) from error


def _build(path: Path, store: Store, progress: Progress | None, fresh: bool, if_changed: bool, before: Path | None) -> Summary:
    data = load(path)
    kept = Kept(store.directory / "read", engine())
    files = data.documents()
    digests = {name: data.digest(name) for name in files}
    inputs = _inputs(data, digests)
    if if_changed and (same := store.built_from(inputs)):
        return Summary(**{**same, "read": 0, "kept": len(files)})
    made_from = _made_from(data, digests)
    copied = unchanged(before, made_from) if before and not fresh else []
    have = {item.file for item in copied}
    forms = {name: data.passports.get(name, {}).get("form") or "" for name in files}
    under = {name: kept_under(digests[name], forms[name]) for name in files}
    known = {} if fresh else {name: found for name in files if name not in have and (found := kept.get(under[name])) is not None}
    unread = [name for name in files if name not in known and name not in have]
    done = len(files) - len(unread)
    if progress:
        progress(done, len(files), "")
    failed = 0
    called = [data.passports.get(name, {}).get("name", "") for name in unread]
    answers = show_apart([path / name for name in unread], called, forms=[forms[name] for name in unread])
    for name, shown in zip(unread, answers, strict=True):
        reports = list(shown.reports) or [_nothing(name, digests[name], shown)]
        failed += not shown.reports
        reports = [replace(report, file=name) for report in reports]
        kept.put(under[name], reports)
        known[name] = reports
        done += 1
        if progress:
            progress(done, len(files), name)
    stored: list[Stored | Copied] = [*_with_passports(data, known), *copied]
    stored.sort(key=lambda item: (item.unit or "~", item.year or 0, item.scope, item.file))
    of_file: dict[str, list[Stored | Copied]] = {name: [] for name in files}
    for item in stored:
        of_file.get(item.file, []).append(item)  # a typed report is of no document
    with store.writing() as connection:
        write(connection, data, stored, store.next_snapshot(), {name: made_from(name, of_file[name]) for name in files}, before)
        run_checks(connection)
        errors, warnings = connection.execute(
            "SELECT count(*) FILTER (severity = 'error' AND status = 'fail'), "
            "count(*) FILTER (severity = 'warning' AND status = 'fail') FROM finding").fetchall()[0]
    kept.forget_others()
    summary = Summary(len(stored), len({item.unit for item in stored}), len(unread), len(files) - len(unread), failed,
                   errors, warnings, store.snapshot())
    store.sign(program(), inputs, asdict(summary))
    return summary


def _made_from(data: DataDirectory, digests: Mapping[str, str]) -> Callable[[str, Sequence[Stored | Copied]], str]:
    """A hash of all that decides the rows of a document (its reports are given for their unit, year and scope): where it is
    the same in another snapshot, so are the rows. It mirrors `_with_passports`."""
    decisions = Decisions(data.path)
    replaced = _replaced(data, typed_reports(decisions.read("typed")))
    corrections: dict[str, list[str]] = {}
    for d in decisions.read("correction"):
        corrections.setdefault(d.subject.rsplit("/", 3)[0], []).append(repr(d))
    units = {line["unit"] for line in data.units}
    named = [(line["unit"], line["name"], line["from_year"], line["to_year"]) for line in data.units]
    shared = program()

    def made_from(file: str, reports: Sequence[Stored | Copied]) -> str:
        digest, line, folder = digests.get(file), data.passports.get(file, {}), Path(file).parent.name
        return _hash_of([shared, digest, sorted(line.items()), digest in replaced,
                          folder if folder in units or line.get("unit") else named,
                          [corrections.get(f"{item.unit}/{item.year}/{item.scope}") for item in reports]])

    return made_from


def _hash_of(parts: Sequence[object]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _replaced(data: DataDirectory, typed: Sequence[Typed]) -> set[str]:
    """The hashes of the documents that a later one takes the place of."""
    return {line["supersedes"] for line in data.passports.values() if line.get("supersedes")} | {t.supersedes for t in typed}


def _inputs(data: DataDirectory, digests: Mapping[str, str]) -> str:
    """A hash of everything a store is made from."""
    parts: list[object] = [program(), data.label_zh, data.label_en, data.invented, data.source, data.units, data.succession,
                           data.due_dates, sorted(data.passports.items()), sorted(digests.items())]
    decided = Decisions(data.path)
    for kind in ("correction", "typed"):
        parts += [(d.subject, d.choice, d.when, sorted(d.expects.items())) for d in decided.read(kind)]
    return _hash_of(parts)


def kept_under(sha256: str, form: str) -> str:
    """The name of what was read of a document, by its hash and the form that a person chose, if any."""
    return f"{sha256}-{form}" if form else sha256


def keep(path: Path, read: Iterable[tuple[str, str, Sequence[Report]]]) -> None:
    """Keep what was read of documents just stored (`kept_under`, file, reports), so that the next build need not read them again.
    Where that fails, the build reads them."""
    with suppress(OSError):
        kept = Kept(Store(path).directory / "read", engine())
        for under, file, reports in read:
            kept.put(under, [replace(report, file=file) for report in reports])


def _nothing(name: str, digest: str, shown: Shown) -> Report:
    """A document that gave no report, kept as one that was not read."""
    finding = unreadable(shown.error) if shown.error else NOT_A_REPORT
    return Report(name, None, None, None, None, None, None, digest, findings=(finding,))


def _with_passports(data: DataDirectory, known: dict[str, list[Report]]) -> list[Stored]:
    """Each report with who, when and whose numbers: the passport first, then the folder, then what it says itself."""
    decisions = Decisions(data.path)
    typed = typed_reports(decisions.read("typed"))
    replaced = _replaced(data, typed)
    corrections = decisions.read("correction")
    stored = []
    for name in sorted(known):
        for report in known[name]:
            line = data.passports.get(name, {})
            folder = Path(name).parent.name
            units = {item["unit"] for item in data.units}
            year = int(line["year"]) if line.get("year") else report.year
            unit = line.get("unit") or (folder if folder in units else data.unit_named(report.unit or "", report.year))
            findings = report.findings
            if line and report.year and year != report.year:
                findings += (Finding("year_unclear", "warning", "registered for {year}, the document says {other}",
                                     values={"year": year, "other": report.year}),)
            # a register that names what the document does not say settles the question
            settled = {"unit_unclear": line.get("unit"), "year_unclear": line.get("year"), "scope_unclear": line.get("scope")}
            findings = tuple(f for f in findings if not (settled.get(f.check) and not f.values))
            scope, current = line.get("scope") or report.scope or "unknown", report.sha256 not in replaced
            stored.append(Stored(
                with_corrections(replace(report, findings=findings), unit, year, scope, current, corrections), unit, year, scope,
                name, line.get("extent") or "full", line.get("published_on") or report.published_on,
                line.get("url") or report.url, line.get("supersedes") or None, current))
    return [*stored, *_typed(typed, replaced)]


def with_corrections(report: Report, unit: str | None, year: int | None, scope: str, current: bool,
                     corrections: Sequence[Decision]) -> Report:
    """A report with what people corrected in it, checked again."""
    return again(report, corrected(report, unit, year, scope, current, corrections))


def _typed(typed: Sequence[Typed], replaced: Collection[str]) -> list[Stored]:
    """The reports that were typed from paper."""
    return [Stored(replace(item.report, findings=within(catalog.forms()[item.report.form or ""], item.report.cells)), item.unit,
                   item.year, item.scope, item.report.file, "tables_only", item.report.published_on, supersedes=item.supersedes
                   or None, current=item.report.sha256 not in replaced) for item in typed]


def check_typed(form: Form, texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """What does not add up in numbers being typed (path -> text); blanks are not complained about."""
    cells = tuple(typed_cell(path, text) for path, text in texts.items() if text.strip())
    return tuple(finding for finding in within(form, cells) if finding.found is not None)


def run_checks(connection: duckdb.DuckDBPyConnection) -> None:
    """The checks across reports, where the catalogue has them."""
    from gxstats.checking import checks
    checks.run(connection)


def ensure(root: Path, progress: Progress | None = None) -> list[Path]:
    """The data directories under a root, each with a store: the example is written, and every store that is missing or
    was built by another version of the program is built."""
    if progress:
        progress(0, 1, "")
    example = root / "example"
    if root.exists() and directories(root) != [root] and not (example / "data.toml").exists():
        from gxstats.demo.county import write_county
        write_county(example)
    found = directories(root)
    for path in found:
        if not is_current(path):
            build(path, progress)
    return found


def is_current(path: Path) -> bool:
    """Whether a data directory has a store, built by this program."""
    store = Store(path)
    try:
        store.path()
    except StoreMissingError:
        return False
    return store.built_by() == program()
