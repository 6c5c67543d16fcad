"""The design tokens hold WCAG 2.2 contrast in both themes, and the sides stay apart for colour-blind eyes.

Reads web/styles/tokens.css, one token a line. Contrast: WCAG 2.2, 1.4.3 (text 4.5) and 1.4.11 (edges of
controls 3). Colour blindness: the matrices of Machado, Oliveira and Fernandes (2009) on linear RGB;
distance in OKLab (Ottosson 2020).
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "web/styles/tokens.css"
PAIR = re.compile(r"^\s*--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", re.MULTILINE)
THEMES = ("light", "dark")
PLANES = ("surface", "surface-raised", "surface-sunken")
TONES = ("accent", "supplier", "customer", "joint", "good", "warn", "bad")

Colour = tuple[float, float, float]

MACHADO: dict[str, tuple[Colour, Colour, Colour]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(hexadecimal: str) -> Colour:
    """The colour in linear-light sRGB."""
    parts = (int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (first, second)
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(colour: Colour) -> Colour:
    red, green, blue = (min(1.0, max(0.0, part)) for part in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def seen_with(deficiency: str, colour: Colour) -> Colour:
    rows = MACHADO[deficiency]
    red, green, blue = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in rows)
    return red, green, blue


@pytest.fixture(scope="module")
def tokens() -> dict[str, dict[str, str]]:
    found = PAIR.findall(TOKENS.read_text("utf-8"))
    return {
        "light": {name: light for name, light, _ in found},
        "dark": {name: dark for name, _, dark in found},
    }


TEXT_PAIRS = [
    *((tone, plane) for tone in ("ink", "ink-muted", *TONES) for plane in PLANES),
    *((tone, f"{tone}-soft") for tone in TONES),
    *((ink, f"{tone}-soft") for tone in TONES for ink in ("ink", "ink-muted")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("surface", "ink"),
]
EDGE_PAIRS = [(edge, plane) for edge in ("line-strong", "focus") for plane in PLANES]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_enough_contrast(
    tokens: dict[str, dict[str, str]], theme: str, text: str, ground: str
) -> None:
    assert contrast(tokens[theme][text], tokens[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_control_edges_and_focus_rings_have_enough_contrast(
    tokens: dict[str, dict[str, str]], theme: str, edge: str, ground: str
) -> None:
    assert contrast(tokens[theme][edge], tokens[theme][ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deficiency", sorted(MACHADO))
@pytest.mark.parametrize(("one", "other"), [("supplier", "customer"), ("supplier-soft", "customer-soft")])
def test_the_sides_are_distinguishable_for_colour_blind_people(
    tokens: dict[str, dict[str, str]], theme: str, deficiency: str, one: str, other: str
) -> None:
    seen = [oklab(seen_with(deficiency, linear(tokens[theme][name]))) for name in (one, other)]
    # Adjacent swatches are distinguishable from about 0.02 in OKLab; the strong hues keep five times that.
    least = 0.02 if one.endswith("-soft") else 0.1
    assert math.dist(*seen) >= least


def test_a_known_ratio_is_computed_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
