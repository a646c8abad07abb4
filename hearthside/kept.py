"""A form keeps what was typed when the page changes its language: the switch submits the form."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.forms import Form
from django.http import HttpRequest

SWITCH = "switch_language"
F = TypeVar("F", bound=Form)


def read_form(
    form_class: type[F], request: HttpRequest, *, forgets: Collection[str] = (), **options: Any
) -> F:
    """The form as sent; or, when only the language was switched, unjudged and with what was typed.

    The page gives its `<form>` the id `kept-form`, which the switch in the header submits. `forgets` names
    the fields that are not written back into a page.
    """
    request.keeps_form = "kept-form"  # type: ignore[attr-defined]
    if request.method != "POST":
        return form_class(**options)
    if SWITCH in request.POST:
        typed = form_class(request.POST, **options)
        kept = {name: typed[name].value() for name in typed.fields if name not in forgets}
        options["initial"] = {**(options.get("initial") or {}), **kept}
        return form_class(**options)
    return form_class(request.POST, **options)
