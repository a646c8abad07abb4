"""Sentences that a bill says about an account, in its language. Plain, and without blame."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from hearthside.ledger.holds import HoldReason
from hearthside.money import Money

Language = Literal["en", "es"]
_ENGLISH = "January,February,March,April,May,June,July,August,September,October,November,December"
_SPANISH = "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre"
MONTHS = {"en": _ENGLISH.split(","), "es": _SPANISH.split(",")}
CARE = {"en": "care at home", "es": "la atención en casa"}
OWN = {"en": "Your share for {items}, {months}.", "es": "Su parte por {items}, {months}."}
NOTHING = {"en": "You owe nothing now.", "es": "No debe nada por ahora."}
AND = {"en": " and ", "es": " y "}
PRICE = {"en": "{plan} set a price of {price} for this.", "es": "{plan} fijó un precio de {price} por esto."}
PART = {"en": "{meaning}: {amount}.", "es": "{meaning}: {amount}."}
TAKEN = {
    "en": "You had paid {amount} of it to the provider.",
    "es": "Usted ya había pagado {amount} al proveedor.",
}
SECOND_PAID = {"en": "{plan} paid {amount} of it.", "es": "{plan} pagó {amount} de eso."}
SECOND_PAID_NOTHING = {"en": "{plan} paid nothing of it.", "es": "{plan} no pagó nada de eso."}
ASK_THE_PROVIDER = {
    "en": "You paid {amount} of this care to the provider. Ask the provider for the receipt for that part.",
    "es": "Usted pagó {amount} de esta atención al proveedor. Pídale al proveedor el recibo de esa parte.",
}
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
    "payment_returned_rest": {"en": "Your bank sent a payment back", "es": "Su banco devolvió un pago"},
    "payment_disputed_rest": {"en": "A card payment was taken back", "es": "Se anuló un pago con tarjeta"},
    "payment_moved": {"en": "A payment was for another account", "es": "Un pago era de otra cuenta"},
    "payment_taken_off": {
        "en": "We had put a payment here by mistake",
        "es": "Habíamos puesto aquí un pago por error",
    },
    "payment_moved_rest": {"en": "A payment was for another account", "es": "Un pago era de otra cuenta"},
    "refund": {"en": "We sent money back to you", "es": "Le devolvimos dinero"},
    "refund_failed": {"en": "A refund could not be paid out", "es": "Un reembolso no se pudo entregar"},
    "credit_to_refund": {"en": "We sent money back to you", "es": "Le devolvimos dinero"},
    "adjust:small_balance": {"en": "We took off a small amount", "es": "Quitamos una cantidad pequeña"},
    "adjust:assistance": {"en": "Help with your bill", "es": "Ayuda con su factura"},
    "adjust:bad_debt": {"en": "We took this off your account", "es": "Quitamos esto de su cuenta"},
    "adjustment_undone": {"en": "An amount we took off is back", "es": "Una cantidad que quitamos volvió"},
    "set_aside": {"en": "Set aside for now", "es": "Apartado por ahora"},
    "credit": {"en": "Credit on your account", "es": "Saldo a favor en su cuenta"},
    "owed_before": {"en": "Owed from before", "es": "Debía de antes"},
}
SET_ASIDE: dict[HoldReason, dict[Language, str]] = {
    HoldReason.DISPUTED: {
        "en": "You asked us about this. You do not need to pay it while we look.",
        "es": "Usted nos preguntó por esto. No tiene que pagarlo mientras lo revisamos.",
    },
    HoldReason.APPEAL: {
        "en": "You asked for another look at this. You do not need to pay it until there is an answer.",
        "es": "Usted pidió que se revise esto otra vez. No tiene que pagarlo hasta que haya respuesta.",
    },
    HoldReason.PLAN: {
        "en": "This is on your payment plan. You pay it there, a part at a time.",
        "es": "Esto está en su plan de pagos. Lo paga ahí, por partes.",
    },
    HoldReason.HARDSHIP: {
        "en": "You asked for help with this. You do not need to pay it while we decide.",
        "es": "Usted pidió ayuda con esto. No tiene que pagarlo mientras decidimos.",
    },
    HoldReason.ESTATE: {
        "en": "This waits while the estate is settled.",
        "es": "Esto espera mientras se resuelve la sucesión.",
    },
    HoldReason.INVESTIGATION: {
        "en": "We are looking into this. You do not need to pay it for now.",
        "es": "Lo estamos investigando. Por ahora no tiene que pagarlo.",
    },
}
OTHER_CHANGE: dict[Language, str] = {"en": "Other change", "es": "Otro cambio"}


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
    later: Sequence[tuple[str, Money]],
    language: Language,
) -> str:
    """Why one line is owed: the plan's price, what later plans paid, each reason with its amount, what was
    paid to the provider. `parts` are the plan's reasons as sentences; `later` are (plan, what it paid).
    """
    said = [PRICE[language].format(plan=plan, price=price)] if price is not None else []
    said += [
        (SECOND_PAID if paid else SECOND_PAID_NOTHING)[language].format(plan=name, amount=paid)
        for name, paid in later
    ]
    said += [_with_amount(meaning, amount, language) for meaning, amount in parts]
    said += [TAKEN[language].format(amount=taken)] if taken else []
    return " ".join(said)


def _with_amount(meaning: str, amount: Money, language: Language) -> str:
    """The amount after the first sentence: "This is your copay: $20.00. It is a set price." """
    first, _stop, rest = meaning.rstrip(".").partition(". ")
    said = PART[language].format(meaning=first, amount=amount)
    return f"{said} {rest}." if rest else said


def in_language(text: str, language: Language) -> str:
    """A change's words, of whichever language, in this one; words that are not ours stay as they are."""
    same = next((words for words in (*CHANGES.values(), OTHER_CHANGE) if text in words.values()), None)
    return same[language] if same else text


def change(kind: str, language: Language) -> str:
    return CHANGES.get(kind, OTHER_CHANGE)[language]


def _listed(names: Sequence[str], language: Language) -> str:
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + AND[language] + names[-1]


def _low(item: str) -> str:
    """An item inside a sentence: its first letter small, unless it begins with an initialism (CPAP)."""
    return item if item[:2].isupper() else item[:1].lower() + item[1:]
