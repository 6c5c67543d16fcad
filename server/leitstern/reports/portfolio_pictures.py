"""The two pictures of the portfolio: revenue concentration, and the whale curve.

Pure: values of plan/portfolio.py and words in, a `Picture` out. Concentration shows two
curves over the accounts in the order of revenue: how much of the revenue, and how much of the profit, the
first accounts bring together. The whale curve shows profit cumulated over accounts in the order of profit.
Called by reports/portfolio.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leitstern.plan.portfolio import CONCENTRATION, Concentration, Figures, Point, Whale, revenue_curve
from leitstern.reports.chart_frame import (
    FRAMES,
    ChartFrame,
    across,
    area,
    dot,
    line,
    thinned,
    upward,
)
from leitstern.reports.picture import Anchor, Axis, Drawing, Label, Mark, Path, Picture, Table
from leitstern.reports.text_width import text_width


@dataclass(frozen=True, slots=True)
class ChartWords:
    """Texts and formats of the reader's language."""

    t: Callable[..., str]
    money: Callable[[float], str]
    percent: Callable[[float], str]


TABLE_STEPS = 12


def concentration_picture(figures: Sequence[Figures], found: Concentration, words: ChartWords) -> Picture:
    curve = revenue_curve(figures)
    total = curve[-1]
    sentence = concentration_sentence(found, words)
    return Picture(
        "concentration",
        words.t("portfolio.concentration"),
        sentence,
        tuple(_concentration(curve, found, frame, words) for frame in FRAMES),
        Table(
            (
                words.t("portfolio.head_accounts"),
                words.t("portfolio.head_revenue_share"),
                words.t("portfolio.head_profit_share"),
            ),
            tuple(
                (
                    str(one.accounts),
                    words.percent(one.revenue / total.revenue),
                    words.percent(one.profit / total.profit) if total.profit > 0 else "–",
                )
                for one in _some(curve, len(found.ids))
            ),
        ),
    )


def concentration_sentence(found: Concentration, words: ChartWords) -> str:
    """The deciding question and its answer."""
    key = (
        "portfolio.concentration_sentence" if found.profit_share is not None else "portfolio.revenue_sentence"
    )
    return words.t(
        key,
        count=len(found.ids),
        revenue=words.percent(found.revenue_share),
        profit=words.percent(found.profit_share or 0.0),
        accounts=words.percent(found.share_of_accounts),
    )


def whale_picture(found: Whale, words: ChartWords) -> Picture:
    return Picture(
        "whale-curve",
        words.t("portfolio.whale"),
        whale_sentence(found, words),
        tuple(_whale(found, frame, words) for frame in FRAMES),
        Table(
            (
                words.t("portfolio.head_accounts"),
                words.t("portfolio.head_profit_sum"),
                words.t("portfolio.head_of_total"),
            ),
            tuple(
                (
                    str(one.accounts),
                    words.money(one.profit),
                    words.percent(one.profit / found.total) if found.total > 0 else "–",
                )
                for one in _some(found.points, found.peak.accounts)
            ),
        ),
    )


def whale_sentence(found: Whale, words: ChartWords) -> str:
    key = "portfolio.whale_sentence" if found.lost_behind_peak > 0 else "portfolio.whale_sentence_flat"
    return words.t(
        key,
        count=found.peak.accounts,
        peak=words.money(found.peak.profit),
        rest=found.points[-1].accounts - found.peak.accounts,
        lost=words.money(found.lost_behind_peak),
        total=words.money(found.total),
    )


def _some(curve: Sequence[Point], mark: int) -> list[Point]:
    """About a dozen points for the table, with the last one and the marked one."""
    step = max(1, len(curve) // TABLE_STEPS)
    return [curve[at] for at in sorted({*range(step, len(curve), step), mark, len(curve) - 1} - {0})]


def _concentration(
    curve: Sequence[Point], found: Concentration, frame: ChartFrame, words: ChartWords
) -> Drawing:
    total = curve[-1]
    revenues = [one.revenue / total.revenue for one in curve]
    profits = [one.profit / total.profit for one in curve] if total.profit > 0 else []
    x = across(frame, 0, len(curve) - 1)
    y = upward(frame, min(0.0, *profits, *revenues), max(1.0, *profits, *revenues))
    size, at = frame.text, len(found.ids)
    mark_x, floor = x.at(at), y.at(0)
    ids = thinned(len(curve), [at])
    marks: list[Mark] = [
        Path("grid", f"M{frame.plot.left:g} {y.at(CONCENTRATION):g}H{frame.plot.right:g}"),
        Path("axis", f"M{frame.plot.left:g} {floor:g}H{frame.plot.right:g}"),
        Path("mark-line", f"M{mark_x:g} {floor:g}V{y.at(revenues[at]):g}"),
        Path("curve", line([(x.at(one), y.at(revenues[one])) for one in ids])),
    ]
    if profits:
        marks.append(Path("curve-profit", line([(x.at(one), y.at(profits[one])) for one in ids])))
        marks.append(Path("dot-profit", dot(mark_x, y.at(profits[at]), size / 3)))
    marks.append(Path("dot", dot(mark_x, y.at(revenues[at]), size / 3)))
    marks += _pair(frame, mark_x, y.at(revenues[at]), y.at(profits[at]) if profits else None, found, words)
    marks += _ends(frame, floor, words.t("portfolio.axis_none"), _accounts(len(curve) - 1, words))
    if size * 9 < mark_x < frame.plot.right - size * 9:
        marks.append(Label("note", mark_x, floor + size * 1.5, _accounts(at, words), "middle"))
    return Drawing(frame.name, frame.width, frame.height, tuple(marks))


def _pair(
    frame: ChartFrame,
    x: float,
    revenue_y: float,
    profit_y: float | None,
    found: Concentration,
    words: ChartWords,
) -> list[Mark]:
    """The two shares at their dots: the higher one left above the curves, the lower one right below."""
    size = frame.text
    revenue = words.t("portfolio.of_revenue", share=words.percent(found.revenue_share))
    if profit_y is None or found.profit_share is None:
        return [_beside(frame, "title", x, revenue_y - size * 0.7, revenue)]
    profit = words.t("portfolio.of_profit", share=words.percent(found.profit_share))
    lower = max(revenue_y, profit_y) + size * 1.6
    higher = min(revenue_y, profit_y) - size * 0.7
    left, right = x - size * 0.6, x + size * 0.6
    if revenue_y <= profit_y:
        return [
            _leftwards(frame, "title", left, higher, revenue),
            Label("profit-words", right, lower, profit),
        ]
    return [
        _leftwards(frame, "profit-words", left, higher, profit),
        Label("title", right, lower, revenue),
    ]


def _leftwards(frame: ChartFrame, look: str, x: float, y: float, text: str) -> Label:
    """A label that ends at x, or begins at the edge of the plot where there is no room for it."""
    if x - text_width(text, frame.text) < frame.plot.left:
        return Label(look, frame.plot.left, y, text)
    return Label(look, x, y, text, "end")


def _whale(found: Whale, frame: ChartFrame, words: ChartWords) -> Drawing:
    heights = [one.profit for one in found.points]
    x = across(frame, 0, len(heights) - 1)
    y = upward(frame, min(0.0, *heights), max(0.0, *heights) or 1.0)
    peak, size, floor = found.peak, frame.text, y.at(0)
    ids = thinned(len(heights), [peak.accounts])
    rise = [(x.at(one), y.at(heights[one])) for one in ids if one <= peak.accounts]
    fall = [(x.at(one), y.at(heights[one])) for one in ids if one >= peak.accounts]
    marks: list[Mark] = []
    if len(rise) > 1:
        marks.append(Path("area-good", area(rise, floor)))
    if len(fall) > 1:
        marks.append(Path("area-lost", area(fall, floor)))
        marks.append(Path("grid", f"M{rise[-1][0]:g} {rise[-1][1]:g}H{frame.plot.right:g}"))
    marks.append(Path("axis", f"M{frame.plot.left:g} {floor:g}H{frame.plot.right:g}"))
    if len(rise) > 1:
        marks.append(Path("curve", line(rise)))
    if len(fall) > 1:
        marks.append(Path("curve-lost", line(fall)))
    marks.append(Path("dot", dot(x.at(peak.accounts), y.at(peak.profit), size / 3)))
    marks += _whale_words(found, frame, x, y, words)
    marks += _ends(
        frame,
        max(floor, frame.plot.bottom),
        words.t("portfolio.axis_best"),
        _accounts(len(heights) - 1, words),
    )
    return Drawing(frame.name, frame.width, frame.height, tuple(marks))


def _whale_words(found: Whale, frame: ChartFrame, x: Axis, y: Axis, words: ChartWords) -> list[Mark]:
    peak, size = found.peak, frame.text
    peak_x, peak_y = x.at(peak.accounts), y.at(peak.profit)
    text = words.t("portfolio.peak", amount=words.money(peak.profit), count=peak.accounts)
    marks: list[Mark] = [_beside(frame, "title", peak_x, peak_y - size * 0.7, text)]
    if found.lost_behind_peak > 0:
        total = words.t("portfolio.total", amount=words.money(found.total))
        below = min(y.at(found.total) + size * 1.6, frame.plot.bottom - size * 0.5)
        marks.append(Label("lost-words", frame.plot.right, max(below, peak_y + size * 1.6), total, "end"))
    return marks


def _accounts(count: int, words: ChartWords) -> str:
    return words.t("portfolio.accounts", count=count)


def _beside(frame: ChartFrame, look: str, x: float, y: float, text: str) -> Label:
    """A label centred on x, moved inside the plot where it would leave it."""
    half = text_width(text, frame.text) / 2
    anchor: Anchor = "middle"
    if x + half > frame.plot.right:
        x, anchor = frame.plot.right, "end"
    elif x - half < frame.plot.left:
        x, anchor = frame.plot.left, "start"
    return Label(look, x, y, text, anchor)


def _ends(frame: ChartFrame, floor: float, first: str, last: str) -> list[Mark]:
    """What the two ends of the axis mean."""
    below = floor + frame.text * 1.5
    return [
        Label("note", frame.plot.left, below, first),
        Label("note", frame.plot.right, below, last, "end"),
    ]
