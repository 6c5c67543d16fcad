"""Which snapshots are kept: for any order of days and compactions, the retention window can be rebuilt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leitstern.store.retention import Marker, kept, prunable_upto

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(gaps=st.lists(st.integers(0, 40), min_size=1, max_size=60), window=st.integers(1, 300))
def test_the_windows_base_and_the_newest_two_are_kept_and_their_number_is_bounded(
    gaps: list[int], window: int
):
    apart = window * HOUR / 12
    stay: list[Marker] = []
    pruned, now = 0, START
    for seq, gap in enumerate(gaps, 1):
        now += gap * HOUR
        made = [*stay, Marker(seq, now)]
        before = now - window * HOUR
        stay = kept(made, before, apart)
        assert stay == sorted(stay, key=lambda marker: marker.upto_seq)
        assert made[-2:] == stay[-2:]
        assert len(stay) <= 12 + 4
        pruned = max(pruned, prunable_upto(stay, before))
        based = [marker for marker in made if marker.at <= before]
        if based:
            assert based[-1] in stay
            assert pruned <= based[-1].upto_seq, "what the window's first moment is replayed from stays"
        else:
            assert pruned == 0
        assert pruned <= (stay[-2].upto_seq if len(stay) > 1 else 0), "the previous snapshot can be replayed"
        assert pruned == 0 or any(marker.upto_seq == pruned for marker in stay) or pruned < stay[0].upto_seq


def test_a_document_of_one_snapshot_keeps_every_update():
    assert prunable_upto(kept([Marker(7, START)], START + HOUR, HOUR), START + HOUR) == 0
