"""The subject `sign_offs` and its commands. Called by registration.py."""

from __future__ import annotations

from leitstern.commands.subjects import Subject, SubjectCommand
from leitstern.store.tables import SignatureRow, SignedVersionRow
from leitstern.workshop import sign_off_rows, sign_offs
from leitstern.workshop.attendance import may_take_part
from leitstern.workshop.sign_offs import SignOffs

SIGN_OFFS = Subject(
    name="sign_offs",
    events="sign_off.",
    empty=SignOffs(),
    load=sign_off_rows.load,
    load_for=sign_off_rows.load_for,
    keys=sign_off_rows.KEYS,
    save=sign_off_rows.save,
    fold=sign_offs.fold,
    parts=lambda state: {"fixed version": state.versions, "signature": state.signatures},
    entries=sign_off_rows.entries,
    tables=(SignatureRow, SignedVersionRow),
    faults=sign_off_rows.faults,
)

SIGN_OFF_COMMANDS = {
    "sign_off.fix": SubjectCommand(SIGN_OFFS, sign_offs.fix, may_take_part, reads_shared=True),
    "sign_off.sign": SubjectCommand(SIGN_OFFS, sign_offs.sign, may_take_part),
}
