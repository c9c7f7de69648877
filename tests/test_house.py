"""The conventions of the house: each of these tests is one sentence of CONTRIBUTING.md."""

from __future__ import annotations

import ast
import csv
import importlib
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from gxstats import catalog, errors

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "gxstats"
CODE = sorted([*SOURCE.rglob("*.py"), ROOT / "app.py", *(ROOT / "pages").glob("*.py")])
CODE = [path for path in CODE if path.exists()]
HAN = re.compile(r"[\u3400-\u9fff]")

# what a package may import of ours; anything above it is forbidden
LAYERS: dict[str, set[str]] = {
    "errors": set(),
    "model": set(),
    "apart": set(),
    "catalog": {"errors", "model"},
    "storing": {"catalog", "errors", "model"},
    "reading": {"catalog", "errors", "model"},
    "checking": {"storing", "catalog", "errors", "model"},
    "measuring": {"storing", "catalog", "errors", "model"},
    "showing": {"measuring", "storing", "catalog", "errors", "model", "exporting", "checking"},
    "exporting": {"measuring", "checking", "storing", "catalog", "errors", "model"},
    "demo": {"exporting", "storing", "catalog", "errors", "model"},
    "intake": {"pipeline", "storing", "apart", "errors", "model"},
    "pipeline": {"demo", "apart", "reading", "checking", "storing", "catalog", "errors", "model"},
}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _layer(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", [p for p in CODE if SOURCE in p.parents], ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    layer = _layer(path)
    allowed = LAYERS.get(layer)
    if allowed is None:  # cli, __init__ and __main__ stand on top
        return
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] == "gxstats" and len(parts) > 1 and parts[1] in LAYERS and parts[1] != layer:
            assert parts[1] in allowed, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("path", [p for p in CODE if p.name != "address.py"], ids=lambda p: str(p.relative_to(ROOT)))
def test_the_address_is_written_in_one_place(path: Path) -> None:
    """What goes around `Address.put` is lost when a click comes before the browser has heard of it."""
    written = re.compile(r"\bst\.query_params(\[[^\]]+\] = |\.(update|pop|clear|from_dict|setdefault)\b)|del st\.query_params")
    assert not written.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_each_library_has_its_one_place(path: Path) -> None:
    names = set(_imports(path))
    page = path.parent == ROOT / "pages" or path.name == "app.py"
    relative = path.relative_to(ROOT).as_posix()
    if any(name.split(".")[0] == "streamlit" for name in names):
        assert page or relative.startswith("src/gxstats/showing/"), "streamlit outside showing"
    if any(name.split(".")[0] == "plotly" for name in names):
        assert re.match(r"src/gxstats/showing/charts\w*\.py", relative), "plotly outside showing/charts"
    assert not any(name.startswith("plotly.express") for name in names)
    if page:
        assert not any(name.split(".")[0] in ("duckdb", "plotly") for name in names)
        assert "read_csv" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_chinese_in_code(path: Path) -> None:
    """Labels, wording and texts are data; a docstring or comment may quote an official term."""
    tree = _tree(path)
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docstrings.add(id(first.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            assert not HAN.search(node.value), f"{path.name}:{node.lineno} {node.value[:30]!r}"


@pytest.mark.parametrize("path", [*CODE, *sorted(SOURCE.rglob("*.sql"))], ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= (80 if path.parent == ROOT / "pages" else 400)


def test_no_room_for_odds_and_ends() -> None:
    assert not [p for p in CODE if p.stem in ("utils", "helpers", "common", "misc")]


def test_modules_say_what_they_own() -> None:
    assert not [str(p) for p in CODE if not ast.get_docstring(_tree(p))]


# --- texts --------------------------------------------------------------------------------------------------------

def _literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


ERRORS = {name for name in dir(errors) if name.endswith("Error")} - {"DefinitionError"}


def _sentences() -> Iterator[tuple[str, str]]:
    for path in CODE:
        where = str(path.relative_to(ROOT))
        for node in ast.walk(_tree(path)):
            if not isinstance(node, ast.Call):
                continue
            name = _name(node)
            if (name == "say" or name in ERRORS) and node.args:
                yield from ((where, text) for text in _literals(node.args[0]))
            elif name == "Finding":
                message = node.args[2] if len(node.args) > 2 else next(
                    (k.value for k in node.keywords if k.arg == "message"), None)
                if message is not None:
                    yield from ((where, text) for text in _literals(message))


def test_every_sentence_has_its_chinese() -> None:
    missing = sorted({(where, text) for where, text in _sentences() if text not in catalog.texts()})
    assert not missing, "\n".join(f'{where}: "{text}"' for where, text in missing)


def test_both_languages_have_the_same_placeholders() -> None:
    def names(text: str) -> set[str]:
        return {part[1].split(".")[0].split("[")[0] for part in string.Formatter().parse(text) if part[1]}
    wrong = [english for english, chinese in catalog.texts().items() if not names(chinese) <= names(english)]
    assert not wrong


# --- definitions --------------------------------------------------------------------------------------------------

def test_every_code_has_labels_in_both_languages() -> None:
    for form in catalog.forms().values():
        for table in form.tables:
            for kind, code in [*(("row", item.code) for item in (*table.rows, *table.groups)),
                               *(("column", c.code) for row in table.rows for c in row.columns)]:
                line = catalog.vocabulary().get((kind, table.code, code))
                assert line, (kind, table.code, code)
                assert all(line[language] for language in ("zh", "en")), (kind, table.code, code)


def test_forms_are_the_official_tables() -> None:
    """Against the list of official codes, where it is at hand."""
    codes = ROOT.parent / "shared" / "standard" / "codes.csv"
    if not codes.exists():
        pytest.skip("../shared is not here")
    with codes.open(encoding="utf-8-sig", newline="") as stream:
        wanted = {(line["form"], f"{line['table']}/{line['row']}/{line['column']}")
                  for line in csv.DictReader(stream) if line["printed"] == "yes"}
    assert {(form.code, path) for form in catalog.forms().values() for path in form.paths()} == wanted


def test_identities_and_comparability_speak_of_known_codes() -> None:
    known = {path for form in catalog.forms().values() for path in form.paths()}
    groups = {f"requests/{group.code}/" for form in catalog.forms().values()
              for group in form.table("requests").groups}
    for form in catalog.forms().values():
        for identity in form.identities:
            for path in (*identity.total, *identity.parts):
                assert path in known or any(path.startswith(group) for group in groups), path
    prefixes = {"/".join(path.split("/")[:2]) for path in known}
    for line in catalog.rows_of("comparability.csv"):
        for code in (line["from_code"], line["to_code"]):
            assert not code or code in known or code in prefixes or code == "requests/other", code


def test_no_address_of_a_package_index_is_recorded() -> None:
    for name in ("constraints.txt", "pyproject.toml", "README.md", ".ci/run"):
        path = ROOT / name
        if path.exists():
            text = path.read_text(encoding="utf-8")
            assert "index-url" not in text
            assert not re.search(r"https?://[^\s)]*(simple|pypi|pythonhosted)", text), name


def test_the_package_imports() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.name in ("__main__.py", "scan.py"):
            continue
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        importlib.import_module(name.removesuffix(".__init__"))
