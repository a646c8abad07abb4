"""Your details: one thing a page, and a notice to the old and the new contact."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.cases.views.opened import open_account, see_other
from hearthside.details import forms, selectors, services
from hearthside.details.case_kinds import PLAN_WHYS
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow

Page = Callable[[HttpRequest, AccountRow], HttpResponse]
FORMS: dict[str, type[django_forms.Form]] = {
    "address": forms.AddressForm,
    "address-abroad": forms.AbroadForm,
    "phone": forms.PhoneForm,
    "home-phone": forms.HomePhoneForm,
    "email": forms.EmailForm,
    "reading": forms.ReadingForm,
}
SHOWN_ALWAYS = ("reading",)


@require_safe
@login_required
def details(request: HttpRequest) -> HttpResponse:
    account = _open(request)
    facts = {
        "account": account,
        "delivery": members.delivery_of(account.pk),
        "may_change": selectors.may_change(_actor(request), account),
        "is_kept_safe": account.safety_since is not None,
    }
    return render(request, "details/details.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, what: str) -> HttpResponse:
    """One detail, or what else is told on a page of its own."""
    if what in TOLD:
        return TOLD[what](request, _open(request))
    answer: HttpResponse = _change(request, what)
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]
def _change(request: HttpRequest, what: str) -> HttpResponse:
    """Whoever changes a contact proves again that it is them: a new address is where bills go."""
    account = _open(request)
    if what not in (*FORMS, *PROVED) or not selectors.may_change(_actor(request), account):
        raise Http404
    if account.safety_since is not None and what not in (*SHOWN_ALWAYS, "name"):
        return render(request, "details/kept_safe.html", {"account": account})
    page = PROVED.get(what)
    return page(request, account) if page else _contact(request, account, what)


def _contact(request: HttpRequest, account: AccountRow, what: str) -> HttpResponse:
    form_class = FORMS[what]
    now = {name: getattr(account, name) for name in form_class.base_fields}
    form = read_form(form_class, request, initial=now)
    if form.is_bound and form.is_valid():
        doubt = services.change_details(
            account_id=account.pk, changes=_changes(what, form.cleaned_data), by=_actor(request),
            at=clock.now(),
        )  # fmt: skip
        return _saved(request, doubt)
    template = f"details/change/{what.replace('-', '_')}.html"
    return render(request, template, {"form": form, "account": account})


def _changes(what: str, typed: dict[str, Any]) -> dict[str, Any]:
    """Moving to another country takes state and ZIP code off, and coming back takes the country off."""
    if what == "address":
        return {**typed, "country": ""}
    return {**typed, "state": "", "zip": ""} if what == "address-abroad" else typed


def _saved(request: HttpRequest, doubt: str) -> HttpResponse:
    messages.success(request, _("Your change is saved."))
    if doubt == "zip_state":
        messages.info(request, _("The ZIP code and the state may not go together. Look at them once more."))
    elif doubt == "no_number":
        messages.info(request, _("There is no house number. If there should be one, add it."))
    elif doubt == "abroad":
        messages.info(request, _("A person looks at how we send mail to another country, and calls you."))
    return redirect("portal:details")


def _delivery(request: HttpRequest, account: AccountRow) -> HttpResponse:
    """Where care and equipment come to."""
    held = members.delivery_of(account.pk)
    now = {name: getattr(held, name) for name in forms.AddressForm.base_fields} if held else {}
    form = read_form(forms.DeliveryForm, request, initial={**now, "is_mailing": held is None})
    if form.is_bound and form.is_valid():
        typed = dict(form.cleaned_data)
        address = None if typed.pop("is_mailing") else typed
        doubt = services.change_delivery(
            account_id=account.pk, address=address, by=_actor(request), at=clock.now()
        )
        return _saved(request, doubt)
    return render(request, "details/change/delivery.html", {"form": form, "account": account})


def _name(request: HttpRequest, account: AccountRow) -> HttpResponse:
    """What we call whoever signs in."""
    login = request.user
    assert login.is_authenticated
    form = read_form(forms.NameForm, request, initial={"name": login.name})
    if form.is_bound and form.is_valid():
        services.change_name(
            login_id=login.pk, name=form.cleaned_data["name"], by=_actor(request), at=clock.now()
        )
        return _saved(request, "")
    return render(request, "details/change/name.html", {"form": form, "account": account})


def _legal_name(request: HttpRequest, account: AccountRow) -> HttpResponse:
    """A new legal name: a paper and a person's look."""
    people = [(one.pk, one.name) for one in members.people_of(account.pk)]
    form = read_form(forms.LegalNameForm, request, people=people)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        words = _("New name: %(name)s") % {"name": typed["new_name"]}
        told = (
            _("The plan has it.") if typed["has_told_plan"] == "yes" else _("The plan does not have it yet.")
        )
        case = services.ask_new_name(
            account_id=account.pk, person_id=typed["person"], words=f"{words}\n{told}", language=_language(),
            request_key=_key(request), by=_actor(request), at=clock.now(),
        )  # fmt: skip
        messages.success(request, _("We have it. Now add a photo or PDF of the paper with the new name."))
        return see_other("cases:case", case.reference)
    facts = {"form": form, "account": account, "people": people, "key": _key(request)}
    return render(request, "details/change/legal_name.html", facts)


def _plan(request: HttpRequest, account: AccountRow) -> HttpResponse:
    """What we hold of the plans; what changed; a check page; and it is with us."""
    form = read_form(forms.PlanForm, request)
    facts = {
        "form": form, "account": account, "plans": selectors.plans_of(account.pk, today=clock.today()),
        "whys": PLAN_WHYS.items(), "key": _key(request),
    }  # fmt: skip
    if not form.is_bound or not form.is_valid() or request.POST.get("step") == "again":
        return render(request, "details/plan.html", facts)
    if request.POST.get("step") != "send":
        typed = form.cleaned_data
        rows = selectors.plan_words({**typed, "words": ""}).splitlines()
        shown = [row.partition(": ")[::2] for row in rows]
        return render(
            request, "details/plan_check.html",
            {**facts, "typed": typed, "rows": shown, "why": PLAN_WHYS[typed["what"]]},
        )  # fmt: skip
    case = services.tell_plan_change(
        account_id=account.pk, facts=form.cleaned_data, language=_language(), request_key=_key(request),
        by=_actor(request), at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("We have it, and answer you here. Tell your plan too."))
    return see_other("cases:case", case.reference)


def _contact_choices(request: HttpRequest, account: AccountRow) -> HttpResponse:
    """How we write about what: where each choice is made."""
    return render(request, "details/contact.html", {"account": account})


PROVED: dict[str, Page] = {"delivery": _delivery, "name": _name}
TOLD: dict[str, Page] = {"plan": _plan, "legal-name": _legal_name, "contact": _contact_choices}


def _open(request: HttpRequest) -> AccountRow:
    """The open account, if this login may see its contact: a helper for care alone may not."""
    found = open_account(request)
    if found is None:
        raise Http404
    return found


def _key(request: HttpRequest) -> str:
    """One a form: Back, reload and a double click make one case."""
    return request.POST.get("key", "")[:32] or get_random_string(32)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _language() -> str:
    return get_language() or "en"
