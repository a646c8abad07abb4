"""A code as it is said on the phone: twice, slowly, in the language of the page. TwiML, pure.

Source: twilio.com/docs/voice/twiml/say; the voice's rules for numbers (one by one, half a second at a gap).
"""

from html import escape

from hearthside.phone.rules.speaking import GAP_MS, digits_words

VOICES = {"en": ("Polly.Joanna-Neural", "en-US"), "es": ("Polly.Lupe-Neural", "es-US")}
SENTENCES = {
    "en": (
        "This is {org}. You asked for a code to sign in.",
        "Your code is",
        "Once more:",
        "Nobody from us ever asks you for this code. If you did not ask for it, hang up. Goodbye.",
    ),
    "es": (
        "Le habla {org}. Usted pidió un código para iniciar sesión.",
        "Su código es",
        "Una vez más:",
        "Nadie de nuestra parte le pide nunca este código. Si no lo pidió, cuelgue. Hasta luego.",
    ),
}
SLOW_MS = 2 * GAP_MS


def code_call(code: str, *, org: str, language: str) -> str:
    """What the call says, as a whole TwiML document. `code` is six digits, said in two groups of three."""
    told = "es" if language == "es" else "en"
    hello, first, again, goodbye = SENTENCES[told]
    gap, digits = f'<break time="{SLOW_MS}ms"/>', _slowly(code, told)
    words = [escape(hello.format(org=org)), first, digits, again, digits, goodbye]
    voice, name = VOICES[told]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="1"/>'
        f'<Say voice="{voice}" language="{name}">{gap.join(words)}</Say><Hangup/></Response>'
    )


def _slowly(code: str, language: str) -> str:
    gap = f'<break time="{GAP_MS}ms"/>'
    groups = (code[:3], code[3:])
    return f" {gap} ".join(gap.join(digits_words(digit, language) for digit in group) for group in groups)
