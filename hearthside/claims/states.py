"""Moves of claims, held shares and charges. A move that is not in its table cannot happen."""

from datetime import date

from hearthside.claims.models import Charge, ChargeState, Claim, ClaimState, HeldShare, HeldState
from hearthside.errors import IllegalMove

CLAIM_MOVES = {
    (ClaimState.HELD, ClaimState.POSTED),
    (ClaimState.HELD, ClaimState.NO_CHARGE),
    (ClaimState.HELD, ClaimState.REVERSAL),
    (ClaimState.HELD, ClaimState.PARKED),
    (ClaimState.HELD, ClaimState.HELD),
    (ClaimState.PARKED, ClaimState.REVERSAL),
    (ClaimState.PARKED, ClaimState.HELD),
    (ClaimState.POSTED, ClaimState.REVERSED),
    (ClaimState.NO_CHARGE, ClaimState.REVERSED),
    (ClaimState.HELD, ClaimState.REVERSED),
}
SHARE_MOVES = {(HeldState.HELD, HeldState.CHARGED), (HeldState.HELD, HeldState.DROPPED)}
CHARGE_MOVES = {(ChargeState.FINAL, ChargeState.REVERSED), (ChargeState.FINAL, ChargeState.VOIDED)}


def move_claim(claim: Claim, *, to: ClaimState, hold_reason: str = "") -> None:
    """Change a claim's state and why it is held. Raises IllegalMove."""
    if (ClaimState(claim.state), to) not in CLAIM_MOVES:
        raise IllegalMove(f"claim {claim.pk}", claim.state, to)
    claim.state, claim.hold_reason = to, hold_reason
    claim.save(update_fields=["state", "hold_reason"])


def end_share(share: HeldShare, *, to: HeldState, on: date) -> None:
    """A held share becomes a charge or is dropped. Raises IllegalMove."""
    if (HeldState(share.state), to) not in SHARE_MOVES:
        raise IllegalMove(f"held share {share.pk}", share.state, to)
    share.state, share.ended_on = to, on
    share.save(update_fields=["state", "ended_on"])


def reverse_charge(charge: Charge) -> None:
    """The plan took it back. Raises IllegalMove when it does not stand."""
    _move_charge(charge, ChargeState.REVERSED)


def void_charge(charge: Charge) -> None:
    """We took it back. Raises IllegalMove when it does not stand."""
    _move_charge(charge, ChargeState.VOIDED)


def _move_charge(charge: Charge, to: ChargeState) -> None:
    if (ChargeState(charge.state), to) not in CHARGE_MOVES:
        raise IllegalMove(charge.reference, charge.state, to)
    charge.state = to
    charge.save(update_fields=["state"])
