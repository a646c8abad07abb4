"""Which request parameters each call takes, and how they are read. Anything else is refused.

The tables hold a part of what Stripe takes (what this sandbox does something with). A test holds
every name in them against the parameter classes of the stripe library.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hearthside.sandbox.wire import Json, refused

Reader = Callable[[Any, str], Any]
CENTS_MAX = 99_999_999
LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr",
    "fr-CA", "hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl",
    "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """A set of named parameters; `required` ones must be there."""

    takes: Mapping[str, "Reader | Group"]
    required: tuple[str, ...] = ()

    def __call__(self, raw: Any, name: str) -> Json:
        if not isinstance(raw, dict):
            raise refused(f"Invalid object: {name}", param=name)
        for key in raw:
            if key not in self.takes:
                raise unknown(_inside(name, key))
        for key in self.required:
            if key not in raw:
                missing = _inside(name, key)
                raise refused(f"Missing required param: {missing}.", code="parameter_missing", param=missing)
        return {key: self.takes[key](value, _inside(name, key)) for key, value in raw.items()}


@dataclass(frozen=True)
class Call:
    """One API call's parameters. `alike` names the library's parameter class, for the test."""

    alike: str
    group: Group = field(default_factory=lambda: Group({}))


def unknown(name: str) -> Exception:
    return refused(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def _inside(outer: str, name: str) -> str:
    return f"{outer}[{name}]" if outer else name


def text(length_max: int = 500) -> Reader:
    def read(raw: Any, name: str) -> str:
        if not isinstance(raw, str):
            raise refused(f"Invalid string: {name}", param=name)
        if not raw.strip():
            raise refused(
                f"You passed an empty string for '{name}'.", code="parameter_invalid_empty", param=name
            )
        if len(raw) > length_max:
            raise refused(f"Invalid string: {name} may be at most {length_max} characters long.", param=name)
        return raw

    return read


def whole(low: int, high: int) -> Reader:
    def read(raw: Any, name: str) -> int:
        if not isinstance(raw, str) or not raw.isascii() or not raw.lstrip("-").isdigit() or len(raw) > 12:
            raise refused(f"Invalid integer: {raw}", code="parameter_invalid_integer", param=name)
        if not low <= int(raw) <= high:
            raise refused(
                f"Invalid {name}: must be between {low} and {high}.",
                code="parameter_invalid_integer",
                param=name,
            )
        return int(raw)

    return read


def choice(*values: str) -> Reader:
    def read(raw: Any, name: str) -> str:
        if raw not in values:
            raise refused(f"Invalid {name}: must be one of {', '.join(values)}", param=name)
        return str(raw)

    return read


def yes_or_no(raw: Any, name: str) -> bool:
    if raw not in ("true", "false"):
        raise refused(f"Invalid boolean: {raw}", param=name)
    return bool(raw == "true")


def web_address(raw: Any, name: str) -> str:
    address: str = text(5000)(raw, name)
    if not address.startswith(("http://", "https://")) or any(
        c.isspace() or c in "\"'<>\\;" for c in address
    ):
        raise refused(f"Not a valid URL: {name}", code="url_invalid", param=name)
    return address


def metadata(raw: Any, name: str) -> Json:
    if not isinstance(raw, dict) or len(raw) > 50:
        raise refused(f"Invalid object: {name} takes at most 50 keys", param=name)
    for key, value in raw.items():
        if not isinstance(value, str) or len(key) > 40 or len(value) > 500:
            raise refused("Metadata keys take 40 characters and values 500.", param=_inside(name, key[:50]))
    return dict(raw)


def list_of(reader: "Reader | Group", count_max: int = 100) -> Reader:
    def read(raw: Any, name: str) -> list[Any]:
        if not isinstance(raw, list) or len(raw) > count_max:
            raise refused(f"Invalid array: {name}", param=name)
        return [reader(item, f"{name}[{index}]") for index, item in enumerate(raw)]

    return read


def instant_or_range(raw: Any, name: str) -> Any:
    instant = whole(0, 99_999_999_999)
    if isinstance(raw, dict):
        return Group(dict.fromkeys(("gt", "gte", "lt", "lte"), instant))(raw, name)
    return instant(raw, name)


CENTS = whole(1, CENTS_MAX)
ID = text(200)
EXPAND = list_of(text(200), 20)
CURRENCY = choice("usd", "USD")
METHODS = list_of(choice("card", "us_bank_account"), 2)
FUTURE_USE = choice("off_session", "on_session")
PAGING: dict[str, Reader | Group] = {
    "limit": whole(1, 100),
    "starting_after": ID,
    "ending_before": ID,
    "created": instant_or_range,
    "expand": EXPAND,
}

PRODUCT_DATA = Group({"name": text(250), "description": text(500), "metadata": metadata}, ("name",))
PRICE_DATA = Group(
    {"currency": CURRENCY, "unit_amount": CENTS, "product_data": PRODUCT_DATA}, ("currency", "unit_amount")
)
LINE_ITEM = Group({"price_data": PRICE_DATA, "quantity": whole(1, 999_999)}, ("price_data", "quantity"))
INTENT_DATA = Group(
    {
        "metadata": metadata,
        "description": text(1000),
        "setup_future_usage": FUTURE_USE,
        "statement_descriptor_suffix": text(22),
    }
)
METHOD_OPTIONS = Group(
    {
        "us_bank_account": Group(
            {"setup_future_usage": FUTURE_USE, "verification_method": choice("automatic", "instant")}
        ),
        "card": Group({"setup_future_usage": FUTURE_USE}),
    }
)

CALLS = {
    "session.create": Call(
        "checkout._session_create_params.SessionCreateParams",
        Group(
            {
                "mode": choice("payment", "setup"),
                "ui_mode": choice("hosted_page"),
                "line_items": list_of(LINE_ITEM),
                "allowed_payment_method_types": METHODS,
                "client_reference_id": text(200),
                "metadata": metadata,
                "payment_intent_data": INTENT_DATA,
                "setup_intent_data": Group({"metadata": metadata, "description": text(1000)}),
                "payment_method_options": METHOD_OPTIONS,
                "success_url": web_address,
                "cancel_url": web_address,
                "expires_at": whole(0, 99_999_999_999),
                "locale": choice(*LOCALES),
                "customer": ID,
                "customer_creation": choice("always", "if_required"),
                "currency": CURRENCY,
                "submit_type": choice("auto", "pay"),
                "expand": EXPAND,
            },
            ("success_url",),
        ),
    ),
    "session.retrieve": Call(
        "checkout._session_retrieve_params.SessionRetrieveParams", Group({"expand": EXPAND})
    ),
    "session.expire": Call("checkout._session_expire_params.SessionExpireParams", Group({"expand": EXPAND})),
    "session.list": Call(
        "checkout._session_list_params.SessionListParams",
        Group(
            {**PAGING, "payment_intent": ID, "customer": ID, "status": choice("open", "complete", "expired")}
        ),
    ),
    "payment_intent.create": Call(
        "_payment_intent_create_params.PaymentIntentCreateParams",
        Group(
            {
                "amount": CENTS,
                "currency": CURRENCY,
                "allowed_payment_method_types": METHODS,
                "automatic_payment_methods": Group(
                    {"enabled": yes_or_no, "allow_redirects": choice("always", "never")}, ("enabled",)
                ),
                "payment_method": ID,
                "customer": ID,
                "confirm": yes_or_no,
                "off_session": choice("true", "false", "one_off", "recurring"),
                "error_on_requires_action": yes_or_no,
                "description": text(1000),
                "metadata": metadata,
                "statement_descriptor_suffix": text(22),
                "expand": EXPAND,
            },
            ("amount", "currency"),
        ),
    ),
    "payment_intent.retrieve": Call(
        "_payment_intent_retrieve_params.PaymentIntentRetrieveParams", Group({"expand": EXPAND})
    ),
    "payment_intent.confirm": Call(
        "_payment_intent_confirm_params.PaymentIntentConfirmParams",
        Group(
            {
                "payment_method": ID,
                "off_session": choice("true", "false", "one_off", "recurring"),
                "error_on_requires_action": yes_or_no,
                "expand": EXPAND,
            }
        ),
    ),
    "payment_intent.cancel": Call(
        "_payment_intent_cancel_params.PaymentIntentCancelParams",
        Group(
            {
                "cancellation_reason": choice(
                    "duplicate", "fraudulent", "requested_by_customer", "abandoned"
                ),
                "expand": EXPAND,
            }
        ),
    ),
    "payment_intent.list": Call(
        "_payment_intent_list_params.PaymentIntentListParams", Group({**PAGING, "customer": ID})
    ),
    "payment_intent.search": Call(
        "_payment_intent_search_params.PaymentIntentSearchParams",
        Group({"query": text(5000), "limit": whole(1, 100), "page": ID, "expand": EXPAND}, ("query",)),
    ),
    "setup_intent.retrieve": Call(
        "_setup_intent_retrieve_params.SetupIntentRetrieveParams", Group({"expand": EXPAND})
    ),
    "charge.retrieve": Call("_charge_retrieve_params.ChargeRetrieveParams", Group({"expand": EXPAND})),
    "charge.list": Call(
        "_charge_list_params.ChargeListParams", Group({**PAGING, "payment_intent": ID, "customer": ID})
    ),
    "payment_method.retrieve": Call(
        "_payment_method_retrieve_params.PaymentMethodRetrieveParams", Group({"expand": EXPAND})
    ),
    "payment_method.detach": Call(
        "_payment_method_detach_params.PaymentMethodDetachParams", Group({"expand": EXPAND})
    ),
    "customer.create": Call(
        "_customer_create_params.CustomerCreateParams",
        Group({"description": text(350), "metadata": metadata, "expand": EXPAND}),
    ),
    "customer.retrieve": Call("_customer_retrieve_params.CustomerRetrieveParams", Group({"expand": EXPAND})),
    "refund.create": Call(
        "_refund_create_params.RefundCreateParams",
        Group(
            {
                "amount": CENTS,
                "charge": ID,
                "payment_intent": ID,
                "reason": choice("duplicate", "fraudulent", "requested_by_customer"),
                "metadata": metadata,
                "expand": EXPAND,
            }
        ),
    ),
    "refund.retrieve": Call("_refund_retrieve_params.RefundRetrieveParams", Group({"expand": EXPAND})),
    "refund.list": Call(
        "_refund_list_params.RefundListParams", Group({**PAGING, "charge": ID, "payment_intent": ID})
    ),
    "dispute.retrieve": Call("_dispute_retrieve_params.DisputeRetrieveParams", Group({"expand": EXPAND})),
    "dispute.list": Call(
        "_dispute_list_params.DisputeListParams", Group({**PAGING, "charge": ID, "payment_intent": ID})
    ),
    "event.retrieve": Call("_event_retrieve_params.EventRetrieveParams", Group({"expand": EXPAND})),
    "event.list": Call(
        "_event_list_params.EventListParams",
        Group({**PAGING, "type": text(100), "types": list_of(text(100), 20)}),
    ),
}


def read(call: str, raw: Json) -> Json:
    """The parameters of one call, typed. Raises ApiError as Stripe words it."""
    return CALLS[call].group(raw, "")
