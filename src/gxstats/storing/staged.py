"""What was read and is not stored yet: whose report it is as recognised, and what stands between it and the store."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from gxstats.errors import DamagedFileError, GxstatsError, TooLargeError
from gxstats.model import Finding, Report
from gxstats.storing.corrections import Correction
from gxstats.storing.data import DataDirectory, Line
from gxstats.storing.imports import Incoming, rivals

MOST_FILES = 1_000  # of one go
MOST_BYTES = 100 * 2**20  # of one file
MOST_HELD = 1_000 * 2**20  # of all files of one visit
MOST_UNPACKED = 500 * 2**20  # of one archive
_ALIKE = 0.5  # names less alike than this are not worth suggesting
_OFFERED = 5

NEW, SAME, REPLACES, TAKEN, DOUBT, UNIT, YEAR, SCOPE, SEVERAL, UNREADABLE, STORED = (
    "new", "same", "replaces", "taken", "doubt", "unit", "year", "scope", "several", "unreadable", "stored")
MAY = (NEW, DOUBT, REPLACES)  # states in which a document can be confirmed


@dataclass
class Staged:
    """One file that came in: content, what was read of it, and what people chose; `form` is empty where nobody chose one.
    `replacing` and `looked` (at all that is marked) are said by a person, `confirmed` are the cells of which somebody said that
    they are read well, `checked` is the report with its corrections."""

    name: str
    content: bytes
    sha256: str
    report: Report | None = None
    error: GxstatsError | None = None
    unit: str = ""
    year: int | None = None
    scope: str = ""
    published_on: str = ""
    form: str = ""
    replacing: bool = False
    corrections: dict[str, Correction] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    namesakes: bool = False
    count: int = 1
    stored: bool = False
    looked: bool = False
    confirmed: set[str] = field(default_factory=set)
    checked: Report | None = None

    @property
    def now(self) -> Report | None:
        """What was read, with what people corrected in it."""
        return self.checked or self.report

    def incoming(self, lines: Sequence[Line]) -> Incoming:
        """What `imports.confirm` takes, `lines` being the passports there are; GxstatsError where something must be chosen."""
        if self.year is None:
            raise GxstatsError("{name}: choose its year and whose numbers it holds first", name=self.name)
        found = rivals(lines, self.unit, self.year, self.scope)
        return Incoming(self.name, self.content, self.unit, self.year, self.scope, self.published_on,
                        (self.report.url if self.report else None) or "",
                        (found[0].get("sha256", "") if found and self.replacing else ""), tuple(self.corrections.values()),
                        self.form)


def staged(name: str, content: bytes, sha256: str, reports: Sequence[Report], error: GxstatsError | None,
           data: DataDirectory) -> Staged:
    """A file as read, its unit looked up in the register; a name that two units have, or none, is asked, never guessed."""
    report = reports[0] if reports else None
    item = Staged(name, content, sha256, report, error, count=len(reports))
    if report is None:
        return item
    item.year, item.scope = report.year, report.scope if report.scope and report.scope != "unknown" else ""
    item.published_on = report.published_on or ""
    match(item, data)
    return item


def match(item: Staged, data: DataDirectory) -> None:
    """Look a file's unit up in the register, again after that has changed; what a person chose stays."""
    said = (item.report.unit if item.report else "") or ""
    item.unit = item.unit or data.unit_named(said, item.report.year if item.report else None) or ""
    item.suggestions, item.namesakes = (), False
    if said and not item.unit:
        bearing = sorted({line["unit"] for line in data.units if line["name"] == said})
        item.namesakes = len(bearing) > 1
        item.suggestions = tuple(bearing) or suggestions(said, data)


def suggestions(name: str, data: DataDirectory, least: float = _ALIKE) -> tuple[str, ...]:
    """Up to five units whose names are most like this one (of `least` likeness from 0 to 1), the most alike first."""
    best: dict[str, float] = {}
    for line in data.units:
        for known in (line["name"], line.get("short_name", "")):
            if known:
                alike = SequenceMatcher(None, name, known, autojunk=False).ratio()
                best[line["unit"]] = max(best.get(line["unit"], 0.0), alike)
    ranked = sorted((unit for unit, alike in best.items() if alike >= least), key=lambda unit: (-best[unit], unit))
    return tuple(ranked[:_OFFERED])


def state(item: Staged, data: DataDirectory, lines: Sequence[Line], others: Sequence[Staged] = ()) -> str:
    """What is so with one file: the first thing that stands in its way, or `new`. `others` came in the same go."""
    if item.stored:
        return STORED
    if item.report is None or item.error:
        return UNREADABLE
    if any(line.get("sha256") == item.sha256 for line in lines) or any(
            other is not item and other.sha256 == item.sha256 for other in others[:_index(others, item)]):
        return SAME
    if item.count > 1:
        return SEVERAL
    if not item.unit or item.unit not in {line["unit"] for line in data.units}:
        return UNIT
    if item.year is None:
        return YEAR
    if not item.scope:
        return SCOPE
    place = (item.unit, item.year, item.scope)
    if any((o.unit, o.year, o.scope) == place and not o.stored and o.report for o in others[:_index(others, item)]):
        return TAKEN
    found = rivals(lines, *place)
    if found:
        return REPLACES if item.replacing and len(found) == 1 else TAKEN
    return DOUBT if doubts(item) and not item.looked else NEW


def _index(others: Sequence[Staged], item: Staged) -> int:
    return next((at for at, other in enumerate(others) if other is item), 0)


def doubts(item: Staged) -> int:
    """How many findings of a report ask for a second look before it is stored."""
    return len(doubtful(item))


def doubtful(item: Staged) -> list[Finding]:
    """The findings of a report that ask for a second look before it is stored."""
    settled = {"unit_unclear": item.unit, "year_unclear": item.year, "scope_unclear": item.scope}
    return [f for f in item.now.findings if f.severity != "info" and not settled.get(f.check)] if item.now else []


# --- what comes in ------------------------------------------------------------------------------------------------

def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of an upload: itself, or what an archive of reports holds. Names are labels, never paths.

    Refused with a sentence: an archive with an absolute name or one that leads out of it, with too many entries, that
    unpacks to too much, is locked or damaged.
    """
    name = label(name)
    if not content.startswith(b"PK\x03\x04") or not name.lower().endswith(".zip"):
        if len(content) > MOST_BYTES:
            raise TooLargeError("{name} is too large: {size} MB, and the limit is {limit} MB", name=name,
                                size=len(content) // 2**20, limit=MOST_BYTES // 2**20)
        yield name, content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(name, entries)
            left = MOST_UNPACKED
            for entry in entries:
                with archive.open(entry) as stream:
                    data = stream.read(min(left, MOST_BYTES) + 1)  # what it says of its size is not believed
                if len(data) > min(left, MOST_BYTES):
                    raise _bomb(name)
                left -= len(data)
                shown = PurePosixPath(_entry_name(entry)).name
                if not shown.startswith((".", "~$")) and "__MACOSX" not in entry.filename and data:
                    yield label(shown), data
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise DamagedFileError("{name} is locked with a password; save it without one", name=name) from error
        raise DamagedFileError("{name} is cut off or damaged; fetch it again", name=name) from error
    except Exception as error:
        if isinstance(error, GxstatsError):
            raise
        raise DamagedFileError("{name} is cut off or damaged; fetch it again", name=name) from error


def _check(name: str, entries: Sequence[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise TooLargeError("{name} holds {count} files, and the limit is {limit}; make smaller archives", name=name,
                            count=len(entries), limit=MOST_FILES)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or any(e.file_size > MOST_BYTES for e in entries):
        raise _bomb(name)
    for entry in entries:
        inside = entry.orig_filename.replace("\\", "/")
        if inside.startswith("/") or ".." in inside.split("/") or inside[1:2] == ":":
            raise DamagedFileError("{name} holds a file name that leads out of the archive ({inside}); it is refused. "
                                   "Pack the reports again", name=name, inside=inside[:60])


def _bomb(name: str) -> TooLargeError:
    return TooLargeError("{name} would unpack to more than {limit} MB", name=name, limit=MOST_UNPACKED // 2**20)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Chinese systems write names in their own letters and do not say so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def label(name: str) -> str:
    """The last part of a name, without control signs, at most 120 letters with its suffix kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip() or "document"
    path = PurePosixPath(clean)
    return clean if len(clean) <= 120 else path.stem[:100] + path.suffix[:10]
