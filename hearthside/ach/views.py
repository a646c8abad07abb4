"""Paying from a bank account whose number is typed here: only where the organization originates itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearthside import clock
from hearthside.ach import choosing, consent_words, errors, selectors, services
from hearthside.ach.forms import SECRET, BankPaymentForm
from hearthside.ach.models import UNSENT, BankAccount, BankState, Debit
from hearthside.ach.terms import originates
from hearthside.guards import services as guards
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.money import ZERO
from hearthside.organization.selectors import profile

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""

View = Callable[..., HttpResponse]


def where_we_originate(view: View) -> View:
    """A house that sends no ACH files of its own has no such page, and takes no bank number."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not originates():
            raise Http404
        return view(request, *arguments, **named)

    return guarded


class SeeOther(HttpResponseRedirect):
    """303: the browser goes on with GET, so that reload does not send the form again."""

    status_code = 303


def _to(name: str, *arguments: object) -> HttpResponse:
    return SeeOther(reverse(f"ach:{name}", args=arguments))


def _account(request: HttpRequest) -> Any:
    """The open account, if this login may see its bills. 404 as for a page that is not there."""
    allowed = members.accounts_visible_to(request.actor)  # type: ignore[attr-defined]
    account = allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()
    if account is None:
        raise Http404
    return account


def _bank(request: HttpRequest, reference: str) -> BankAccount:
    seen = selectors.bank_accounts_visible_to(request.actor)  # type: ignore[attr-defined]
    found = seen.filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def _debit(request: HttpRequest, reference: str) -> Debit:
    found = selectors.debits_visible_to(request.actor).filter(reference=reference).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@where_we_originate
@login_required
@require_GET
def bank_accounts(request: HttpRequest) -> HttpResponse:
    """The bank accounts of the open account, and the payments from them."""
    account = _account(request)
    seen = selectors.bank_accounts_visible_to(request.actor).filter(account=account)  # type: ignore[attr-defined]
    return render(
        request, "ach/bank_accounts.html",
        {"banks": seen, "debits": selectors.debits_of(account.pk), "account": account},
    )  # fmt: skip


@where_we_originate
@login_required
@GET_OR_POST
def pay(request: HttpRequest) -> HttpResponse:
    """Step 1: how much, and from which account."""
    account = _account(request)
    payable = max(selectors.may_be_taken(account.pk), ZERO)
    banks = selectors.usable_of(account.pk)
    initial = {"how": "all", "bank": banks[0].reference if banks else "new", "kind": "checking"}
    form = read_form(
        BankPaymentForm, request, forgets=SECRET, initial=initial, payable=payable,
        least=profile().billing.smallest_part, banks=banks,
    )  # fmt: skip
    status = 200
    if form.is_bound and payable > ZERO:
        if form.is_valid() and (answer := _choose(request, account, form)):
            return answer
        form.forget_numbers()
        status = 422
    facts = {"form": form, "payable": payable, "banks": banks, "on_its_way": selectors.on_its_way(account.pk)}
    return render(request, "ach/pay.html", facts, status=status)


def _choose(request: HttpRequest, account: Any, form: BankPaymentForm) -> HttpResponse | None:
    """Keep the choice and go on; None, with the reason on the form, when the bank account will not do."""
    bank = form.cleaned_data["known"]
    if bank is None:
        allowed = guards.count("save_card.login", request.actor.ident, at=clock.now())  # type: ignore[attr-defined]
        if not allowed.allowed:
            form.add_error(
                "bank", _("You have added several accounts today. Use one of them, or come back tomorrow.")
            )
            return None
        bank = _new_bank(request, account, form)
    if bank is None:
        return None
    choosing.choose(request.session, account.pk, bank.reference, form.cleaned_data["money"])
    return _to("check")


def _new_bank(request: HttpRequest, account: Any, form: BankPaymentForm) -> BankAccount | None:
    typed = form.cleaned_data
    try:
        return services.add_bank_account(
            account_id=account.pk, routing=typed["routing"], number=typed["number"], kind=typed["kind"],
            holder=typed["holder"], by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except errors.AccountClosedToUs:
        form.add_error(
            "number", _("The bank told us that we cannot use this account. Use another one, or call us.")
        )
        return None


@where_we_originate
@login_required
@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step 2: read once more, and allow it. Sending it twice makes one debit."""
    account = _account(request)
    chosen = choosing.chosen(request.session, account.pk)
    if chosen is None:
        return _to("pay")
    made = selectors.debit_of_key(chosen.key)
    if made is not None:
        return _to("debit", made.reference)
    bank = selectors.bank_with_reference(account.pk, chosen.bank_reference)
    if bank is None:  # taken away meanwhile, or typed a day ago and forgotten
        return _to("pay")
    on = consent_words.taken_on(bank, at=clock.now())
    lines = consent_words.single_debit(bank, chosen.amount, on=on)
    if request.method == "POST":
        return _send(request, chosen, bank, lines)
    left = selectors.may_be_taken(account.pk) - chosen.amount
    if left < ZERO:
        messages.info(request, _("What you owe has changed since you chose. Please choose again."))
        return _to("pay")
    return render(
        request, "ach/check.html",
        {"chosen": chosen, "bank": bank, "lines": lines, "on": on, "left": left, "account": account,
         "is_tested_first": bank.state != BankState.USABLE},
    )  # fmt: skip


def _send(request: HttpRequest, chosen: choosing.Chosen, bank: BankAccount, lines: list[str]) -> HttpResponse:
    if request.POST.getlist("key") != [chosen.key]:
        messages.info(request, _("This page was not the newest one. Please read it again. Nothing was paid."))
        return _to("check")
    at, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    try:
        given = services.authorize(
            bank_account_id=bank.pk, amount=chosen.amount, words="\n".join(lines),
            language=get_language() or "en", how="web", proof=actor.address_prefix or "web",
            starts_on=clock.day_of(at), key=chosen.key, by=actor, at=at,
        )  # fmt: skip
        debit = services.debit_account(
            authorization_id=given.pk, amount=chosen.amount, key=chosen.key, by=actor, at=at
        )
    except errors.NothingToTake:
        messages.info(request, _("What you owe has changed since you chose. Please choose again."))
        return _to("pay")
    except (errors.AccountClosedToUs, errors.NoConsent):
        messages.info(
            request, _("This bank account cannot be used any more. Please choose another. Nothing was paid.")
        )
        return _to("pay")
    return _to("debit", debit.reference)


@where_we_originate
@login_required
@require_GET
def debit(request: HttpRequest, reference: str) -> HttpResponse:
    """One payment from a bank account: what became of it and what happens next."""
    row = _debit(request, reference)
    on = row.settles_on or consent_words.taken_on(row.bank_account, at=clock.now())
    return render(request, "ach/debit.html", {"debit": row, "on": on, "may_stop": row.state in UNSENT})


@where_we_originate
@login_required
@GET_OR_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop one payment that has not gone to the bank."""
    row = _debit(request, reference)
    if request.method != "POST":
        return render(request, "ach/stop.html", {"debit": row, "may_stop": row.state in UNSENT})
    try:
        services.cancel_debit(reference=reference, why="member", by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, _("This payment is stopped. Nothing is taken."))
    except errors.TooLate:
        messages.info(
            request, _("It is too late to stop this payment here: your bank has it. Call your bank.")
        )
    return _to("debit", reference)


@where_we_originate
@login_required
@GET_OR_POST
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a bank account away: what was planned on it stops."""
    bank = _bank(request, reference)
    if request.method != "POST":
        return render(request, "ach/remove.html", {"bank": bank, "planned": selectors.waits_for(bank.pk)})
    coming = services.remove_bank_account(reference=reference, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    messages.success(
        request, _("The bank account is gone from your list. What was planned on it is stopped.")
    )
    if coming:
        messages.info(
            request, _("One payment was at your bank already, and still comes. Call your bank to stop it.")
        )
    return _to("bank_accounts")
