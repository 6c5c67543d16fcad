"""The portfolio's formulas: worked examples from a spreadsheet, and properties that hold for any figures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.portfolio import (
    Figures,
    concentration,
    key_by_figures,
    low_margin,
    main_currency,
    whale,
)

AMOUNT = st.one_of(st.none(), st.integers(-(10**9), 10**9).map(float))
FIGURES = st.lists(
    st.builds(
        Figures,
        account_id=st.uuids().map(str),
        gross_revenue=st.integers(-(10**9), 10**9).map(float),
        deductions=AMOUNT,
        cost_of_goods=AMOUNT,
        cost_to_serve=AMOUNT,
        potential=AMOUNT,
    ),
    max_size=12,
)

# account, gross, deductions, goods, serve -> net, margin I, margin II
A = Figures("a", 1000, 200, 700, 150, 4000)  # 800, 100, -50
B = Figures("b", 500, 0, 300, 50, 1000)  # 500, 200, 150
C = Figures("c", 300, 0, 150, 50)  # 300, 150, 100
D = Figures("d", 100, 0, 60, 60)  # 100, 40, -20
E = Figures("e", 50)  # 50, unknown


def test_margins_as_in_the_spreadsheet():
    assert [one.net_revenue for one in (A, B, C, D, E)] == [800, 500, 300, 100, 50]
    assert [one.margin_1 for one in (A, B, C, D, E)] == [100, 200, 150, 40, None]
    assert [one.margin_2 for one in (A, B, C, D, E)] == [-50, 150, 100, -20, None]
    assert [one.share_of_wallet for one in (A, B, C)] == [0.2, 0.5, None]


def test_the_largest_accounts_and_their_share_of_profit():
    found = concentration([E, D, C, B, A])
    # 800 + 500 = 1300 of 1750 is 74 %; with 300 it is 91 %. Profit: -50 + 150 + 100 = 200 of 180.
    assert found is not None
    assert found.ids == ("a", "b", "c")
    assert round(found.revenue_share, 3) == 0.914
    assert found.profit_share is not None and round(found.profit_share, 3) == 1.111
    assert (found.unknown_profit, found.share_of_accounts) == (1, 0.6)


def test_the_whale_curve_names_its_peak_and_what_is_lost_behind_it():
    found = whale([A, B, C, D, E])
    assert found is not None
    assert [one.profit for one in found.points] == [0, 150, 250, 230, 180]
    assert (found.peak.accounts, found.peak.profit, found.lost_behind_peak) == (2, 250, 70)
    assert found.unknown == 1


def test_key_by_figures_earns_money_and_a_large_account_with_a_loss_is_flagged():
    assert key_by_figures([A, B, C, D, E], concentration([A, B, C, D, E])) == {"b", "c"}
    assert low_margin([A, B, C, D, E], concentration([A, B, C, D, E])) == {"a"}


def test_nothing_is_divided_by_zero():
    assert concentration([]) is None and whale([]) is None
    assert concentration([Figures("a", 0)]) is None
    assert concentration([Figures("a", 100, 100)]) is None
    assert whale([E]) is None, "no profit is known"
    assert Figures("a", 100, potential=0).share_of_wallet is None
    loss = concentration([Figures("a", 100, 0, 120, 0)])
    assert loss is not None and loss.profit_share is None, "a share of a loss says nothing"


def test_exactly_eighty_percent_is_enough():
    ten = [Figures(str(at), 0.1) for at in range(10)]
    found = concentration(ten)
    assert found is not None and len(found.ids) == 8


def test_different_currencies_are_never_added():
    assert main_currency(["EUR", "USD", "EUR"]) == "EUR"
    assert main_currency([]) == ""
    assert main_currency(["USD", "EUR"]) == main_currency(["EUR", "USD"])


@given(FIGURES)
def test_the_whale_curve_ends_at_the_total_and_never_exceeds_its_peak(figures: list[Figures]):
    found = whale(figures)
    known = [one.margin_2 for one in figures if one.margin_2 is not None]
    if found is None:
        assert not known
        return
    assert found.total == sum(known)
    assert all(one.profit <= found.peak.profit for one in found.points)
    assert found.lost_behind_peak >= 0 and found.peak.profit >= 0


@given(FIGURES, st.randoms())
def test_nothing_depends_on_the_order_of_accounts(figures: list[Figures], random):
    shuffled = list(figures)
    random.shuffle(shuffled)
    for formula in (concentration, whale):
        assert formula(shuffled) == formula(figures)
    group = concentration(figures)
    assert key_by_figures(shuffled, concentration(shuffled)) == key_by_figures(figures, group)
    assert low_margin(shuffled, concentration(shuffled)) == low_margin(figures, group)


@given(FIGURES)
def test_the_group_is_the_smallest_that_reaches_eighty_percent(figures: list[Figures]):
    found = concentration(figures)
    if found is None:
        assert sum(one.net_revenue for one in figures) <= 0
        return
    revenue = {one.account_id: one.net_revenue for one in figures}
    total = sum(revenue.values())
    assert sum(revenue[id] for id in found.ids) >= total * 0.799999
    assert sum(revenue[id] for id in found.ids[:-1]) < total * 0.8
