"""The words every letter carries, in both languages."""

from datetime import date

from django.utils import translation
from django.utils.dateformat import format as worded

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "language": "en",
        "page": "Page",
        "of": "of",
        "running_head": "{org}, letter {number}",
        "message_number": "Message number: {number}",
        "account_number": "Account number: {account}",
        "closing": "Thank you.",
        "call": "Questions? Call {phone} (relay: {relay}). {hours}",
        "write": "Or write to us at the address at the top of this letter.",
        "real_head": "Is this letter really from us?",
        "real": (
            "Type {site}/official/ into your browser, or call {phone}. Give the message number "
            "{number}. We say yes or no. We never ask for your Social Security number or a gift card."
        ),
        "postal_alt": "Postal barcode",
        "taglines": (
            "Free help in your language: call {phone}. Ayuda gratis en su idioma: llame al {phone}. "
            "We can send letters in large print."
        ),
    },
    "es": {
        "language": "es",
        "page": "Página",
        "of": "de",
        "running_head": "{org}, carta {number}",
        "message_number": "Número de mensaje: {number}",
        "account_number": "Número de cuenta: {account}",
        "closing": "Gracias.",
        "call": "¿Preguntas? Llame al {phone} (relay: {relay}). {hours}",
        "write": "O escríbanos a la dirección que está al principio de esta carta.",
        "real_head": "¿Esta carta es de verdad nuestra?",
        "real": (
            "Escriba {site}/es/official/ en su navegador, o llame al {phone}. Dé el número de mensaje "
            "{number}. Le decimos sí o no. Nunca pedimos su número de Seguro Social ni tarjetas de regalo."
        ),
        "postal_alt": "Código de barras postal",
        "taglines": (
            "Ayuda gratis en su idioma: llame al {phone}. Free help in your language: call {phone}. "
            "Podemos enviarle cartas en letra grande."
        ),
    },
}


def long_day(on: date, language: str) -> str:
    """November 23, 2026; 23 de noviembre de 2026."""
    with translation.override(language):
        return worded(on, "j \\d\\e F \\d\\e Y" if language == "es" else "F j, Y")
