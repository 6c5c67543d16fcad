"""Permissions over every combination: private documents belong to their side, the record to the server."""

from __future__ import annotations

from itertools import product

import pytest

from leitstern.access.policy import Standing, may_invite, may_read, may_write
from leitstern.plan.generated import DOCUMENT_KIND_VALUES, Role, Side

SIDES: tuple[Side, ...] = ("supplier", "customer")
ROLES: tuple[Role, ...] = ("editor", "viewer")
EVERYBODY = [
    Standing("par_1", "pln_1", side, role, is_member)
    for side, role, is_member in product(SIDES, ROLES, (True, False))
]


@pytest.mark.parametrize("who", EVERYBODY)
def test_both_sides_read_shared_and_record_and_their_own_private_document(who: Standing):
    readable = {kind for kind in DOCUMENT_KIND_VALUES if may_read(who, "pln_1", kind)}
    assert readable == {"shared", "record", who.side}


@pytest.mark.parametrize("who", EVERYBODY)
def test_editors_write_what_they_read_except_the_record(who: Standing):
    writable = {kind for kind in DOCUMENT_KIND_VALUES if may_write(who, "pln_1", kind)}
    assert writable == ({"shared", who.side} if who.role == "editor" else set())


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_has_permissions_in_another_plan(who: Standing):
    assert not any(
        may_read(who, "pln_2", kind) or may_write(who, "pln_2", kind) for kind in DOCUMENT_KIND_VALUES
    )
    assert not may_invite(who, "pln_2")


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_members_who_edit_invite(who: Standing):
    assert may_invite(who, "pln_1") == (who.is_member and who.role == "editor")
