"""What a payment company does: takes, declines, waits for banks, gives back, and tells of it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from hearthside.sandbox import cards, objects
from hearthside.sandbox.store import Store
from hearthside.sandbox.wire import ApiError, Json, missing, refused

AMOUNT_MIN = 50
PAGE_SECONDS_MIN = 30 * 60
PAGE_SECONDS_MAX = 24 * 3600
CLOCK_SLACK_SECONDS = 60

_asked_by: ContextVar[tuple[str | None, str | None]] = ContextVar("asked_by", default=(None, None))


@contextmanager
def asked_by(request_id: str | None, key: str | None) -> Iterator[None]:
    """Events raised inside say which request made them."""
    token = _asked_by.set((request_id, key))
    try:
        yield
    finally:
        _asked_by.reset(token)


@dataclass(frozen=True, slots=True)
class CardTyped:
    """A card as the hosted page read it. Lives for one request; only brand and last four are kept."""

    number: str
    exp_month: int
    exp_year: int
    name: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class BankTyped:
    """A bank account as the hosted page read it."""

    routing_number: str
    account_number: str
    account_type: str
    name: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """Where the person goes next: 'done', 'challenge', 'declined' (with Stripe's finer code) or 'ended'."""

    state: str
    decline_code: str = ""


class Sandbox:
    """The company. Every public method is one transaction and one thing that happens."""

    def __init__(
        self,
        store: Store,
        *,
        origin: str,
        bank_delay_seconds: float = 30,
        notifies: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.origin = origin
        self.bank_delay_seconds = bank_delay_seconds
        self.notifies = notifies
        self.clock = clock
        self.on_event: Callable[[], None] = lambda: None
        self._fingerprint_key = store.secret("fingerprint_key")

    @property
    def _now(self) -> int:
        return int(self.clock())

    # Events

    def _event(self, kind: str, subject: Json) -> None:
        request_id, key = _asked_by.get()
        event = self.store.add(objects.event(kind, subject, at=self._now, request_id=request_id, key=key))
        if self.notifies:
            self.store.add_delivery(event["id"], at=self.clock())
            self.on_event()

    def _saved(self, thing: Json, kind: str = "") -> Json:
        self.store.save(thing)
        if kind:
            self._event(kind, thing)
        return thing

    # Hosted pages

    def create_session(self, params: Json) -> Json:
        params = {"mode": "payment", **params}
        now = self._now
        expires_at = params.get("expires_at", now + PAGE_SECONDS_MAX)
        # Stripe counts from the moment it reads the request; a minute's grace keeps a clock's skew out of it.
        if (
            not PAGE_SECONDS_MIN - CLOCK_SLACK_SECONDS
            <= expires_at - now
            <= PAGE_SECONDS_MAX + CLOCK_SLACK_SECONDS
        ):
            raise refused(
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
                param="expires_at",
            )
        amount = self._session_amount(params)
        if "customer" in params and self.store.find("customer", params["customer"]) is None:
            raise missing("customer", params["customer"], "customer")
        if "customer" in params and "customer_creation" in params:
            raise refused(
                "You may only specify one of these parameters: customer, customer_creation.", param="customer"
            )
        session = objects.checkout_session(
            params, at=now, expires_at=expires_at, origin=self.origin, amount=amount
        )
        private: Json = {"intent_data": params.get("payment_intent_data", {})}
        with self.store.transaction():
            if params["mode"] == "setup":
                data = params.get("setup_intent_data", {})
                intent = objects.setup_intent(
                    at=now,
                    methods=session["payment_method_types"],
                    description=data.get("description"),
                    metadata=data.get("metadata", {}),
                )
                session["setup_intent"] = self.store.add(intent)["id"]
            else:
                private["items"] = [_item_name(item) for item in params["line_items"]]
            self.store.add(session, private)
            self.store.schedule("expire_session", session["id"], at=expires_at)
        return session

    def _session_amount(self, params: Json) -> int | None:
        if params["mode"] == "setup":
            for name in ("line_items", "payment_intent_data"):
                if name in params:
                    raise refused(f"You can not pass `{name}` in `setup` mode.", param=name)
            if "currency" not in params and "allowed_payment_method_types" not in params:
                raise refused("Missing required param: currency.", code="parameter_missing", param="currency")
            return None
        if "setup_intent_data" in params:
            raise refused(
                "You can not pass `setup_intent_data` in `payment` mode.", param="setup_intent_data"
            )
        if not params.get("line_items"):
            raise refused(
                "`line_items` is required in `payment` mode.", code="parameter_missing", param="line_items"
            )
        items = params["line_items"]
        amount: int = sum(item["price_data"]["unit_amount"] * item["quantity"] for item in items)
        _check_amount(amount)
        return amount

    def expire_session(self, session_id: str) -> Json:
        with self.store.transaction():
            session = self.store.find("checkout.session", session_id)
            if session is None:
                raise missing("checkout.session", session_id, "session")
            if session["status"] != "open":
                raise ApiError(
                    400,
                    "invalid_request_error",
                    f'Only Checkout Sessions with a status in ["open"] can be expired. '
                    f"This Checkout Session has a status of {session['status']}.",
                )
            return self._expire(session)

    def _expire(self, session: Json) -> Json:
        session.update(status="expired", url=None)
        if session["payment_intent"]:
            intent = self.store.get("payment_intent", session["payment_intent"])
            if intent["status"] in ("requires_payment_method", "requires_action"):
                self._cancel(intent, "automatic")
        self.store.unschedule(session["id"], "expire_session")
        return self._saved(session, "checkout.session.expired")

    def submit_card(self, session_id: str, typed: CardTyped) -> PageResult:
        """The person pressed Pay. A second press, or a late one, pays nothing."""
        brand, manner_name = cards.TEST_CARDS[typed.number]
        with self.store.transaction():
            session = self.store.get("checkout.session", session_id)
            if session["status"] != "open":
                return PageResult("done" if session["status"] == "complete" else "ended")
            method = objects.card_method(
                at=self._now,
                brand=brand,
                last4=typed.number[-4:],
                exp_month=typed.exp_month,
                exp_year=typed.exp_year,
                fingerprint=cards.fingerprint(self._fingerprint_key, typed.number),
                billing=objects.billing_details(typed.name, typed.postal_code),
            )
            self.store.add(method, {"manner": manner_name})
            if cards.MANNERS[manner_name].challenge:
                return self._ask_bank_question(session, method)
            return self._pay_page(session, method)

    def _ask_bank_question(self, session: Json, method: Json) -> PageResult:
        self.store.keep_private(session["id"], challenge=method["id"])
        if session["mode"] == "payment":
            intent = self._page_intent(session)
            url = f"{self.origin}/c/pay/{session['id']}/verify"
            intent.update(
                status="requires_action",
                payment_method=method["id"],
                next_action={"type": "redirect_to_url", "redirect_to_url": {"return_url": url, "url": url}},
            )
            self._saved(intent, "payment_intent.requires_action")
        return PageResult("challenge")

    def answer_challenge(self, session_id: str, *, passed: bool) -> PageResult:
        with self.store.transaction():
            session = self.store.get("checkout.session", session_id)
            if session["status"] != "open":
                return PageResult("done" if session["status"] == "complete" else "ended")
            method_id = self.store.private(session_id).get("challenge", "")
            method = self.store.find("payment_method", method_id)
            if method is None:
                return PageResult("declined", "payment_intent_authentication_failure")
            self.store.keep_private(session_id, challenge="")
            if not passed:
                return self._challenge_failed(session, method)
            return self._pay_page(session, method)

    def _challenge_failed(self, session: Json, method: Json) -> PageResult:
        code = "payment_intent_authentication_failure"
        message = "The provided PaymentMethod has failed authentication."
        if session["mode"] == "payment":
            intent = self._page_intent(session)
            intent.update(
                status="requires_payment_method",
                next_action=None,
                payment_method=None,
                last_payment_error={
                    "type": "card_error", "code": code, "message": message, "payment_method": method,
                },
            )  # fmt: skip
            self._saved(intent, "payment_intent.payment_failed")
        return PageResult("declined", code)

    def submit_bank(self, session_id: str, typed: BankTyped) -> PageResult:
        manner_name = cards.TEST_ACCOUNTS[typed.account_number]
        with self.store.transaction():
            session = self.store.get("checkout.session", session_id)
            if session["status"] != "open":
                return PageResult("done" if session["status"] == "complete" else "ended")
            if cards.BANK_MANNERS[manner_name].blocked:
                return PageResult("declined", cards.BANK_MANNERS[manner_name].blocked)
            method = objects.bank_method(
                at=self._now,
                last4=typed.account_number[-4:],
                routing_number=typed.routing_number,
                account_type=typed.account_type,
                fingerprint=cards.fingerprint(
                    self._fingerprint_key, typed.routing_number + typed.account_number
                ),
                billing=objects.billing_details(typed.name),
            )
            self.store.add(method, {"manner": manner_name})
            return self._pay_page(session, method)

    def _page_intent(self, session: Json) -> Json:
        """The session's payment intent; Stripe makes it when the page is first submitted."""
        if session["payment_intent"]:
            return self.store.get("payment_intent", session["payment_intent"])
        data = self.store.private(session["id"])["intent_data"]
        intent = self.store.add(
            objects.payment_intent(
                at=self._now,
                amount=session["amount_total"],
                methods=session["payment_method_types"],
                description=data.get("description"),
                metadata=data.get("metadata", {}),
                customer=session["customer"],
                setup_future_usage=data.get("setup_future_usage"),
                statement_descriptor_suffix=data.get("statement_descriptor_suffix"),
            )
        )
        session["payment_intent"] = intent["id"]
        self.store.save(session)
        self._event("payment_intent.created", intent)
        return intent

    def _pay_page(self, session: Json, method: Json) -> PageResult:
        if session["mode"] == "setup":
            return self._save_page(session, method)
        intent = self._page_intent(session)
        problem = self._attempt(intent, method, at_page=True)
        if problem is not None:
            return PageResult("declined", problem.get("decline_code") or problem["code"])
        if intent["setup_future_usage"] or session["customer_creation"] == "always":
            self._attach(session, method)
            intent["customer"] = session["customer"]
            self.store.save(intent)
            charge = self.store.get("charge", intent["latest_charge"])
            self.store.save({**charge, "customer": session["customer"]})
        self._complete(session, method, paid=intent["status"] == "succeeded")
        return PageResult("done")

    def _save_page(self, session: Json, method: Json) -> PageResult:
        manner = self._manner(method)
        intent = self.store.get("setup_intent", session["setup_intent"])
        if isinstance(manner, cards.CardManner) and manner.decline and not manner.saves:
            error = _card_error(manner.decline, manner.decline_code)
            intent.update(last_setup_error={**error, "payment_method": method})
            self._saved(intent, "setup_intent.setup_failed")
            return PageResult("declined", manner.decline_code or manner.decline)
        self._attach(session, method)
        intent.update(
            status="succeeded",
            payment_method=method["id"],
            customer=session["customer"],
            last_setup_error=None,
        )
        self._saved(intent, "setup_intent.succeeded")
        self._complete(session, method, paid=None)
        return PageResult("done")

    def _attach(self, session: Json, method: Json) -> None:
        if not session["customer"]:
            session["customer"] = self.store.add(objects.customer(at=self._now))["id"]
        method["customer"] = session["customer"]
        self._saved(method, "payment_method.attached")
        self.store.keep_private(method["id"], authenticated=True)

    def _complete(self, session: Json, method: Json, *, paid: bool | None) -> None:
        billing = method["billing_details"]
        session.update(
            status="complete",
            url=None,
            customer_details={
                "address": billing["address"], "business_name": None, "email": None, "individual_name": None,
                "name": billing["name"], "phone": None, "tax_exempt": "none", "tax_ids": [],
            },
        )  # fmt: skip
        if paid is not None:
            session["payment_status"] = "paid" if paid else "unpaid"
        self.store.unschedule(session["id"], "expire_session")
        self._saved(session, "checkout.session.completed")

    # Payment intents

    def create_intent(self, params: Json) -> Json:
        """Make one, and with `confirm` charge a saved payment method. Raises ApiError 402 when declined."""
        _check_amount(params["amount"])
        if params.get("off_session", "false") != "false" and not params.get("confirm"):
            raise refused("`off_session` can only be used with `confirm=true`.", param="off_session")
        with self.store.transaction():
            method = self._usable_method(params) if "payment_method" in params else None
            intent = self.store.add(
                objects.payment_intent(
                    at=self._now,
                    amount=params["amount"],
                    methods=params.get("allowed_payment_method_types") or ["card", "us_bank_account"],
                    description=params.get("description"),
                    metadata=params.get("metadata", {}),
                    allowed_payment_method_types=params.get("allowed_payment_method_types"),
                    automatic_payment_methods={"allow_redirects": "always", "enabled": True}
                    | params.get("automatic_payment_methods", {}),
                    customer=params.get("customer"),
                    payment_method=method["id"] if method else None,
                    statement_descriptor_suffix=params.get("statement_descriptor_suffix"),
                    status="requires_confirmation" if method else "requires_payment_method",
                )
            )
            self._event("payment_intent.created", intent)
            problem = self._confirm(intent, method) if params.get("confirm") else None
        # Raised outside: a decline is something that happened, and stays in the books.
        if problem is not None:
            raise Declined402(problem, intent)
        return intent

    def confirm_intent(self, intent_id: str, params: Json) -> Json:
        with self.store.transaction():
            intent = self._known_intent(intent_id)
            if intent["status"] not in ("requires_confirmation", "requires_payment_method"):
                raise self._unexpected(intent, "confirm")
            asked = {"customer": intent["customer"], "payment_method": intent["payment_method"]} | params
            problem = self._confirm(intent, self._usable_method(asked) if asked["payment_method"] else None)
        if problem is not None:
            raise Declined402(problem, intent)
        return intent

    def _confirm(self, intent: Json, method: Json | None) -> Json | None:
        if method is None:
            raise ApiError(
                400,
                "invalid_request_error",
                "You cannot confirm this PaymentIntent because it's missing a payment method.",
                code="payment_intent_unexpected_state",
            )
        return self._attempt(intent, method, at_page=False)

    def _known_intent(self, intent_id: str) -> Json:
        intent = self.store.find("payment_intent", intent_id)
        if intent is None:
            raise missing("payment_intent", intent_id, "intent")
        return intent

    def _usable_method(self, params: Json) -> Json:
        method = self.store.find("payment_method", params["payment_method"])
        if method is None:
            raise missing("PaymentMethod", params["payment_method"], "payment_method")
        if method["customer"] is None or method["customer"] != params.get("customer"):
            raise ApiError(
                400,
                "invalid_request_error",
                f"The provided PaymentMethod {method['id']} is not attached to this Customer. "
                "It was detached, never attached, or belongs to another one; supply the Customer "
                "it is attached to.",
                code="payment_method_unexpected_state",
                param="payment_method",
            )
        return method

    @staticmethod
    def _unexpected(intent: Json, verb: str) -> ApiError:
        return ApiError(
            400,
            "invalid_request_error",
            f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )

    def cancel_intent(self, intent_id: str, reason: str | None) -> Json:
        with self.store.transaction():
            intent = self._known_intent(intent_id)
            if intent["status"] in ("succeeded", "canceled", "processing"):
                raise self._unexpected(intent, "cancel")
            return self._cancel(intent, reason)

    def _cancel(self, intent: Json, reason: str | None) -> Json:
        intent.update(
            status="canceled", canceled_at=self._now, cancellation_reason=reason, next_action=None,
        )  # fmt: skip
        return self._saved(intent, "payment_intent.canceled")

    def _manner(self, method: Json) -> cards.CardManner | cards.BankManner:
        name = self.store.private(method["id"])["manner"]
        return cards.MANNERS[name] if method["type"] == "card" else cards.BANK_MANNERS[name]

    def _attempt(self, intent: Json, method: Json, *, at_page: bool) -> Json | None:
        """Try to take the money. None if it went (or is on its way), else Stripe's error."""
        intent.update(payment_method=method["id"], next_action=None)
        manner = self._manner(method)
        if isinstance(manner, cards.BankManner):
            self._start_debit(intent, method, manner)
            return None
        known = bool(manner.saves and self.store.private(method["id"]).get("authenticated"))
        if manner.challenge and not at_page and not known:
            return self._decline(intent, method, "authentication_required", "authentication_required")
        if manner.decline:
            return self._decline(intent, method, manner.decline, manner.decline_code)
        self._take(intent, method, manner)
        return None

    def _take(self, intent: Json, method: Json, manner: cards.CardManner) -> None:
        charge = objects.charge(intent, method, at=self._now)
        charge.update(
            status="succeeded", paid=True, captured=True, amount_captured=intent["amount"],
            outcome=objects.outcome(), balance_transaction=f"txn_{charge['id'][3:]}",
        )  # fmt: skip
        self.store.add(charge)
        self._event("charge.succeeded", charge)
        intent.update(
            status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"],
            last_payment_error=None,
        )  # fmt: skip
        self._saved(intent, "payment_intent.succeeded")
        if manner.dispute:
            self.store.schedule(
                f"dispute:{manner.dispute}", charge["id"], at=self.clock() + self.bank_delay_seconds
            )

    def _decline(self, intent: Json, method: Json, code: str, decline_code: str) -> Json:
        error = _card_error(code, decline_code)
        charge = objects.charge(intent, method, at=self._now)
        charge.update(
            status="failed", failure_code=code, failure_message=error["message"],
            outcome=objects.outcome(
                declined_as=decline_code or code, message="The bank declined the payment."
            ),
        )  # fmt: skip
        self.store.add(charge)
        self._event("charge.failed", charge)
        error["charge"] = charge["id"]
        intent.update(
            status="requires_payment_method", payment_method=None, latest_charge=charge["id"],
            last_payment_error={**error, "payment_method": method},
        )  # fmt: skip
        self._saved(intent, "payment_intent.payment_failed")
        return error

    # Bank debits

    def _start_debit(self, intent: Json, method: Json, manner: cards.BankManner) -> None:
        charge = self.store.add(objects.charge(intent, method, at=self._now))
        self._event("charge.pending", charge)
        intent.update(status="processing", latest_charge=charge["id"], last_payment_error=None)
        self._saved(intent, "payment_intent.processing")
        if manner.settles:
            self.store.schedule("settle", intent["id"], at=self.clock() + self.bank_delay_seconds)

    def settle(self, intent_id: str) -> None:
        """The bank answers a debit: the money arrived, or it came back."""
        with self.store.transaction():
            intent = self.store.get("payment_intent", intent_id)
            if intent["status"] != "processing":
                return
            self.store.unschedule(intent_id, "settle")
            method = self.store.get("payment_method", intent["payment_method"])
            manner = self._manner(method)
            if isinstance(manner, cards.BankManner) and manner.returned:
                self._return_debit(intent, method, manner.returned)
            else:
                self._collect(intent)
                if isinstance(manner, cards.BankManner) and manner.dispute:
                    self.store.schedule(
                        f"late_return:{manner.dispute}",
                        intent["latest_charge"],
                        at=self.clock() + self.bank_delay_seconds,
                    )

    def _collect(self, intent: Json) -> None:
        charge = self.store.get("charge", intent["latest_charge"])
        charge.update(
            status="succeeded", paid=True, captured=True, amount_captured=charge["amount"],
            outcome=objects.outcome(), balance_transaction=f"txn_{charge['id'][3:]}",
        )  # fmt: skip
        self._saved(charge, "charge.succeeded")
        intent.update(status="succeeded", amount_received=intent["amount"])
        self._saved(intent, "payment_intent.succeeded")
        for session in self._sessions_of(intent):
            session["payment_status"] = "paid"
            self._saved(session, "checkout.session.async_payment_succeeded")

    def _return_debit(self, intent: Json, method: Json, why: str) -> None:
        message = f"The bank returned the debit: {why.replace('_', ' ')}."
        charge = self.store.get("charge", intent["latest_charge"])
        charge.update(
            status="failed", failure_code=why, failure_message=message,
            outcome=objects.outcome(declined_as=why, message=message),
        )  # fmt: skip
        self._saved(charge, "charge.failed")
        intent.update(
            status="requires_payment_method", payment_method=None,
            last_payment_error={
                "type": "invalid_request_error", "code": why, "message": message, "charge": charge["id"],
                "payment_method": method,
            },
        )  # fmt: skip
        self._saved(intent, "payment_intent.payment_failed")
        for session in self._sessions_of(intent):
            self._saved(session, "checkout.session.async_payment_failed")

    def _sessions_of(self, intent: Json) -> list[Json]:
        return self.store.page("checkout.session", filters={"payment_intent": intent["id"]}).objects

    # Refunds

    def create_refund(self, params: Json) -> Json:
        with self.store.transaction():
            charge = self._refundable_charge(params)
            left = charge["amount_captured"] - charge["amount_refunded"]
            amount = params.get("amount", left)
            if left == 0:
                raise ApiError(
                    400,
                    "invalid_request_error",
                    f"Charge {charge['id']} has already been refunded.",
                    code="charge_already_refunded",
                )
            if amount > left:
                raise ApiError(
                    400,
                    "invalid_request_error",
                    f"Refund amount ({_dollars(amount)}) is greater than unrefunded amount on charge "
                    f"({_dollars(left)})",
                    param="amount",
                )
            return self._refund(charge, amount, params)

    def _refundable_charge(self, params: Json) -> Json:
        if ("charge" in params) == ("payment_intent" in params):
            raise refused(
                "One of the following params should be provided for this request: payment_intent or charge.",
                code="parameter_missing",
            )
        charge_id = params.get("charge", "")
        if "payment_intent" in params:
            charge_id = self._known_intent(params["payment_intent"])["latest_charge"] or ""
        charge = self.store.find("charge", charge_id)
        if charge is None:
            raise missing("charge", charge_id or "none yet", "charge")
        if charge["status"] != "succeeded":
            raise ApiError(
                400,
                "invalid_request_error",
                f"This charge cannot be refunded because it has a status of {charge['status']}.",
                code="charge_not_refundable",
            )
        if charge["disputed"] and not self._dispute_over_for_us(charge):
            raise ApiError(
                400,
                "invalid_request_error",
                f"Charge {charge['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
            )
        return charge

    def _dispute_over_for_us(self, charge: Json) -> bool:
        found = self.store.page("dispute", filters={"charge": charge["id"]}).objects
        return all(dispute["status"] in ("won", "warning_closed") for dispute in found)

    def _refund(self, charge: Json, amount: int, params: Json) -> Json:
        method = self.store.get("payment_method", charge["payment_method"])
        manner = self._manner(method)
        fate = manner.refund if isinstance(manner, cards.CardManner) else "pending"
        refund = self.store.add(
            objects.refund(
                charge,
                at=self._now,
                amount=amount,
                reason=params.get("reason"),
                metadata=params.get("metadata", {}),
                status="pending" if fate == "pending" else "succeeded",
            )
        )
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        self._event("refund.created", refund)
        self._saved(charge, "charge.refunded")
        if fate != "succeeded":
            what = "refund_succeeds" if fate == "pending" else "refund_fails"
            self.store.schedule(what, refund["id"], at=self.clock() + self.bank_delay_seconds)
        return refund

    def finish_refund(self, refund_id: str, *, arrived: bool) -> None:
        """A refund that took its time arrives, or comes back to us."""
        with self.store.transaction():
            refund = self.store.get("refund", refund_id)
            if refund["status"] in ("failed", "canceled"):
                return
            if arrived:
                refund["status"] = "succeeded"
                self._saved(refund, "refund.updated")
                return
            refund.update(status="failed", failure_reason="lost_or_stolen_card")
            self._saved(refund, "refund.updated")
            self._event("refund.failed", refund)
            charge = self.store.get("charge", refund["charge"])
            charge["amount_refunded"] -= refund["amount"]
            charge["refunded"] = False
            self._saved(charge, "charge.updated")

    # Disputes

    def open_dispute(
        self, charge_id: str, *, reason: str = "fraudulent", inquiry: bool = False
    ) -> Json | None:
        """The payer's bank takes the money back, or asks. One at a time a charge."""
        with self.store.transaction():
            charge = self.store.get("charge", charge_id)
            if charge["status"] != "succeeded" or charge["disputed"]:
                return None
            charge["disputed"] = True
            self._saved(charge, "charge.updated")
            status = "warning_needs_response" if inquiry else "needs_response"
            dispute = self.store.add(
                objects.dispute(charge, at=self._now, reason="general" if inquiry else reason, status=status)
            )
            self._event("charge.dispute.created", dispute)
            if not inquiry:
                self._event("charge.dispute.funds_withdrawn", dispute)
            return dispute

    def close_dispute(self, dispute_id: str, *, won: bool) -> None:
        with self.store.transaction():
            dispute = self.store.get("dispute", dispute_id)
            if dispute["status"] in ("won", "lost", "warning_closed"):
                return
            if dispute["status"].startswith("warning"):
                dispute["status"] = "warning_closed"
            else:
                dispute["status"] = "won" if won else "lost"
            self._saved(dispute, "charge.dispute.closed")
            if dispute["status"] == "won":
                self._event("charge.dispute.funds_reinstated", dispute)

    def return_late(self, charge_id: str, *, reason: str = "debit_not_authorized") -> None:
        """A bank takes a settled debit back: with Stripe a dispute that is lost as it opens."""
        with self.store.transaction():
            dispute = self.open_dispute(charge_id, reason=reason)
            if dispute is not None:
                self.close_dispute(dispute["id"], won=False)

    # Saved methods

    def detach_method(self, method_id: str) -> Json:
        with self.store.transaction():
            method = self.store.find("payment_method", method_id)
            if method is None:
                raise missing("PaymentMethod", method_id, "payment_method")
            if method["customer"] is None:
                raise ApiError(
                    400,
                    "invalid_request_error",
                    "The payment method you provided is not attached to a customer, so detachment "
                    "is impossible.",
                    param="payment_method",
                )
            method["customer"] = None
            return self._saved(method, "payment_method.detached")

    def create_customer(self, params: Json) -> Json:
        return self.store.add(
            objects.customer(
                at=self._now, description=params.get("description"), metadata=params.get("metadata")
            )
        )

    # Time

    def run_due(self) -> int:
        """Do everything whose time has come; says how many things happened."""
        done = 0
        while True:
            with self.store.transaction():
                found = self.store.next_due(self.clock())
                if found is None:
                    return done
                seq, what, subject = found
                self.store.done(seq)
                self._happen(what, subject)
            done += 1

    def _happen(self, what: str, subject: str) -> None:
        verb, _, reason = what.partition(":")
        happenings: dict[str, Callable[[], Any]] = {
            "expire_session": lambda: self._expire_if_open(subject),
            "settle": lambda: self.settle(subject),
            "refund_succeeds": lambda: self.finish_refund(subject, arrived=True),
            "refund_fails": lambda: self.finish_refund(subject, arrived=False),
            "dispute": lambda: self.open_dispute(subject, reason=reason, inquiry=reason == "inquiry"),
            "late_return": lambda: self.return_late(subject, reason=reason),
        }
        happenings[verb]()

    def _expire_if_open(self, session_id: str) -> None:
        session = self.store.get("checkout.session", session_id)
        if session["status"] == "open":
            self._expire(session)

    def advance(self, seconds: float) -> int:
        """Let time pass for everything that waits: debits, refunds, disputes, open pages, webhooks."""
        with self.store.transaction():
            self.store.bring_forward(seconds)
            opened = self.store.page("checkout.session", limit=10_000, filters={"status": "open"}).objects
            for session in opened:
                session["expires_at"] -= int(seconds)
                self.store.save(session)
        return self.run_due()

    def settle_all(self) -> int:
        """Every debit under way is answered now, those that would wait for ever too."""
        under_way = self.store.page("payment_intent", limit=10_000, filters={"status": "processing"}).objects
        for intent in under_way:
            self.settle(intent["id"])
        return len(under_way)


class Declined402(ApiError):
    """A saved card was declined: what happened is kept, and so is this answer."""

    def __init__(self, error: Json, intent: Json) -> None:
        more = {name: value for name, value in error.items() if name not in ("type", "message", "code")}
        more.pop("doc_url", None)
        super().__init__(
            402, "card_error", error["message"], code=error["code"], **more, payment_intent=intent,
            payment_method=intent["last_payment_error"]["payment_method"],
        )  # fmt: skip


def _card_error(code: str, decline_code: str) -> Json:
    error: Json = {
        "type": "card_error",
        "code": code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": cards.DECLINE_MESSAGES[decline_code or code],
    }
    if decline_code:
        error["decline_code"] = decline_code
    return error


def _check_amount(amount: int) -> None:
    if amount < AMOUNT_MIN:
        raise refused("Amount must be at least $0.50 usd", code="amount_too_small", param="amount")
    if amount > 99_999_999:
        raise refused("Amount must be no more than $999,999.99", code="amount_too_large", param="amount")


def _item_name(item: Json) -> str:
    return str(item["price_data"].get("product_data", {}).get("name", ""))


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"
