"""The panel of the growth figures: revenue by year as bars, share of wallet, and the status.

Pure: a view and a day in, a `FiguresPanel` for each table out, worded in the reader's language. Called by
pages/panels.py; plan/figures.py has the formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from leitstern.plan import figures as formulas
from leitstern.plan.document import PlanView
from leitstern.plan.figures import Year
from leitstern.plan.generated import GrowthFigures, Side
from leitstern.plan.rag import Rag
from leitstern.reports.chart_frame import FRAMES, ChartFrame, rectangle, upward
from leitstern.reports.label_layout import Box
from leitstern.reports.picture import Axis, Drawing, Label, Link, Mark, Member, Path, Picture, Table
from leitstern.reports.text_width import text_width
from leitstern.wording import formats

Translate = Callable[..., str]

UNITS: Mapping[str, float] = {"single": 1, "thousand": 1_000, "million": 1_000_000}
LOOKS: Mapping[str, str] = {
    "base": "bar-base",
    "planned": "bar-planned",
    "forecast": "bar-forecast",
    "actual": "bar-actual",
    "ours": "bar-ours",
    "others": "bar-others",
}
MOST_YEARS = 8
"""Years in a picture at most: the latest ones."""


@dataclass(frozen=True, slots=True)
class FiguresPanel:
    record: str
    title: str
    status: Rag | None
    is_overruled: bool
    reason: str
    formula: str
    """What the computed status compares, with its numbers; empty while there is nothing to compare."""
    conflicts: tuple[str, ...]
    """A sentence for each year in which the share is above 100 %."""
    pictures: tuple[Picture, ...]


def figures_panels(
    plan: PlanView, today: date, sides: Mapping[Side, str], t: Translate, locale: str
) -> tuple[FiguresPanel, ...]:
    """One for each table that has a figure."""
    found = []
    for one in plan.figures:
        years = formulas.years_of(one)[-MOST_YEARS:]
        if years:
            found.append(_panel(one, years, today, sides, t, locale))
    return tuple(found)


def _panel(
    one: GrowthFigures,
    years: Sequence[Year],
    today: date,
    sides: Mapping[Side, str],
    t: Translate,
    locale: str,
) -> FiguresPanel:
    factor = UNITS.get(one.unit, 1)

    def money(amount: float) -> str:
        return formats.short_money(amount * factor, one.currency, locale)

    status = formulas.status(one, today)
    tap = _Tap(one, sides, t, money, locale)
    pictures = [_revenue(years, sides, t, money, tap), _wallet(years, sides, t, locale, tap)]
    return FiguresPanel(
        one.id,
        one.title.strip() or t("figures.untitled"),
        status,
        status != formulas.computed_status(one, today),
        one.reason.strip() if status != formulas.computed_status(one, today) else "",
        _formula(one, today, t, money, locale),
        tuple(_conflict(year, sides, t, money, locale) for year in years if year.is_conflict),
        tuple(picture for picture in pictures if picture is not None),
    )


@dataclass(frozen=True, slots=True)
class _Tap:
    """What the marks of a year open: each figure with its formula or meaning, its source and its year."""

    one: GrowthFigures
    sides: Mapping[Side, str]
    t: Translate
    money: Callable[[float], str]
    locale: str

    @property
    def href(self) -> str:
        return f"#figures/{self.one.id}"

    def revenue(self, year: Year) -> tuple[Member, ...]:
        found = [(name, getattr(year, name)) for name in formulas.FIGURES]
        return tuple(
            Member(self.href, f"{self.t(f'fields.figures.{name}')}: {self.money(value)}", self._source(year))
            for name, value in found
            if value is not None
        )

    def share(self, year: Year) -> tuple[Member, ...]:
        volume = self.money(year.volume or 0)
        if year.volume_to and year.volume_to > (year.volume or 0):
            volume = f"{volume} – {self.money(year.volume_to)}"
        formula = self.t("figures.share_formula", revenue=self.money(year.revenue or 0), volume=volume)
        title = f"{self.t('figures.share')}: {_share(year, self.locale)}"
        return Member(self.href, title, formula), Member(self.href, self._source(year), str(year.year))

    def _source(self, year: Year) -> str:
        source = self.one.sources.get(str(year.year), "").strip()
        return self.t("figures.source", source=source) if source else self.t("figures.no_source")


def _formula(
    one: GrowthFigures, today: date, t: Translate, money: Callable[[float], str], locale: str
) -> str:
    found = formulas.basis(one, today)
    if found is None:
        return ""
    return t(
        f"figures.basis.{found.kind}",
        reached=money(found.reached),
        due=money(found.due),
        share=formats.percent(found.share, locale),
        year=str(today.year),
    )


def _conflict(
    year: Year, sides: Mapping[Side, str], t: Translate, money: Callable[[float], str], locale: str
) -> str:
    return t(
        "figures.conflict",
        year=str(year.year),
        share=_share(year, locale),
        revenue=money(year.revenue or 0),
        volume=money(max(year.volume or 0, year.volume_to or 0)),
        supplier=sides["supplier"],
        customer=sides["customer"],
    )


def _share(year: Year, locale: str) -> str:
    """`37 %`, or `34 % – 37 %` where the volume is a range."""
    if year.share is None:
        return "–"
    low, high = (formats.percent(value, locale) for value in year.share)
    return low if low == high else f"{low} – {high}"


# Bars over time --------------------------------------------------------------------------------------


def _revenue(
    years: Sequence[Year],
    sides: Mapping[Side, str],
    t: Translate,
    money: Callable[[float], str],
    tap: _Tap,
) -> Picture | None:
    known = [year for year in years if year.revenue is not None]
    if not known:
        return None
    last = known[-1]
    sentence = t(
        "figures.sentence",
        supplier=sides["supplier"],
        first=str(known[0].year),
        first_amount=money(known[0].revenue or 0),
        last=str(last.year),
        last_amount=money(last.revenue or 0),
    )
    names = {name: t(f"fields.figures.{name}") for name in formulas.FIGURES}
    rows = tuple(
        (str(year.year), *(_amount(getattr(year, name), money) for name in formulas.FIGURES))
        for year in known
    )
    drawings = tuple(_bars(known, names, frame, money, tap) for frame in FRAMES)
    return Picture(
        "figures", t("figures.revenue"), sentence, drawings, Table((t("figures.year"), *names.values()), rows)
    )


def _amount(value: float | None, money: Callable[[float], str]) -> str:
    return "–" if value is None else money(value)


def _bars(
    years: Sequence[Year],
    names: Mapping[str, str],
    frame: ChartFrame,
    money: Callable[[float], str],
    tap: _Tap,
) -> Drawing:
    used = [name for name in formulas.FIGURES if any(getattr(year, name) is not None for year in years)]
    values = [getattr(year, name) or 0.0 for year in years for name in used]
    size = frame.text
    plot = frame.plot
    y = Axis(min(0.0, *values), max(0.0, *values) or 1.0, plot.bottom, plot.top + size * 2.4)
    width = (plot.right - plot.left) / len(years)
    marks: list[Mark] = [*_legend(used, names, frame)]
    for at, year in enumerate(years):
        left = plot.left + at * width + width * 0.14
        step = width * 0.72 / len(used)
        parts: list[Path | Label] = [_hit(plot, left, left + width * 0.72)]
        for place, name in enumerate(used):
            value = getattr(year, name)
            if value is not None:
                x = left + place * step
                box = rectangle(round(x, 1), y.at(value), round(x + step * 0.86, 1), y.at(0))
                parts.append(Path(LOOKS[name], box))
        middle = plot.left + (at + 0.5) * width
        top = y.at(max(0.0, *(getattr(year, name) or 0.0 for name in used))) - size * 0.5
        text = money(year.revenue or 0)
        if text_width(text, size) < width:
            parts.append(Label("title", round(middle, 1), top, text, "middle"))
        parts.append(Label("note", round(middle, 1), plot.bottom + size * 1.5, str(year.year), "middle"))
        marks.append(Link("year", tap.href, str(year.year), tuple(parts), tap.revenue(year)))
    marks.append(Path("axis", f"M{plot.left:g} {y.at(0):g}H{plot.right:g}"))
    return Drawing(frame.name, frame.width, frame.height, tuple(marks))


def _hit(plot: Box, left: float, right: float) -> Path:
    """The whole column of a year can be pressed, not its thin bars alone."""
    return Path("hit", rectangle(round(left, 1), plot.top, round(right, 1), plot.bottom))


def _legend(used: Sequence[str], names: Mapping[str, str], frame: ChartFrame) -> list[Mark]:
    marks: list[Mark] = []
    x, size = frame.plot.left, frame.text
    for name in used:
        marks.append(Path(LOOKS[name], rectangle(x, size * 0.3, x + size * 0.9, size * 1.2)))
        marks.append(Label("note", x + size * 1.3, size * 1.15, names[name]))
        x += size * 2.4 + text_width(names[name], size)
    return marks


# Share of wallet -------------------------------------------------------------------------------------


def _wallet(
    years: Sequence[Year], sides: Mapping[Side, str], t: Translate, locale: str, tap: _Tap
) -> Picture | None:
    known = [year for year in years if year.share is not None]
    if not known:
        return None
    last = known[-1]
    sentence = t(
        "figures.wallet_sentence",
        supplier=sides["supplier"],
        customer=sides["customer"],
        share=_share(last, locale),
        year=str(last.year),
    )
    heads = (t("figures.year"), t("figures.share"), t("figures.others"))
    rows = tuple((str(year.year), _share(year, locale), _rest(year, locale)) for year in known)
    drawings = tuple(_columns(known, sides, t, frame, locale, tap) for frame in FRAMES)
    return Picture("wallet", t("figures.wallet"), sentence, drawings, Table(heads, rows))


def _rest(year: Year, locale: str) -> str:
    share = year.share
    return "–" if share is None or share[0] > 1 else formats.percent(1 - share[1], locale)


def _columns(
    years: Sequence[Year],
    sides: Mapping[Side, str],
    t: Translate,
    frame: ChartFrame,
    locale: str,
    tap: _Tap,
) -> Drawing:
    """A column of 100 % for each year, filled by our share; what is above 100 % is drawn above the line."""
    plot, size = frame.plot, frame.text
    highest = max(1.0, *(year.share[1] for year in years if year.share))
    y = upward(frame, 0, highest)
    y = Axis(0, highest, y.start, plot.top + size * 2.4)
    names = {"ours": sides["supplier"], "others": t("figures.others")}
    marks: list[Mark] = [*_legend(("ours", "others"), names, frame)]
    width = (plot.right - plot.left) / len(years)
    for at, year in enumerate(years):
        low, high = year.share or (0.0, 0.0)
        left, right = plot.left + (at + 0.2) * width, plot.left + (at + 0.8) * width
        column = (round(left, 1), round(right, 1))
        parts: list[Path | Label] = [_hit(plot, *column)]
        parts.append(Path("bar-others", rectangle(column[0], y.at(1), column[1], y.at(0))))
        look = "bar-conflict" if year.is_conflict else "bar-ours"
        parts.append(Path(look, rectangle(column[0], y.at(low), column[1], y.at(0))))
        if high > low:
            parts.append(Path("bar-range", rectangle(column[0], y.at(high), column[1], y.at(low))))
        middle = round((left + right) / 2, 1)
        parts.append(Label("title", middle, y.at(high) - size * 0.5, _share(year, locale), "middle"))
        parts.append(Label("note", middle, plot.bottom + size * 1.5, str(year.year), "middle"))
        marks.append(Link("year", tap.href, str(year.year), tuple(parts), tap.share(year)))
    marks.append(Path("grid", f"M{plot.left:g} {y.at(1):g}H{plot.right:g}"))
    marks.append(Path("axis", f"M{plot.left:g} {y.at(0):g}H{plot.right:g}"))
    return Drawing(frame.name, frame.width, frame.height, tuple(marks))
