"""What the line says and asks, as TwiML. Source: twilio.com/docs/voice/twiml.

No `<Gather>` stands where a card or bank number is keyed: those places are `<Pay>`, whose digits go to the
processor and never come here. `<Dial>` takes the organization's own number and no other.
"""

from html import escape

from django.conf import settings
from django.urls import reverse

from hearthside.phone.flows import Turn
from hearthside.phone.line import line
from hearthside.phone.rules.saying import CAPTURE_PROMPTS, Facts, sentence
from hearthside.phone.rules.speaking import Gap, InLanguage, Spoken
from hearthside.phone.rules.walking import ASKS, SILENCE_SECONDS, TRIES_AN_ENTRY, Asks, Place

VOICES = {"en": ("Polly.Joanna-Neural", "en-US"), "es": ("Polly.Lupe-Neural", "es-US")}
PAY_LANGUAGES = {"en": "en-US", "es": "es-MX"}
CARDS = "visa mastercard amex discover"
DIAL_SECONDS = 30


def document(turn: Turn) -> str:
    """One answer to the phone company."""
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{_body(turn)}</Response>'


def hang_up() -> str:
    return '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'


def _body(turn: Turn) -> str:
    said = _says(turn.said, turn.language)
    if turn.place == Place.CAPTURE:
        return said + _pay(turn)
    if turn.place == Place.PERSON:
        return said + _element("Dial", escape(turn.dial), action=_next(turn), timeout=str(DIAL_SECONDS))
    if turn.place in ASKS:
        return _gather(turn, ASKS[turn.place], said)
    return f"{said}<Hangup/>"


def _gather(turn: Turn, asks: Asks, said: str) -> str:
    ends = {"numDigits": str(asks.digits)} if asks.digits else {}
    return _element(
        "Gather", said, input="dtmf", action=_next(turn), method="POST", finishOnKey="#",
        timeout=str(SILENCE_SECONDS), actionOnEmptyResult="true", **ends,
    )  # fmt: skip


def _pay(turn: Turn) -> str:
    """The phone company's own questions for a card or an account, in our words. It keeps a token for us."""
    prompts = "".join(
        _element("Prompt", _say(sentence(words, turn.language, Facts()), turn.language), **{"for": name})
        for name, words in CAPTURE_PROMPTS[turn.method]
    )
    by_method = (
        {"paymentMethod": "ach-debit", "bankAccountType": "consumer-checking"}
        if turn.method == "bank"
        else {"paymentMethod": "credit-card", "validCardTypes": CARDS, "postalCode": "true"}
    )
    return _element(
        "Pay", prompts, input="dtmf", action=_next(turn), paymentConnector=line().pay_connector,
        tokenType="reusable", timeout=str(SILENCE_SECONDS), maxAttempts=str(TRIES_AN_ENTRY),
        language=PAY_LANGUAGES[turn.language], **by_method,
    )  # fmt: skip


def _next(turn: Turn) -> str:
    return settings.SITE_URL + reverse("api:voice_step", args=[turn.next_step])


def _says(said: tuple[Spoken, ...], language: str) -> str:
    """Sentences of one language become one voice; a gap within them is silence of its own length."""
    out, run = [], ""
    for part in said:
        if isinstance(part, InLanguage):
            out += [_voiced(run, language), _say(part.text, part.language)]
            run = ""
        elif isinstance(part, Gap):
            run += f'<break time="{part.ms}ms"/>'
        else:
            run += f" {escape(part)}" if run else escape(part)
    return "".join([*out, _voiced(run, language)])


def _say(text: str, language: str) -> str:
    return _voiced(escape(text), language)


def _voiced(inner: str, language: str) -> str:
    voice, name = VOICES[language]
    return _element("Say", inner, voice=voice, language=name) if inner else ""


def _element(tag: str, inner: str, **attributes: str) -> str:
    told = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{told}>{inner}</{tag}>"
