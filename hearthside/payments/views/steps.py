"""What the guest's and the member's pages share: choose, check, go, come back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, cast

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.guards import addresses
from hearthside.guards import services as guards
from hearthside.kept import read_form
from hearthside.payments import errors, flows, guest, rules, selectors, services
from hearthside.payments.forms import AmountForm
from hearthside.payments.models import Attempt, AttemptState
from hearthside.payments.processing import processor
from hearthside.payments.standing import Standing

View = Callable[..., HttpResponse]


def check_page_policy(view: View) -> View:
    """No script on the page before the card page; and its form may end at the processor's page, or the
    browser would stop the redirect there and say nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        policy = {"script-src": [NONE], "form-action": [SELF, processor().form_action_host]}
        return cast(HttpResponse, csp_replace(policy)(view)(request, *arguments, **named))

    return guarded


@dataclass(frozen=True, slots=True)
class Door:
    """Where the pages of one door are, by the name of their address. `name` goes on the attempt."""

    name: str
    choose: str
    check: str
    done: str
    shows_all: bool = False


class SeeOther(HttpResponseRedirect):
    """303: the browser goes on with GET, so that reload does not send the form again."""

    status_code = 303


def see_other(to: str, *arguments: object) -> HttpResponse:
    """On to one of our own pages, by name."""
    return SeeOther(reverse(to, args=arguments))


def client_address(request: HttpRequest) -> str:
    return addresses.client_address(request.META, trusted_proxies=settings.TRUSTED_PROXY_COUNT)


def too_often(request: HttpRequest, until: datetime | None) -> HttpResponse:
    """The page that says until when to wait, and how to pay meanwhile."""
    response = render(request, "payments/too_often.html", {"until": until}, status=429)
    if until is not None:
        response["Retry-After"] = str(max(1, int((until - clock.now()).total_seconds())))
    return response


def amount_form(request: HttpRequest, standing: Standing, *, with_lines: bool) -> AmountForm:
    """The form of the amount page; going back to it finds what was chosen before."""
    chosen = guest.chosen(request.session, standing.account.pk)
    initial: dict[str, Any] = {"how": "all", "method": "card" if standing.cards_open else "bank"}
    if chosen is not None:
        initial |= {"how": chosen.choice.how.value}
        if chosen.choice.how is rules.How.LINES:
            paid_for = set(chosen.choice.pays_for)
            initial["lines"] = [line.key for line in standing.lines if paid_for.issuperset(line.charge_ids)]
        initial |= {"method": chosen.method.value} if standing.cards_open else {}
        if chosen.choice.how is rules.How.PART:
            initial["amount"] = chosen.choice.amount.dollars_text
    return read_form(
        AmountForm, request, initial=initial, payable=standing.payable,
        smallest_part=standing.smallest_part, lines=standing.lines if with_lines else [],
        parts_open=standing.parts_open, cards_open=standing.cards_open,
    )  # fmt: skip


def choose(request: HttpRequest, standing: Standing, form: AmountForm, door: Door) -> HttpResponse:
    """Keep a valid choice and go to the check page."""
    guest.choose(request.session, standing.account.pk, form.cleaned_data["choice"], form.method_chosen)
    return see_other(door.check)


def still_fits(chosen: guest.Chosen, standing: Standing) -> bool:
    """Whether a choice made some minutes ago can still be sent as it reads."""
    if chosen.choice.how is rules.How.ALL:
        return chosen.choice.amount == standing.payable
    return chosen.choice.amount <= standing.payable


def check_page(request: HttpRequest, standing: Standing, door: Door, extra: dict[str, Any]) -> HttpResponse:
    """Read once more. A form that has had its payment shows what became of it, not itself."""
    account_id, at = standing.account.pk, clock.now()
    chosen = guest.chosen(request.session, account_id)
    if chosen is None:
        return see_other(door.choose)
    attempt = selectors.attempt_of_form(account_id, chosen.key)
    if attempt is not None:
        attempt = flows.ask_again(attempt, by=request.actor, at=at)  # type: ignore[attr-defined]
        if attempt.state in (AttemptState.EXPIRED, AttemptState.DECLINED):
            guest.new_form(request.session, account_id)
            chosen = guest.chosen(request.session, account_id) or chosen
        elif attempt.state not in (AttemptState.STARTED, AttemptState.OPEN) and attempt.page_id:
            return see_other(door.done, attempt.reference)
    if not still_fits(chosen, standing):
        messages.info(request, _("What you owe has changed since you chose. Please choose again."))
        return see_other(door.choose)
    return render(
        request, "payments/check.html",
        extra | {
            "standing": standing, "chosen": chosen, "attempt": attempt, "door": door,
            "left": standing.due - standing.pending - chosen.choice.amount,
            "advice": rules.advice(attempt.decline_code) if attempt and attempt.declines else "",
        },
    )  # fmt: skip


def go(request: HttpRequest, standing: Standing, door: Door) -> HttpResponse:
    """The check page was sent: start the payment and go to the card page, or say why not."""
    account_id, at = standing.account.pk, clock.now()
    chosen = guest.chosen(request.session, account_id)
    if chosen is None:
        return see_other(door.choose)
    if request.POST.getlist("key") != [chosen.key]:
        messages.info(request, _("This page was not the newest one. Please read it again. Nothing was paid."))
        return see_other(door.check)
    is_again = selectors.attempt_of_form(account_id, chosen.key) is not None
    if not is_again:
        address = guards.count("check_page.address", client_address(request), at=at)
        if not address.allowed:
            return too_often(request, address.until)
    wanted = services.Wanted(
        account_id=account_id, bill_id=standing.bill.pk if standing.bill else None, choice=chosen.choice,
        method=chosen.method, request_key=chosen.key, door=door.name, language=get_language() or "en",
    )  # fmt: skip
    return _go(request, wanted, door, at=at)


def _go(request: HttpRequest, wanted: services.Wanted, door: Door, *, at: datetime) -> HttpResponse:
    try:
        begun = flows.begin(wanted=wanted, by=request.actor, at=at)  # type: ignore[attr-defined]
    except errors.AttemptEnded:
        guest.new_form(request.session, wanted.account_id)
        return see_other(door.check)
    except errors.AmountChanged:
        messages.info(request, _("What you owe has changed since you chose. Please choose again."))
        return see_other(door.choose)
    except errors.CardsClosed:
        messages.info(request, _("Cards are closed for this bill today. Use a checking account, or call us."))
        return see_other(door.choose)
    except errors.TooOften as refusal:
        return too_often(request, refusal.until)
    except errors.StillChecking as refusal:
        return _show_other(request, refusal.reference, door, at=at)
    except errors.ProcessorAway:
        return render(request, "payments/away.html", {"door": door}, status=503)
    if begun.url:
        guest.hold_receipt(request.session, begun.attempt.reference, until=at + rules.PAGE_LIFE)
        return SeeOther(begun.url)
    return _show_other(request, begun.attempt.reference, door, at=at)


def _show_other(request: HttpRequest, reference: str, door: Door, *, at: datetime) -> HttpResponse:
    """Another payment stands in the way. Its page if this person may see it; else only that there is one."""
    if door.shows_all or guest.holds_receipt(request.session, reference, at=at):
        return see_other(door.done, reference)
    messages.info(
        request, _("A payment on this bill was just made somewhere else. Please do not pay it twice.")
    )
    return see_other(door.choose)


def came_back(request: HttpRequest, attempt: Attempt, door: Door) -> HttpResponse:
    """Back from the card page. The address proves nothing: the processor is asked."""
    flows.ask(attempt, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return see_other(door.done, attempt.reference)


def turned_back(request: HttpRequest, attempt: Attempt, door: Door) -> HttpResponse:
    """Back without paying, says the address; perhaps it was paid all the same."""
    attempt = flows.ask(attempt, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    if attempt.state in (AttemptState.OPEN, AttemptState.EXPIRED, AttemptState.DECLINED):
        if not attempt.declines:
            messages.info(request, _("You came back without paying. Nothing was paid."))
        return see_other(door.check)
    return see_other(door.done, attempt.reference)
