"""The design system is used as documented: known tokens, known classes, known icons, colours as tokens.

Reads web/styles, web/templates, web/src and web/icons/icons.json as text. Finds errors that CSS ignores
silently: a misspelt custom property, an unknown class, a missing icon.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
STYLES = sorted((WEB / "styles").rglob("*.css"))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted(path for path in (WEB / "src").rglob("*.ts") if "generated" not in path.parts)
ICONS = set(json.loads((WEB / "icons/icons.json").read_text("utf-8")))

CSS = {path: re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S) for path in STYLES}
MARKUP = {path: re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S) for path in TEMPLATES}

PICTURES = Path(__file__).parents[2] / "server/leitstern/reports"
LOOKS = "".join(
    f" picture__{look} "
    for path in PICTURES.glob("*.py")
    for look in re.findall(r'"([a-z]+(?:-[a-z]+)*)"', path.read_text("utf-8"))
)
"""Classes of a picture's marks: picture_markup.py adds the prefix `picture__` to a mark's look."""
DRAWN = (Path(__file__).parents[2] / "server/leitstern/http_support/picture_markup.py").read_text("utf-8")

HTMX_CLASSES = {"htmx-request", "htmx-indicator", "htmx-settling", "htmx-swapping"}


SCRIPT = "".join(script.read_text("utf-8") for script in SCRIPTS)


@functools.cache
def _properties_that_are_set() -> set[str]:
    written = "".join(CSS.values()) + SCRIPT
    return set(re.findall(r"(--[\w-]+)\s*:", written)) | set(re.findall(r'"(--[\w-]+)"', written))


@functools.cache
def _classes_with_a_style() -> set[str]:
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(CSS.values())))
    return styled | {name.partition("--")[0] for name in styled}


@functools.cache
def _names_that_are_written() -> set[str]:
    """All words of templates, elements and pictures; `badge--` where a value follows."""
    written = LOOKS + DRAWN + "".join(MARKUP.values()) + SCRIPT
    names = set(re.findall(r"(?<![\w-])[a-zA-Z][\w-]*", written))
    return names | {f"{start}--" for start in re.findall(r"([\w-]+)--(?=\$\{|\{\{|' ~|\" ~)", written)}


def _name(path: Path) -> str:
    return str(path.relative_to(WEB))


def _classes(markup: str) -> set[str]:
    """Literal class names; names composed with {{ }} or {% %} are skipped."""
    found: set[str] = set()
    for value in re.findall(r'\bclass="([^"]*)"', markup):
        plain = re.sub(r"\{\{.*?\}\}", "{}", re.sub(r"\{%.*?%\}", " ", value))
        found.update(name for name in plain.split() if "{}" not in name)
    return found


@pytest.mark.parametrize("path", STYLES, ids=_name)
def test_every_custom_property_that_is_used_is_set_somewhere(path: Path) -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", CSS[path]))
    assert sorted(used - _properties_that_are_set()) == []


@pytest.mark.parametrize("path", STYLES, ids=_name)
def test_no_style_of_the_root_depends_on_what_is_inside_the_page(path: Path) -> None:
    """Each key would compute the style of every element anew: 0.14 s in a plan of 500 items."""
    assert not re.findall(r"(?::root|html|body)[\w.\[\]=\"-]*:has\(", CSS[path])


@pytest.mark.parametrize("path", [p for p in STYLES if p.name not in ("tokens.css", "print.css")], ids=_name)
def test_colours_are_tokens(path: Path) -> None:
    # A QR code is dark on white in both themes, because cameras expect it.
    allowed = {"#ffffff"} if path.name in ("projector.css", "session-screen.css") else set()
    found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(", CSS[path]))
    assert found - allowed == set()


@pytest.mark.parametrize("path", STYLES, ids=_name)
def test_styles_use_layers_instead_of_important(path: Path) -> None:
    assert "!important" not in CSS[path]


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_class_of_a_template_is_in_a_style_sheet(path: Path) -> None:
    hooks = {name for name in _classes(MARKUP[path]) if f".{name}" in SCRIPT}
    assert sorted(_classes(MARKUP[path]) - _classes_with_a_style() - hooks - HTMX_CLASSES) == []


@pytest.mark.parametrize("path", STYLES, ids=_name)
def test_every_class_of_a_style_sheet_is_used(path: Path) -> None:
    """A variant (`badge--good`) counts as used where its prefix is combined with a value."""
    used = _names_that_are_written()
    plain = re.sub(r"\([^()]*/[^()]*\)|\"[^\"]*\"|\d*\.\d+\w*", " ", CSS[path])
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", plain))
    dead = {name for name in styled if name not in used and f"{name.rpartition('--')[0]}--" not in used}
    assert sorted(dead - HTMX_CLASSES) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_icon_of_a_template_is_in_the_sprite(path: Path) -> None:
    named = set(re.findall(r'\bicon\("([a-z0-9-]+)"', MARKUP[path]))
    assert sorted(named - ICONS) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_every_icon_of_an_element_is_in_the_sprite(path: Path) -> None:
    named = set(re.findall(r'\bicon\("([a-z0-9-]+)"', path.read_text("utf-8")))
    assert sorted(named - ICONS) == []


def test_the_list_of_icons_is_sorted_without_duplicates() -> None:
    listed = json.loads((WEB / "icons/icons.json").read_text("utf-8"))
    assert listed == sorted(set(listed))


RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
FORCED = next(css for path, css in CSS.items() if path.name == "forced-colors.css")


def _told_by_ground(css: str) -> list[str]:
    """Selectors that tell a choice by a background, or how far something is."""
    return [
        selector.strip()
        for selector, rules in RULE.findall(css)
        if "background" in rules and (":checked" in selector or "::-webkit-progress-value" in selector)
    ]


def test_what_a_ground_alone_tells_is_told_in_forced_colours_too():
    """The system replaces backgrounds. Who chooses by one needs a system colour in forced-colors.css."""
    named = {(path, one) for path, css in CSS.items() if css != FORCED for one in _told_by_ground(css)}
    assert len(named) > 5
    missing = [
        f"{path.name}: {selector}"
        for path, selector in sorted(named)
        if not any(name in FORCED for name in re.findall(r"\.[\w-]+", selector))
    ]
    assert missing == []
