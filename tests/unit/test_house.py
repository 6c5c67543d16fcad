"""The house rules that no linter knows: how files open, their length, what is documented, what the CSP bans.

Each test walks the tree as it is; a new file is checked without being named here. `make check` runs this file
and test_locales.py.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from leitstern.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server" / "leitstern"
WEB = ROOT / "web"

LONGEST_FILE = 400
SMALL_FILE = 60
GENERATED = ("generated",)
TABLE_MIGRATIONS = SERVER / "store" / "migrations"
FEWEST_OPENING_LINES = 3

PURE_MODULES = (
    "access/policy.py",
    *(
        path.relative_to(SERVER).as_posix()
        for room in ("live/wire", "live/gate", "reports", "plan")
        for path in sorted((SERVER / room).glob("*.py"))
    ),
)
DOING_IO = {"asyncio", "socket", "os", "io", "pathlib", "http", "urllib", "sqlite3", "subprocess"}
SETTINGS_OF_TOOLS = {"LEITSTERN_CHROMIUM"}


def _is_generated(path: Path) -> bool:
    is_named_so = any(part.split(".")[0] in GENERATED for part in path.relative_to(ROOT).parts)
    return is_named_so or TABLE_MIGRATIONS in path.parents


def _files(folder: Path, *suffixes: str) -> list[Path]:
    found = [path for suffix in suffixes for path in folder.rglob(f"*{suffix}")]
    return sorted(path for path in found if "__pycache__" not in path.parts and not _is_generated(path))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imported_roots(path: Path) -> set[str]:
    roots: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            roots.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            roots.add(node.module.split(".")[0])
    return roots


PYTHON = _files(SERVER, ".py")
TYPESCRIPT = _files(WEB / "src", ".ts")
STYLES = _files(WEB / "styles", ".css")
TEMPLATES = _files(WEB / "templates", ".html", ".svg", ".xml")


def test_the_checked_folders_exist():
    assert PYTHON and TYPESCRIPT and STYLES and TEMPLATES


@pytest.mark.parametrize("path", [p for p in PYTHON if p.stat().st_size > 0], ids=_name)
def test_a_python_module_opens_by_saying_what_lives_here(path: Path):
    source = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source))
    assert docstring, "no opening docstring"
    if len(source.splitlines()) > SMALL_FILE:
        assert len(docstring.splitlines()) >= FEWEST_OPENING_LINES, "the opening takes 3 to 8 lines"


@pytest.mark.parametrize("path", TYPESCRIPT, ids=_name)
def test_a_typescript_module_opens_by_saying_what_lives_here(path: Path):
    assert path.read_text(encoding="utf-8").lstrip().startswith(("/*", "//")), "no opening comment"


@pytest.mark.parametrize("path", [*PYTHON, *TYPESCRIPT, *STYLES, *TEMPLATES], ids=_name)
def test_a_file_holds_one_idea(path: Path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{lines} lines hold two ideas"


@pytest.mark.parametrize("path", [*PYTHON, *TYPESCRIPT], ids=_name)
def test_there_are_no_todo_comments(path: Path):
    assert not re.findall(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*PYTHON, *TYPESCRIPT], ids=_name)
def test_no_file_is_a_grab_bag(path: Path):
    assert path.stem not in {"utils", "util", "helpers", "manager", "types", "common", "misc"}


@pytest.mark.parametrize("path", [p for p in PYTHON if SERVER / "plan" in p.parents], ids=_name)
def test_the_plan_imports_pycrdt_and_the_standard_library_alone(path: Path):
    assert _imported_roots(path) <= {*sys.stdlib_module_names, "pycrdt", "leitstern"}


@pytest.mark.parametrize("module", PURE_MODULES)
def test_a_pure_module_does_no_io(module: str):
    assert not _imported_roots(SERVER / module) & DOING_IO


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_described_and_documented(name: str):
    assert Settings.model_fields[name].description
    assert f"`LEITSTERN_{name.upper()}`" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_the_operations_page_names_no_setting_that_is_gone():
    named = set(re.findall(r"LEITSTERN_[A-Z_]+", (ROOT / "docs/operations.md").read_text(encoding="utf-8")))
    assert named <= {f"LEITSTERN_{name.upper()}" for name in Settings.model_fields} | SETTINGS_OF_TOOLS


def test_every_command_of_the_readme_exists():
    named = set(re.findall(r"\bmake ([a-z]+)\b", (ROOT / "README.md").read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert named and named <= targets


FORBIDDEN_IN_TEMPLATES = {
    "an inline style": re.compile(r"\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "an event handler attribute": re.compile(r"\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\bhx-on\b|\bhx-on:", re.I),
    "an evaluated expression": re.compile(r"['\"]\s*(js|javascript):", re.I),
    "a trigger filter": re.compile(r"hx-trigger=\"[^\"]*\["),
}


def test_quick_reads_every_folder_whose_tests_have_no_marker():
    quick = re.search(r"^QUICK :=((?:.*\\\n)*.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    markers = (ROOT / "tests/conftest.py").read_text(encoding="utf-8")
    assert quick is not None
    assert (
        sorted(re.findall(r" tests/(\w+)", quick[1])) == sorted(re.findall(r'"(\w+)": None', markers)) != []
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_holds_nothing_that_the_content_policy_forbids(path: Path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert [what for what, pattern in FORBIDDEN_IN_TEMPLATES.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TYPESCRIPT, ids=_name)
def test_an_element_holds_nothing_that_the_content_policy_forbids(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=[\"$]|setAttribute\(\"style\"|\beval\(|new Function\(", text)


TRACKED = [
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "server/**/*.py",
        "tests/**/*.py",
        "schemas/**/*",
        "web/src/**/*.ts",
    )
    for path in sorted(ROOT.glob(pattern))
    if path.suffix in (".md", ".py", ".ts", ".json") and "node_modules" not in path.parts
]
DOCUMENT = re.compile(
    r"(?<![\w/.-])(docs/[\w/-]+(?:\.md)?|[A-Z]{5,}\.md|(?:DESIGN|DOMAIN|STYLE)(?:\.md| \d|:))"
)


@pytest.mark.parametrize("path", TRACKED, ids=_name)
def test_a_reference_to_a_document_leads_to_one_of_this_repository(path: Path):
    found = DOCUMENT.findall(path.read_text(encoding="utf-8"))
    assert [
        name for name in found if not (list(ROOT.glob(f"{name}*")) if "/" in name else (ROOT / name).exists())
    ] == []


def test_only_the_time_zone_module_computes_today():
    """The server's date differs from the plan's for some hours of each day; so does that of any moment.

    wording/formats.py gets moments that are local already; cells of spreadsheets have no zone.
    """
    asking = re.compile(r"\.date\(\)|date\.today\(|datetime\.today\(|utcnow\(")
    allowed = {"plan/time_zone.py", "wording/formats.py", "sheets/files.py"}
    package = ROOT / "server" / "leitstern"
    found = {
        str(path.relative_to(package)) for path in package.rglob("*.py") if asking.search(path.read_text())
    }
    assert found <= allowed, "use plan/time_zone.py"


def test_only_one_module_renders_outside_of_islands():
    """Lit's own `render` would write into texts that a page translation took away."""
    importing = re.compile(r"import \{[^}]*\brender\b[^}]*\} from \"lit\"")
    found = {_name(path) for path in TYPESCRIPT if importing.search(path.read_text(encoding="utf-8"))}
    assert found == {"web/src/core/dom/render-into.ts"}


def test_a_page_of_islands_says_why_it_does_not_start():
    """Without a script, in an old browser, and after a failed start."""
    pages = [path for path in TEMPLATES if "src/plan-page.ts" in path.read_text(encoding="utf-8")]
    assert len(pages) >= 2
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "plan/cannot_start.html" in text and "start-check.js" in text, _name(path)
