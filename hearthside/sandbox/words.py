"""What the hosted page says, in English and Spanish."""

from datetime import date

MONTHS_ES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip

ENGLISH = {
    "language": "en",
    "other_language": "Español",
    "banner": "Test payment page: no real money",
    "skip": "Skip to main content",
    "above": "Secure payment page for {business}",
    "title_pay_card": "Pay {amount} by card",
    "title_pay_bank": "Pay {amount} from a bank account",
    "title_save_card": "Save a card",
    "title_save_bank": "Save a bank account",
    "error_prefix": "Error: ",
    "problem": "There is a problem",
    "for": "For",
    "lead_pay": "Nothing is paid until you press the button.",
    "lead_save": "Nothing is paid now.",
    "number": "Card number",
    "number_hint": "Spaces are fine. Use a test number from the list below.",
    "expiry": "Expiration date",
    "expiry_hint": "Month and year, like 04/30.",
    "name": "Name on the card",
    "code": "Security code",
    "code_hint": "3 digits on the back. On American Express: 4 digits on the front.",
    "zip": "ZIP code",
    "zip_hint": "The ZIP code where the card bill goes.",
    "brands": "Cards you can use",
    "routing": "Routing number",
    "routing_hint": "9 digits, at the bottom left of a check. Here: 110000000.",
    "account": "Account number",
    "account_hint": "Use a test number from the list below.",
    "account_type": "Kind of account",
    "checking": "Checking",
    "savings": "Savings",
    "holder": "Name on the account",
    "authorize": (
        "By pressing the button I authorize {business} to take {amount} from this account, once, on "
        "{date} or the next bank day. I can stop it by calling {business} before that day."
    ),
    "authorize_save": (
        "By pressing the button I authorize {business} to take the payments I agree to later from this "
        "account. I can end this at any time by calling {business}."
    ),
    "pay": "Pay {amount}",
    "save": "Save",
    "go_back": "Go back without paying",
    "go_back_save": "Go back without saving",
    "test_cards": "Test card numbers",
    "test_cards_lead": "Any date to come, any security code and any ZIP code will do.",
    "test_accounts": "Test account numbers",
    "test_accounts_lead": "The routing number is always 110000000.",
    "foot": "This page belongs to the Hearthside sandbox, a pretend payment company for demos and tests.",
    "number_missing": "Type the card number.",
    "number_wrong": "Check the card number. One digit looks wrong.",
    "number_real": (
        "This is a test page. It takes only published test card numbers, and we did not keep yours. "
        "Use 4242 4242 4242 4242."
    ),
    "expiry_missing": "Type the month and year when the card expires, like 04/30.",
    "expiry_past": "This date has passed. Type the date on the card, or use another card.",
    "name_missing": "Type the name on the card.",
    "holder_missing": "Type the name on the account.",
    "name_digits": "Type a name here, not a number.",
    "code_3": "Type the 3 digits on the back of the card.",
    "code_4": "Type the 4 digits on the front of the American Express card.",
    "zip_missing": "Type a ZIP code: 5 digits, or 9 with a dash.",
    "routing_missing": "Type all 9 digits of the routing number.",
    "routing_wrong": "Check the routing number. One digit looks wrong.",
    "routing_real": (
        "This is a test page. It takes only the test routing number 110000000, and we did not keep yours."
    ),
    "account_missing": "Type the account number.",
    "account_real": (
        "This is a test page. It takes only published test account numbers, and we did not keep yours. "
        "Use 000123456789."
    ),
    "type_missing": "Choose checking or savings.",
    "declined": (
        "Your bank did not accept this card. We took no money. Try another, or call the number on the back."
    ),
    "declined_insufficient_funds": (
        "Your bank says there is not enough money for this payment. We took no money. Try another card."
    ),
    "declined_expired_card": "Your bank says this card has expired. We took no money. Try another card.",
    "declined_incorrect_cvc": (
        "Your bank says the security code is not right. We took no money. Check the code, and try again."
    ),
    "declined_processing_error": (
        "Your bank could not answer. We took no money. Wait a minute, then try again."
    ),
    "declined_payment_intent_authentication_failure": (
        "Your bank could not tell that it was you. We took no money. Try again, or use another card."
    ),
    "declined_payment_method_microdeposit_failed": (
        "We could not check this bank account. We took no money. Use another account."
    ),
    "verify_title": "Your bank asks: is this you?",
    "verify_lead": "A real bank would send you a code here. On this test page, choose how it goes.",
    "verify_yes": "Yes, it is me",
    "verify_no": "Fail the check",
    "done_title": "This is done",
    "done_lead": "You do not need to do anything more on this page.",
    "done_go": "Continue",
    "ended_title": "This page has ended",
    "ended_lead": "No money was taken on it. Go back to start again.",
    "ended_go": "Go back",
    "missing_title": "We did not find this page",
    "missing_lead": "The address may be incomplete. No money was taken.",
    "refused_title": "We could not take this form",
    "refused_lead": "It did not come from our own page. No money was taken. Go back and try again.",
    "broken_title": "Something went wrong on our side",
    "broken_lead": "Go back to the shop: it will ask us whether the payment worked.",
}

SPANISH = {
    "language": "es",
    "other_language": "English",
    "banner": "Página de pago de prueba: no es dinero real",
    "skip": "Ir al contenido principal",
    "above": "Página de pago segura de {business}",
    "title_pay_card": "Pague {amount} con tarjeta",
    "title_pay_bank": "Pague {amount} desde una cuenta de banco",
    "title_save_card": "Guarde una tarjeta",
    "title_save_bank": "Guarde una cuenta de banco",
    "error_prefix": "Error: ",
    "problem": "Hay un problema",
    "for": "Para",
    "lead_pay": "No se paga nada hasta que oprima el botón.",
    "lead_save": "Ahora no se paga nada.",
    "number": "Número de tarjeta",
    "number_hint": "Puede dejar espacios. Use un número de prueba de la lista de abajo.",
    "expiry": "Fecha de vencimiento",
    "expiry_hint": "Mes y año, por ejemplo 04/30.",
    "name": "Nombre en la tarjeta",
    "code": "Código de seguridad",
    "code_hint": "3 dígitos al reverso. En American Express: 4 dígitos al frente.",
    "zip": "Código postal",
    "zip_hint": "El código postal adonde llega la cuenta de la tarjeta.",
    "brands": "Tarjetas que puede usar",
    "routing": "Número de ruta",
    "routing_hint": "9 dígitos, abajo a la izquierda del cheque. Aquí: 110000000.",
    "account": "Número de cuenta",
    "account_hint": "Use un número de prueba de la lista de abajo.",
    "account_type": "Tipo de cuenta",
    "checking": "Cuenta corriente (de cheques)",
    "savings": "Cuenta de ahorros",
    "holder": "Nombre en la cuenta",
    "authorize": (
        "Al oprimir el botón doy permiso a {business} para tomar {amount} de esta cuenta, una sola vez, "
        "el {date} o el siguiente día de banco. Puedo detenerlo si llamo a {business} antes de ese día."
    ),
    "authorize_save": (
        "Al oprimir el botón doy permiso a {business} para tomar de esta cuenta los pagos que yo acepte "
        "después. Puedo terminar este permiso en cualquier momento si llamo a {business}."
    ),
    "pay": "Pagar {amount}",
    "save": "Guardar",
    "go_back": "Volver sin pagar",
    "go_back_save": "Volver sin guardar",
    "test_cards": "Números de tarjeta de prueba",
    "test_cards_lead": "Sirve cualquier fecha futura, código de seguridad y código postal.",
    "test_accounts": "Números de cuenta de prueba",
    "test_accounts_lead": "El número de ruta es siempre 110000000.",
    "foot": (
        "Esta página es del banco de pruebas de Hearthside: una compañía de pagos simulada para "
        "demostraciones."
    ),
    "number_missing": "Escriba el número de la tarjeta.",
    "number_wrong": "Revise el número de la tarjeta. Parece que un dígito está mal.",
    "number_real": (
        "Esta es una página de prueba. Solo acepta números de prueba publicados, y no guardamos el suyo. "
        "Use 4242 4242 4242 4242."
    ),
    "expiry_missing": "Escriba el mes y el año en que vence la tarjeta, por ejemplo 04/30.",
    "expiry_past": "Esa fecha ya pasó. Escriba la fecha de la tarjeta o use otra tarjeta.",
    "name_missing": "Escriba el nombre que está en la tarjeta.",
    "holder_missing": "Escriba el nombre que está en la cuenta.",
    "name_digits": "Aquí escriba un nombre, no un número.",
    "code_3": "Escriba los 3 dígitos al reverso de la tarjeta.",
    "code_4": "Escriba los 4 dígitos al frente de la tarjeta American Express.",
    "zip_missing": "Escriba un código postal: 5 dígitos, o 9 con guion.",
    "routing_missing": "Escriba los 9 dígitos del número de ruta.",
    "routing_wrong": "Revise el número de ruta. Parece que un dígito está mal.",
    "routing_real": (
        "Esta es una página de prueba. Solo acepta el número de ruta de prueba 110000000, y no "
        "guardamos el suyo."
    ),
    "account_missing": "Escriba el número de cuenta.",
    "account_real": (
        "Esta es una página de prueba. Solo acepta números de cuenta de prueba publicados, y no guardamos "
        "el suyo. Use 000123456789."
    ),
    "type_missing": "Elija cuenta corriente o de ahorros.",
    "declined": "Su banco no aceptó la tarjeta. No le cobramos nada. Use otra o llame al número del reverso.",
    "declined_insufficient_funds": (
        "Su banco dice que no hay suficiente dinero para este pago. No le cobramos nada. Use otra tarjeta."
    ),
    "declined_expired_card": "Su banco dice que la tarjeta venció. No le cobramos nada. Use otra tarjeta.",
    "declined_incorrect_cvc": (
        "Su banco dice que el código de seguridad no es correcto. No le cobramos nada. Revíselo e "
        "intente otra vez."
    ),
    "declined_processing_error": (
        "Su banco no pudo contestar. No le cobramos nada. Espere un minuto e intente otra vez."
    ),
    "declined_payment_intent_authentication_failure": (
        "Su banco no pudo confirmar que es usted. No le cobramos nada. Intente otra vez o use otra tarjeta."
    ),
    "declined_payment_method_microdeposit_failed": (
        "No pudimos comprobar esta cuenta de banco. No le cobramos nada. Use otra cuenta."
    ),
    "verify_title": "Su banco pregunta: ¿es usted?",
    "verify_lead": "Un banco real le mandaría un código. En esta página de prueba, elija qué pasa.",
    "verify_yes": "Sí, soy yo",
    "verify_no": "Fallar la pregunta",
    "done_title": "Listo",
    "done_lead": "No tiene que hacer nada más en esta página.",
    "done_go": "Continuar",
    "ended_title": "Esta página ya terminó",
    "ended_lead": "Aquí no se cobró nada. Vuelva para empezar otra vez.",
    "ended_go": "Volver",
    "missing_title": "No encontramos esta página",
    "missing_lead": "Puede que la dirección esté incompleta. No se cobró nada.",
    "refused_title": "No pudimos recibir este formulario",
    "refused_lead": "No vino de nuestra página. No se cobró nada. Vuelva e intente otra vez.",
    "broken_title": "Algo falló de nuestro lado",
    "broken_lead": "Vuelva a la tienda: ella nos preguntará si el pago pasó.",
}

NOTES_ES = {
    "pays": "paga",
    "is declined": "no es aceptada",
    "has too little money": "no tiene suficiente dinero",
    "asks the bank's question (3-D Secure)": "su banco hace una pregunta (3-D Secure)",
    "comes back: the account is closed": "regresa: la cuenta está cerrada",
    "comes back: too little money": "regresa: no hay suficiente dinero",
}

LANGUAGES = {"en": ENGLISH, "es": SPANISH}


def language_for(asked: str, locale: str | None, accepted: str) -> str:
    """What the person chose, else what the shop asked for, else what the browser prefers."""
    if asked in LANGUAGES:
        return asked
    wanted = accepted if locale in (None, "auto") else locale
    return "es" if (wanted or "").strip().lower().startswith("es") else "en"


def money(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"


def long_date(day: date, language: str) -> str:
    if language == "es":
        return f"{day.day} de {MONTHS_ES[day.month - 1]} de {day.year}"
    return f"{day:%B} {day.day}, {day.year}"
