"""Sentences that a bill says about an account, in its language. Plain, and without blame."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from hearthside.money import Money

Language = Literal["en", "es"]
_ENGLISH = "January,February,March,April,May,June,July,August,September,October,November,December"
_SPANISH = "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre"
MONTHS = {"en": _ENGLISH.split(","), "es": _SPANISH.split(",")}  # noqa: SIM905
CARE = {"en": "care at home", "es": "la atención en casa"}
OWN = {"en": "Your share of {items}, {months}.", "es": "Su parte de {items}, {months}."}
NOTHING = {"en": "You owe nothing now.", "es": "No debe nada por ahora."}
AND = {"en": " and ", "es": " y "}
PRICE = {"en": "{plan} set a price of {price} for this.", "es": "{plan} fijó un precio de {price} por esto."}
PART = {"en": "{meaning}: {amount}.", "es": "{meaning}: {amount}."}
TAKEN = {
    "en": "You had paid {amount} of it to the provider.",
    "es": "Usted ya había pagado {amount} al proveedor.",
}
SECOND = {"en": "{plan} decided the rest.", "es": "{plan} decidió el resto."}
CHECKING = {
    "en": "We are checking this with your plan. You owe nothing for it now.",
    "es": "Lo estamos revisando con su plan. Por ahora no debe nada por esto.",
}
CHANGES: dict[str, dict[Language, str]] = {
    "charge_reversed": {
        "en": "Your plan changed its decision",
        "es": "Su plan cambió su decisión",
    },
    "payment_returned": {"en": "Your bank sent a payment back", "es": "Su banco devolvió un pago"},
    "payment_disputed": {"en": "A card payment was taken back", "es": "Se anuló un pago con tarjeta"},
    "payment_refunded": {"en": "We sent money back to you", "es": "Le devolvimos dinero"},
    "credit": {"en": "Credit on your account", "es": "Crédito en su cuenta"},
}
OTHER_CHANGE = {"en": "Other change", "es": "Otro cambio"}


def month_span(first: date, last: date, language: Language) -> str:
    """ "October 2026", or "October to November 2026"; years only where they differ."""
    start, end = MONTHS[language][first.month - 1], MONTHS[language][last.month - 1]
    of, to = (" de ", " a ") if language == "es" else (" ", " to ")
    if (first.year, first.month) == (last.year, last.month):
        return f"{end}{of}{last.year}"
    if first.year == last.year:
        return f"{start}{to}{end}{of}{last.year}"
    return f"{start}{of}{first.year}{to}{end}{of}{last.year}"


def reason(items: Sequence[str], first: date, last: date, language: Language) -> str:
    """Why there is a bill, in one sentence; three kinds of care are named, more are "care at home"."""
    names = list(dict.fromkeys(_low(item) for item in items))
    said = _listed(names, language) if 0 < len(names) <= 3 else CARE[language]
    return OWN[language].format(items=said, months=month_span(first, last, language))


def why(
    plan: str,
    price: Money | None,
    parts: Sequence[tuple[str, Money]],
    taken: Money,
    second: str,
    language: Language,
) -> str:
    """Why one line is owed: the plan's price, each reason with its amount, what was paid to the provider."""
    said = [PRICE[language].format(plan=plan, price=price)] if price is not None else []
    said += [PART[language].format(meaning=meaning, amount=amount) for meaning, amount in parts]
    said += [SECOND[language].format(plan=second)] if second else []
    said += [TAKEN[language].format(amount=taken)] if taken else []
    return " ".join(said)


def change(kind: str, language: Language) -> str:
    return CHANGES.get(kind, OTHER_CHANGE)[language]


def _listed(names: Sequence[str], language: Language) -> str:
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + AND[language] + names[-1]


def _low(item: str) -> str:
    """An item inside a sentence: its first letter small, unless it begins with an initialism (CPAP)."""
    return item if item[:2].isupper() else item[:1].lower() + item[1:]
