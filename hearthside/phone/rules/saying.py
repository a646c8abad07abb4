"""What the keypad line says at each place, in the caller's language.

Result before key, three choices at most, never "point".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hearthside.money import ZERO, Money
from hearthside.phone.rules.speaking import (
    Gap,
    InLanguage,
    Spoken,
    amount_words,
    day_figures,
    day_words,
    digits_words,
    reference_words,
)
from hearthside.phone.rules.walking import Event, Place


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words need. Nothing here was keyed by the caller but the amount."""

    organization: str = ""
    hours: str = ""
    due: Money = ZERO
    due_on: date | None = None
    amount: Money = ZERO
    least: Money = ZERO
    most: Money = ZERO
    method: str = "card"
    last4: str = ""
    reference: str = ""
    is_sent: bool = False
    has_account: bool = False
    today: date | None = None


EN: Mapping[str, str] = {
    "greet": "{organization}. For English, press 1.",
    "keys": "At any time, press 0 for a person or star to cancel.",
    "account": "Key in your 10-digit account number, then press pound.",
    "door": "To use the pay code on your bill, press 1. To use a birth date and ZIP code, press 2.",
    "code": "Now the 8-digit pay code on your bill.",
    "code_zip": "To be safe, key in the 5-digit ZIP code of the address on the bill.",
    "birth_date": "Key in the birth date of the person who got care: 2 digits for the month, 2 for the "
                  "day, 4 for the year.",
    "zip": "Now the 5-digit ZIP code of the address on the bill.",
    "due": "You owe {due}, due {due_on}. To pay it all, press 1. For another amount, 2.",
    "amount": "Key in the amount in dollars and cents, then press pound. For 50 dollars, key 5 0 0 0.",
    "method": "You are paying {amount}. For a card, press 1. For a checking account, 2.",
    "read_back_card": "We will charge {amount} to the card ending {last4}. To pay, press 1. To change, "
                      "2.",
    "read_back_bank": "Today, {today}, you allow {organization} to take {amount} once from the checking "
                      "account ending {last4}, today or on the next banking day. To take this back, call "
                      "us before then. To allow it and pay, press 1. To change, 2.",
    "received": "We received your payment. Your confirmation number is",
    "sent": "We sent your payment to your bank. Your confirmation number is",
    "again": "Once more:",
    "receipt": "To hear it again, press 1. To get it as a text, press 2.",
    "texted": "We sent the text.",
    "no_text": "We cannot text the phone you call from. Please write the number down.",
    "declined": "Your bank did not accept this. Nothing was charged. To try again, press 1.",
    "checking": "We sent your payment but have no answer yet. Do not pay again. We will tell you by noon "
                "Eastern tomorrow. Your confirmation number is",
    "person": "One moment. We connect you with a person.",
    "closed": "Nobody can answer right now. A person answers {hours}",
    "closed_known": "To be called back at the phone number on your account, press 1.",
    "call_back": "We will call you back. Thank you.",
    "cancelled": "Nothing was charged. Goodbye.",
    "goodbye": "Thank you. Goodbye.",
    "nothing_due": "There is nothing left to pay now. Thank you. Goodbye.",
    "busy_payment": "An earlier payment has no answer yet. Do not pay again. We will tell you by noon "
                    "Eastern tomorrow. Goodbye.",
    "wrong": "We did not understand that.",
    "silence": "We did not hear a key.",
    "no_match": "These numbers do not match an open bill.",
    "too_little": "The least you can pay is {least}.",
    "too_much": "The most you can pay is {most}.",
    "parts_closed": "Part payments are off right now. Please pay all of it.",
    "not_captured": "We could not read the card or the account. Nothing was charged.",
    "changed": "The amount due has changed. Nothing was charged.",
    "cannot_pay": "We cannot take this payment by phone now. Nothing was charged.",
    "tries_over": "That did not work three times. Nothing was charged.",
    "too_often": "This phone called many times today. Nothing was charged.",
    "pay_card_number": "Key in your card number, then press pound.",
    "pay_expiration": "Key in the expiration date: 2 digits for the month, 2 for the year.",
    "pay_code": "Key in the security code of the card.",
    "pay_zip": "Key in the ZIP code of the card, then press pound.",
    "pay_routing": "Key in the 9-digit routing number of your bank.",
    "pay_account": "Key in your checking account number, then press pound.",
    "pay_wait": "One moment. Nothing is charged yet.",
}  # fmt: skip

ES: Mapping[str, str] = {
    "greet": "{organization}. Para inglés, oprima el 1.",
    "keys": "En todo momento: para una persona, oprima el 0; para cancelar, asterisco.",
    "account": "Marque los 10 números de su cuenta y oprima la tecla de número.",
    "door": "Para usar el código de pago de su factura, oprima el 1. Para usar una fecha de nacimiento y "
            "un código postal, el 2.",
    "code": "Ahora el código de pago de 8 números de su factura.",
    "code_zip": "Por seguridad, marque los 5 números del código postal de la dirección de la factura.",
    "birth_date": "Marque la fecha de nacimiento de quien recibió la atención: 2 números para el mes, 2 "
                  "para el día y 4 para el año.",
    "zip": "Ahora los 5 números del código postal de la dirección de la factura.",
    "due": "Usted debe {due}, a más tardar el {due_on}. Para pagar todo, oprima el 1. Para otra "
           "cantidad, el 2.",
    "amount": "Marque la cantidad en dólares y centavos, y oprima la tecla de número. Para 50 dólares, "
              "marque 5 0 0 0.",
    "method": "Va a pagar {amount}. Para una tarjeta, oprima el 1. Para una cuenta de cheques, el 2.",
    "read_back_card": "Cobraremos {amount} a la tarjeta que termina en {last4}. Para pagar, oprima el 1. "
                      "Para cambiar, el 2.",
    "read_back_bank": "Hoy, {today}, usted permite que {organization} tome {amount} una sola vez de la "
                      "cuenta de cheques que termina en {last4}, hoy o el siguiente día bancario. Para "
                      "retirar el permiso, llámenos antes. Para permitirlo y pagar, oprima el 1. Para "
                      "cambiar, el 2.",
    "received": "Recibimos su pago. Su número de confirmación es",
    "sent": "Enviamos su pago a su banco. Su número de confirmación es",
    "again": "Otra vez:",
    "receipt": "Para oírlo otra vez, oprima el 1. Para recibirlo por texto, el 2.",
    "texted": "Le enviamos el texto.",
    "no_text": "No podemos enviar un texto al teléfono del que llama. Por favor, anote el número.",
    "declined": "Su banco no lo aceptó. No se cobró nada. Para probar otra vez, oprima el 1.",
    "checking": "Enviamos su pago y aún no hay respuesta. No pague otra vez. Le avisaremos mañana antes "
                "del mediodía, hora del Este. Su número de confirmación es",
    "person": "Un momento. Le comunicamos con una persona.",
    "closed": "Ahora nadie puede contestar. Una persona contesta así: {hours}",
    "closed_known": "Para que le llamemos al teléfono de su cuenta, oprima el 1.",
    "call_back": "Le llamaremos. Gracias.",
    "cancelled": "No se cobró nada. Adiós.",
    "goodbye": "Gracias. Adiós.",
    "nothing_due": "Ahora no queda nada por pagar. Gracias. Adiós.",
    "busy_payment": "Un pago anterior aún no tiene respuesta. No pague otra vez. Le avisaremos mañana "
                    "antes del mediodía, hora del Este. Adiós.",
    "wrong": "No entendimos eso.",
    "silence": "No oímos ninguna tecla.",
    "no_match": "Estos números no corresponden a una factura por pagar.",
    "too_little": "Lo menos que puede pagar es {least}.",
    "too_much": "Lo más que puede pagar es {most}.",
    "parts_closed": "Ahora no se puede pagar una parte. Por favor, pague todo.",
    "not_captured": "No pudimos leer la tarjeta o la cuenta. No se cobró nada.",
    "changed": "La cantidad que debe cambió. No se cobró nada.",
    "cannot_pay": "Ahora no podemos recibir este pago por teléfono. No se cobró nada.",
    "tries_over": "No funcionó tres veces. No se cobró nada.",
    "too_often": "Este teléfono llamó muchas veces hoy. No se cobró nada.",
    "pay_card_number": "Marque el número de su tarjeta y oprima la tecla de número.",
    "pay_expiration": "Marque la fecha de vencimiento: 2 números para el mes y 2 para el año.",
    "pay_code": "Marque el código de seguridad de la tarjeta.",
    "pay_zip": "Marque el código postal de la tarjeta y oprima la tecla de número.",
    "pay_routing": "Marque los 9 números de ruta de su banco.",
    "pay_account": "Marque el número de su cuenta de cheques y oprima la tecla de número.",
    "pay_wait": "Un momento. Todavía no se cobra nada.",
}  # fmt: skip

WORDS = {"en": EN, "es": ES}
SPANISH_CHOICE = "Para español, oprima el 2."


def sentence(key: str, language: str, facts: Facts) -> str:
    """One sentence of the line, its amounts and days in words."""
    named = {
        "organization": facts.organization,
        "hours": facts.hours,
        "due": amount_words(facts.due, language),
        "amount": amount_words(facts.amount, language),
        "least": amount_words(facts.least, language),
        "most": amount_words(facts.most, language),
        "last4": digits_words(facts.last4, language),
        "due_on": day_words(facts.due_on, language) if facts.due_on else "",
        "today": day_words(facts.today, language) if facts.today else "",
    }
    return WORDS[language][key].format(**named)


def words_at(place: Place, language: str, facts: Facts, *, notes: tuple[str, ...] = ()) -> tuple[Spoken, ...]:
    """All that is said on arriving at a place: what just happened (`notes`, keys of WORDS), then it."""
    said: list[Spoken] = [sentence(note, language, facts) for note in notes]
    said += _own_words(place, language, facts)
    return tuple(said)


def _own_words(place: Place, language: str, facts: Facts) -> list[Spoken]:
    if place == Place.RECEIPT:
        opening = "sent" if facts.is_sent else "received"
        return [*_reference_twice(opening, language, facts), sentence("receipt", language, facts)]
    if place == Place.READ_BACK:
        return [sentence(f"read_back_{facts.method}", language, facts)]
    if place == Place.CLOSED:
        offer = [sentence("closed_known", language, facts)] if facts.has_account else []
        return [sentence("closed", language, facts), *offer]
    if place in (Place.ENDED, Place.CAPTURE):
        return []
    if place == Place.LANGUAGE:
        return [
            sentence("greet", "en", facts), InLanguage("es", SPANISH_CHOICE), sentence("keys", "en", facts),
        ]  # fmt: skip
    return [sentence(place.value, language, facts)]


def _reference_twice(opening: str, language: str, facts: Facts) -> list[Spoken]:
    number = reference_words(facts.reference, language)
    return [
        sentence(opening, language, facts), *number, Gap(2000),
        sentence("again", language, facts), *number, Gap(1000),
    ]  # fmt: skip


def last_words(event: Event, language: str, facts: Facts) -> tuple[Spoken, ...]:
    """How a call ends that ends here. A payment that may be under way is never called nothing."""
    if event == Event.CHECKING:
        return (*_reference_twice("checking", language, facts),)
    keys = {
        Event.NOTHING_DUE: "nothing_due",
        Event.CALL_BACK: "call_back",
    }
    if event in keys:
        return (sentence(keys[event], language, facts),)
    return (sentence("goodbye" if facts.reference else "cancelled", language, facts),)


CAPTURE_PROMPTS = {
    "card": (
        ("payment-card-number", "pay_card_number"),
        ("expiration-date", "pay_expiration"),
        ("security-code", "pay_code"),
        ("postal-code", "pay_zip"),
        ("payment-processing", "pay_wait"),
    ),
    "bank": (
        ("bank-routing-number", "pay_routing"),
        ("bank-account-number", "pay_account"),
        ("payment-processing", "pay_wait"),
    ),
}
"""What the phone company asks in our words, by the names that it has for its questions."""


AGENT_EN: Mapping[str, str] = {
    "card": "Account ending {account}. {amount}. {brand} ending {last4}. Today, {today}. Shall I go "
            "ahead?",
    "bank": "Account ending {account}. Today, {today}, you allow {organization} to take {amount} once "
            "from the checking account ending {last4}, today or on the next banking day. To take this "
            "back, call us before then. Shall I go ahead?",
}  # fmt: skip
AGENT_ES: Mapping[str, str] = {
    "card": "Cuenta que termina en {account}. {amount}. {brand} que termina en {last4}. Hoy, {today}. "
            "¿Sigo adelante?",
    "bank": "Cuenta que termina en {account}. Hoy, {today}, usted permite que {organization} tome "
            "{amount} una sola vez de la cuenta de cheques que termina en {last4}, hoy o el siguiente "
            "día bancario. Para retirar el permiso, llámenos antes. ¿Sigo adelante?",
}  # fmt: skip
AGENT_WORDS = {"en": AGENT_EN, "es": AGENT_ES}


def agent_words(method: str, language: str, facts: Facts, *, account: str, brand: str) -> str:
    """What an agent reads to the caller before the yes. Figures stay figures: a person reads them."""
    today = day_figures(facts.today, language) if facts.today else ""
    return AGENT_WORDS[language][method].format(
        account=account[-4:],
        amount=facts.amount,
        brand=brand.title(),
        last4=facts.last4,
        today=today,
        organization=facts.organization,
    )
