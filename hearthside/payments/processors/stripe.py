"""Stripe, and anything that speaks its wire format (our sandbox). The only file that knows Stripe.

What Stripe is told: an amount and our attempt reference. Never a name, a service, or an account.
Source: docs.stripe.com/api at the version that the installed library pins.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

import requests
import stripe

from hearthside.errors import BadSetting
from hearthside.money import ZERO, Money
from hearthside.payments.processors import (
    NOTICE_TOLERANCE,
    BadSignature,
    DeclineCode,
    Declined,
    DisputeState,
    HostedPage,
    Method,
    Notice,
    NoticeKind,
    Outcome,
    ProcessorRefused,
    Purpose,
    RefundOutcome,
    RefundRefused,
    RefundState,
    StaleSignature,
    State,
    Unclear,
)
from hearthside.payments.processors.registry import ProcessorSettings
from hearthside.references import spoken

LIVE_API = "https://api.stripe.com"
LIVE_PAGE = "https://checkout.stripe.com"
PAGE_TYPES: dict[Method, str] = {"card": "card", "bank": "us_bank_account"}
WORDS = {"en": "Payment {}", "es": "Pago {}"}
# A lost call is repeated within minutes; the lists are read for this long after the attempt was stored.
SEARCH_SPAN = timedelta(minutes=15)
CLOCK_SKEW = timedelta(minutes=2)
SEARCHED_MAX = 500
_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,64}")
_SIGNATURE = re.compile(r"v1=([0-9a-f]{64})")
_EXPAND_PAYMENT = ["latest_charge.refunds", "payment_method"]
_EXPAND_PAGE = [f"payment_intent.{path}" for path in _EXPAND_PAYMENT] + ["setup_intent.payment_method"]

DECLINES: dict[str, DeclineCode] = {
    "insufficient_funds": "insufficient_funds",
    "withdrawal_count_limit_exceeded": "insufficient_funds",
    "expired_card": "expired_card",
    "invalid_expiry_month": "expired_card",
    "invalid_expiry_year": "expired_card",
    "incorrect_cvc": "wrong_code",
    "invalid_cvc": "wrong_code",
    "lost_card": "lost_or_stolen",
    "stolen_card": "lost_or_stolen",
    "pickup_card": "lost_or_stolen",
    "authentication_required": "authentication_failed",
    "authentication_not_handled": "authentication_failed",
    "payment_intent_authentication_failure": "authentication_failed",
    "processing_error": "processing_error",
    "issuer_not_available": "processing_error",
    "try_again_later": "processing_error",
    "reenter_transaction": "processing_error",
    "account_closed": "bank_account_closed",
    "bank_account_closed": "bank_account_closed",
    "no_account": "bank_no_account",
    "invalid_account_number": "bank_no_account",
    "account_unverified": "bank_no_account",
    "debit_not_authorized": "bank_not_authorized",
    "bank_account_restricted": "bank_not_authorized",
    "payment_method_bank_account_blocked": "bank_not_authorized",
}
DISPUTES: dict[str, DisputeState] = {
    "warning_needs_response": "inquiry",
    "warning_under_review": "inquiry",
    "warning_closed": "won",
    "prevented": "won",
    "needs_response": "open",
    "under_review": "open",
    "won": "won",
    "lost": "lost",
}
REFUND_STATES: dict[str, RefundState] = {
    "pending": "pending",
    "requires_action": "pending",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "failed",
}
NOTICE_KINDS: dict[str, NoticeKind] = {
    "checkout.session": "page",
    "payment_intent": "payment",
    "charge": "payment",
    "refund": "refund",
    "dispute": "dispute",
    "setup_intent": "page",
}


class StripeProcessor:
    """The `Processor` that Stripe is. Safe to share between threads; keeps no state of its own."""

    def __init__(self, settings: ProcessorSettings) -> None:
        if not settings.secret_key.startswith(("sk_", "rk_")):
            raise BadSetting("a Stripe secret key begins with sk_ or rk_")
        if "_live_" in settings.secret_key[:8] and settings.api_base != LIVE_API:
            raise BadSetting("a live Stripe key goes to Stripe only", expected=LIVE_API)
        self._settings = settings
        self._client = stripe.StripeClient(
            settings.secret_key,
            base_addresses={"api": settings.api_base},
            http_client=_Calls(settings),
            # Repeating a call is a decision of the flow that stored its key, not of a library.
            max_network_retries=0,
        )

    @property
    def form_action_host(self) -> str:
        if self._settings.page_origin:
            return self._settings.page_origin
        return LIVE_PAGE if self._settings.api_base == LIVE_API else self._settings.api_base

    def open_page(
        self,
        *,
        attempt: str,
        key: str,
        amount: Money,
        method: Method,
        return_url: str,
        cancel_url: str,
        language: str,
        expires_at: datetime,
        purpose: Purpose = "pay",
    ) -> HostedPage:
        reference = _checked(attempt)
        params: dict[str, Any] = {
            "allowed_payment_method_types": [PAGE_TYPES[method]],
            "client_reference_id": reference,
            "metadata": {"attempt": reference},
            "success_url": return_url,
            "cancel_url": cancel_url,
            "locale": "es" if language.startswith("es") else "en",
            "expires_at": int(expires_at.timestamp()),
        }
        params |= self._to_save(reference) if purpose == "save" else self._to_pay(reference, amount, language)
        if purpose == "pay_and_save":
            params["payment_intent_data"]["setup_future_usage"] = "off_session"
        if purpose != "pay":
            params["customer_creation"] = "always"
        with _plain_errors():
            session = self._client.v1.checkout.sessions.create(
                cast(Any, params), options={"idempotency_key": key, "max_network_retries": 1}
            )
        url = session.url or ""
        if not url.startswith(f"{self.form_action_host}/"):
            raise ProcessorRefused(
                "the hosted page is not where the settings say", expected=self.form_action_host
            )
        return HostedPage(session.id, url, _instant(session.expires_at))

    @staticmethod
    def _to_pay(reference: str, amount: Money, language: str) -> dict[str, Any]:
        name = WORDS["es" if language.startswith("es") else "en"].format(spoken(reference))
        return {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "usd",
                        "unit_amount": amount.cents,
                        "product_data": {"name": name},
                    },
                }
            ],
            "payment_intent_data": {"description": reference, "metadata": {"attempt": reference}},
        }

    @staticmethod
    def _to_save(reference: str) -> dict[str, Any]:
        return {
            "mode": "setup",
            "currency": "usd",
            "setup_intent_data": {"description": reference, "metadata": {"attempt": reference}},
        }

    def find(self, *, attempt: str, page_id: str | None, opened_at: datetime | None = None) -> Outcome:
        reference = _checked(attempt)
        with _plain_errors():
            if page_id is not None:
                page = _plain(self._client.v1.checkout.sessions.retrieve(
                    page_id, {"expand": _EXPAND_PAGE}, {"max_network_retries": 1}
                ))  # fmt: skip
                if page["client_reference_id"] != reference:
                    raise ProcessorRefused("this page belongs to another attempt", attempt=reference)
                return self._page_outcome(page)
            return self._searched(reference, opened_at)

    def _searched(self, reference: str, opened_at: datetime | None) -> Outcome:
        """Look for an attempt whose page or payment id was lost on its way to us."""
        found = self._client.v1.payment_intents.search(
            {
                "query": f"metadata['attempt']:'{reference}'",
                "expand": [f"data.{path}" for path in _EXPAND_PAYMENT],
            }
        )
        payments = [_plain(payment) for payment in found.data]
        # One attempt has one payment; were there two, the one that took money is the one to know of.
        payments.sort(key=lambda payment: payment["status"] in ("succeeded", "processing"), reverse=True)
        page = self._listed_page(reference, opened_at) if opened_at else None
        if page is not None:
            return self._page_outcome(page)
        if payments:
            return self._with_page(payments[0])
        payment = self._listed_payment(reference, opened_at) if opened_at else None
        if payment is not None:
            return self._with_page(payment)
        return Outcome("unknown", ZERO, datetime.now(UTC))

    def _with_page(self, payment: dict[str, Any]) -> Outcome:
        """A payment's page says more than the payment: whether it may still be paid on."""
        pages = self._client.v1.checkout.sessions.list(
            {"payment_intent": payment["id"], "expand": [f"data.{path}" for path in _EXPAND_PAGE]}
        )
        if pages.data:
            return self._page_outcome(_plain(pages.data[0]))
        return self._payment_outcome(payment)

    def _listed_page(self, reference: str, opened_at: datetime) -> dict[str, Any] | None:
        pages = self._client.v1.checkout.sessions.list({"created": _span(opened_at), "limit": 100})
        for page in _first(pages.auto_paging_iter()):
            if page.client_reference_id == reference:
                return _plain(self._client.v1.checkout.sessions.retrieve(page.id, {"expand": _EXPAND_PAGE}))
        return None

    def _listed_payment(self, reference: str, opened_at: datetime) -> dict[str, Any] | None:
        payments = self._client.v1.payment_intents.list({"created": _span(opened_at), "limit": 100})
        for payment in _first(payments.auto_paging_iter()):
            held = _plain(payment)
            if held["metadata"].get("attempt") == reference:
                return _plain(
                    self._client.v1.payment_intents.retrieve(held["id"], {"expand": _EXPAND_PAYMENT})
                )
        return None

    def expire_page(self, page_id: str) -> None:
        with _plain_errors():
            try:
                self._client.v1.checkout.sessions.expire(page_id)
            except stripe.InvalidRequestError:
                # Refused when it is no longer open, which is what was wanted; anything else is a fault.
                if self._client.v1.checkout.sessions.retrieve(page_id).status == "open":
                    raise

    def charge(self, *, attempt: str, key: str, amount: Money, token: str) -> Outcome:
        reference = _checked(attempt)
        customer, _, payment_method = token.partition("/")
        if not customer or not payment_method:
            raise ProcessorRefused("this is not a token that Stripe gave", attempt=reference)
        with _plain_errors():
            payment = self._client.v1.payment_intents.create(
                cast(Any, {
                    "amount": amount.cents,
                    "currency": "usd",
                    "customer": customer,
                    "payment_method": payment_method,
                    "confirm": True,
                    "off_session": True,
                    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                    "description": reference,
                    "metadata": {"attempt": reference},
                    "expand": _EXPAND_PAYMENT,
                }),
                options={"idempotency_key": key},
            )  # fmt: skip
            return self._payment_outcome(_plain(payment))

    def release(self, token: str) -> None:
        method = token.partition("/")[2]
        if not method:
            raise ProcessorRefused("this is not a token that Stripe gave")
        with _plain_errors():
            try:
                self._client.v1.payment_methods.detach(method)
            except stripe.InvalidRequestError:
                # Refused when it is attached to nobody, which is what was wanted; anything else is a fault.
                if self._client.v1.payment_methods.retrieve(method).customer is not None:
                    raise

    def refund(self, *, key: str, payment_id: str, amount: Money, reason: str) -> RefundOutcome:
        params: dict[str, Any] = {
            "payment_intent": payment_id,
            "amount": amount.cents,
            "metadata": {"refund": key},
        }
        # Stripe knows three reasons; ours may say more than the processor should know.
        if reason in ("duplicate", "requested_by_customer"):
            params["reason"] = reason
        with _plain_errors(refused=RefundRefused):
            refund = self._client.v1.refunds.create(cast(Any, params), options={"idempotency_key": key})
        return _refund_outcome(_plain(refund))

    def read_notice(self, body: bytes, signature: str, now: datetime) -> Notice:
        self._check_signature(body, signature, now)
        try:
            event = json.loads(body)
            subject = event["data"]["object"]
            kind = NOTICE_KINDS.get(subject["object"], "other")
            metadata = subject.get("metadata") or {}
            payment = (
                subject["id"] if subject["object"] == "payment_intent" else subject.get("payment_intent")
            )
            return Notice(
                event_id=str(event["id"]),
                kind=kind,
                attempt_reference=str(metadata.get("attempt") or subject.get("client_reference_id") or ""),
                at=_instant(event["created"]),
                payment_id=str(_id_of(payment) or ""),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise ProcessorRefused(
                "a signed notice is not an event", problem=type(problem).__name__
            ) from None

    def _check_signature(self, body: bytes, header: str, now: datetime) -> None:
        """Source: docs.stripe.com/webhooks/signature. The library looks at the past only, so this is ours."""
        stamps = re.findall(r"(?:^|,)t=([0-9]{1,12})(?=,|$)", header)
        if len(stamps) != 1:
            raise BadSignature("a notice without a signature we can read")
        secret = self._settings.webhook_secret.encode()
        expected = hmac.new(secret, stamps[0].encode() + b"." + body, hashlib.sha256).hexdigest()
        # While a secret is being changed, Stripe signs with the old and the new one.
        given = [match[1] for part in header.split(",") if (match := _SIGNATURE.fullmatch(part.strip()))]
        if not any(hmac.compare_digest(expected, one) for one in given):
            raise BadSignature("a notice that the processor did not sign")
        if abs(now - _instant(int(stamps[0]))) > NOTICE_TOLERANCE:
            raise StaleSignature("a notice signed too long ago, or ahead of time", signed_at=stamps[0])

    # Reading what Stripe says

    def _page_outcome(self, page: dict[str, Any]) -> Outcome:
        payment = page["payment_intent"]
        if page["mode"] == "setup":
            return self._saved_outcome(page)
        state = {"open": "open", "expired": "expired"}.get(page["status"], "")
        if payment:
            told = self._payment_outcome(payment, page_id=page["id"])
            # On an open page a declined payment is not over: another card may be tried there.
            return replace(told, state=cast(State, state)) if state else told
        at, amount = _instant(page["created"]), Money(page["amount_total"] or 0)
        return Outcome(cast(State, state or "unknown"), amount, at, page_id=page["id"])

    @staticmethod
    def _saved_outcome(page: dict[str, Any]) -> Outcome:
        intent = page["setup_intent"]
        at = _instant(page["created"])
        if page["status"] != "complete" or intent["status"] != "succeeded":
            state = page["status"] if page["status"] in ("open", "expired") else "processing"
            error = intent.get("last_setup_error") or {}
            code = error.get("decline_code") or error.get("code") or ""
            return Outcome(
                cast(State, state), ZERO, at, page_id=page["id"],
                decline_code=_our_decline(code, bank=False) if code else "",
            )  # fmt: skip
        kind, brand, last4 = _method_facts(intent["payment_method"])
        card = intent["payment_method"].get("card") or {}
        return Outcome(
            "succeeded", ZERO, at, method_kind=kind, brand=brand, last4=last4,
            saved_token=_token(intent["payment_method"]), page_id=page["id"],
            expires_month=int(card.get("exp_month") or 0), expires_year=int(card.get("exp_year") or 0),
        )  # fmt: skip

    def _payment_outcome(self, payment: dict[str, Any], *, page_id: str = "") -> Outcome:
        charge = self._charge_of(payment)
        state = _payment_state(payment)
        # A payment that failed forgets its method; its charge and its error do not.
        error_method = (payment["last_payment_error"] or {}).get("payment_method")
        kind, brand, last4 = _method_facts(
            charge.get("payment_method_details") or payment["payment_method"] or error_method
        )
        dispute = self._dispute_state(charge) if charge.get("disputed") else ""
        took = state in ("succeeded", "processing")
        return Outcome(
            state,
            Money(payment["amount_received"] if state == "succeeded" else payment["amount"]),
            _instant(charge.get("created") or payment["created"]),
            processor_payment_id=payment["id"],
            charge_id=charge.get("id", ""),
            method_kind=kind,
            brand=brand,
            last4=last4,
            decline_code="" if took else _decline_code(payment, charge),
            refunded=Money(charge.get("amount_refunded", 0)),
            refunds=self._refunds_of(charge),
            disputed=dispute in ("open", "lost"),
            dispute_state=dispute,
            saved_token=_token(payment["payment_method"]) if took else "",
            page_id=page_id,
        )

    def _charge_of(self, payment: dict[str, Any]) -> dict[str, Any]:
        """`latest_charge` may be an id, an object or nothing: here it is always an object, perhaps empty."""
        charge = payment["latest_charge"]
        if isinstance(charge, str):
            return _plain(self._client.v1.charges.retrieve(charge, {"expand": ["refunds"]}))
        return charge or {}

    def _refunds_of(self, charge: dict[str, Any]) -> tuple[RefundOutcome, ...]:
        if not charge:
            return ()
        held = charge.get("refunds")
        if held is None or held["has_more"]:
            listed = self._client.v1.refunds.list({"charge": charge["id"], "limit": 100})
            return tuple(_refund_outcome(_plain(refund)) for refund in _first(listed.auto_paging_iter()))
        return tuple(_refund_outcome(refund) for refund in held["data"])

    def _dispute_state(self, charge: dict[str, Any]) -> DisputeState:
        found = self._client.v1.disputes.list({"charge": charge["id"], "limit": 1}).data
        # A status added to Stripe later is watched as an open dispute until someone reads it.
        return DISPUTES.get(found[0].status, "open") if found else "open"


class _Calls(stripe.RequestsClient):
    """Stripe's own HTTP client with our timeouts, and no way to be sent to another host."""

    def __init__(self, settings: ProcessorSettings) -> None:
        super().__init__(timeout=(min(5, settings.timeout_seconds), settings.timeout_seconds))
        self._direct = settings.is_on_this_machine

    def _session_for_thread(self) -> requests.Session:
        session = requests.Session()
        session.max_redirects = 0
        # A proxy set for the outside world must not come between two processes of one machine.
        session.trust_env = not self._direct
        return session

    def request(  # type: ignore[override]  # the library widens it in its base class alone
        self, method: str, url: str, headers: Any, post_data: Any = None
    ) -> tuple[bytes, int, Any]:
        if getattr(self._thread_local, "session", None) is None:
            self._thread_local.session = self._session_for_thread()
        return super().request(method, url, headers, post_data)


@contextmanager
def _plain_errors(refused: Callable[..., ProcessorRefused] = ProcessorRefused) -> Iterator[None]:
    """Stripe's errors in our words. What is not a clear no is Unclear."""
    try:
        yield
    except stripe.CardError as problem:
        held = problem.json_body["error"] if isinstance(problem.json_body, dict) else {}
        code = held.get("decline_code") or problem.code or ""
        payment = held.get("payment_intent") or {}
        bank = (held.get("payment_method") or {}).get("type") == "us_bank_account"
        raise Declined(_our_decline(code, bank=bank), payment_id=payment.get("id", "")) from None
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as problem:
        raise refused(
            str(problem.user_message), stripe_code=problem.code or "", request=problem.request_id
        ) from None
    except (stripe.AuthenticationError, stripe.PermissionError) as problem:
        raise ProcessorRefused("the processor does not know our key", request=problem.request_id) from None
    except stripe.StripeError as problem:
        # Connection lost, time out, 409 in flight, 429, 5xx, an answer that is not JSON.
        raise Unclear("no clear answer from the processor", kind=type(problem).__name__) from None


def _checked(reference: str) -> str:
    if not _REFERENCE.fullmatch(reference):
        raise ProcessorRefused("an attempt reference is letters, digits and dashes", found=reference[:64])
    return reference


def _plain(thing: Any) -> dict[str, Any]:
    """A library object as plain dicts: a field that Stripe left out is then simply absent."""
    held: dict[str, Any] = json.loads(json.dumps(thing.to_dict()))
    return held


def _first(things: Iterator[Any]) -> Iterator[Any]:
    for _, thing in zip(range(SEARCHED_MAX), things, strict=False):
        yield thing


def _span(opened_at: datetime) -> Any:
    return {
        "gte": int((opened_at - CLOCK_SKEW).timestamp()),
        "lte": int((opened_at + SEARCH_SPAN).timestamp()),
    }


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _id_of(thing: Any) -> str | None:
    name = thing["id"] if isinstance(thing, dict) else thing
    return str(name) if name else None


def _token(method: Any) -> str:
    """A saved method as one opaque word: Stripe wants the customer beside it."""
    if not isinstance(method, dict) or not method.get("customer"):
        return ""
    return f"{_id_of(method['customer'])}/{method['id']}"


def _method_facts(details: Any) -> tuple[Method | Literal[""], str, str]:
    """Kind, brand and last four of a payment method, or of a charge's account of it."""
    if not isinstance(details, dict):
        return "", "", ""
    if details["type"] == "us_bank_account":
        return "bank", "", str(details["us_bank_account"]["last4"] or "")
    card = details.get("card") or {}
    return "card", str(card.get("brand") or ""), str(card.get("last4") or "")


def _payment_state(payment: dict[str, Any]) -> State:
    status = payment["status"]
    if status in ("succeeded", "processing"):
        return cast(State, status)
    if status == "canceled" or (status == "requires_payment_method" and payment["last_payment_error"]):
        return "failed"
    return "open"


def _decline_code(payment: dict[str, Any], charge: dict[str, Any] | None = None) -> DeclineCode:
    error = payment["last_payment_error"]
    if not error:
        return ""
    method = error.get("payment_method")
    bank = isinstance(method, dict) and method.get("type") == "us_bank_account"
    # A returned debit says why on its charge; a card says it most finely in the error.
    said = (charge or {}).get("failure_code") if bank else None
    return _our_decline(said or error.get("decline_code") or error.get("code") or "", bank=bank)


def _our_decline(code: str, *, bank: bool) -> DeclineCode:
    if bank and code == "insufficient_funds":
        return "bank_insufficient_funds"
    return DECLINES.get(code, "declined")


def _refund_outcome(refund: dict[str, Any]) -> RefundOutcome:
    return RefundOutcome(
        id=refund["id"],
        key=(refund["metadata"] or {}).get("refund", ""),
        # A status added to Stripe later is not yet money that arrived.
        state=REFUND_STATES.get(refund["status"], "pending"),
        amount=Money(refund["amount"]),
        at=_instant(refund["created"]),
    )
