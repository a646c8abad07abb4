"""When a person answers, in words."""

from datetime import time

from hearthside.organization.profile import Hours

DAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
}


def hours_in_words(hours: Hours, language: str) -> str:
    """ "Monday to Friday, 8 a.m. to 8 p.m. Eastern."; in Spanish, as US Spanish writes it."""
    days, to = DAYS[language], {"en": " to ", "es": " a "}[language]
    first, last = days[hours.days[0]], days[hours.days[-1]]
    is_run = hours.days == tuple(range(hours.days[0], hours.days[-1] + 1))
    said = (
        f"{first}{to}{last}" if is_run and len(hours.days) > 1 else ", ".join(days[day] for day in hours.days)
    )
    opens, closes = clock_time(hours.opens, language), clock_time(hours.closes, language)
    if language == "es":
        return f"De {said}, de {opens} a {closes}, {hours.zone['es']}."
    return f"{said}, {opens} to {closes} {hours.zone['en']}."


def clock_time(at: time, language: str) -> str:
    """8 a.m., 8:30 p.m.; in Spanish with the thin gap it is written with."""
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02d}" if at.minute else ""
    half = "a" if at.hour < 12 else "p"
    return f"{hour}{minutes} {half}. m." if language == "es" else f"{hour}{minutes} {half}.m."
