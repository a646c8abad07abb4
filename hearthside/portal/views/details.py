"""Contact, language and letter size: one thing a page, and a notice to the old and the new contact."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.portal import services
from hearthside.portal.forms import DETAILS, first_values
from hearthside.portal.viewing import Viewing, viewing


@require_safe
@login_required
def details(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/account/details.html", {"account": _open(request).account})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def change(request: HttpRequest, what: str) -> HttpResponse:
    """One detail. Whoever changes it proves again that it is them: a new address is where bills go."""
    account = _open(request).account
    if what not in DETAILS:
        raise Http404
    fields = list(DETAILS[what].base_fields)
    form = read_form(DETAILS[what], request, initial=first_values(account, fields))
    if form.is_bound and form.is_valid():
        services.change_details(
            account_id=account.pk, changes=form.cleaned_data, by=request.actor, at=clock.now()
        )
        messages.success(request, _("Your change is saved."))
        return redirect("portal:details")
    return render(request, f"portal/account/change_{what}.html", {"form": form, "account": account})


def _open(request: HttpRequest) -> Viewing:
    """The open account, if this login may change its contact: a helper for care alone may not."""
    found = viewing(request)
    if found is None or not members.accounts_visible_to(request.actor).filter(pk=found.account.pk).exists():
        raise Http404
    return found
