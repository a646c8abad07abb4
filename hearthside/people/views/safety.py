"""Someone may not be safe: one page, one press, and a quick way out."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.people import selectors, services
from hearthside.people.forms import SafetyForm
from hearthside.people.policy import policy
from hearthside.people.views.opened import GET_OR_POST, actor, own_account, see_other


@GET_OR_POST
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What happens when it is pressed, said before; nobody who is removed is told."""
    account = own_account(request)
    form = SafetyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.keep_safe(
            account_id=account.pk, no_letters_home=form.cleaned_data["no_letters"], by=actor(request),
            at=clock.now(),
        )  # fmt: skip
        return see_other("people:safety_done")
    standing = selectors.standing(account.pk)
    others = [one.login.name or one.login.email for one in standing.own if one.login_id != request.user.pk]
    facts = {
        "helpers": [one.login.name or one.login.email for one in standing.helpers], "others": others,
        "is_marked": account.safety_since is not None, "no_letters": account.no_letters_home,
        "leave_for": policy(clock.today()).leave_for,
    }  # fmt: skip
    return render(request, "people/safety.html", facts)


@require_safe
@login_required
def done(request: HttpRequest) -> HttpResponse:
    account = own_account(request)
    if account.safety_since is None:
        return see_other("people:safety")
    facts = {"no_letters": account.no_letters_home, "leave_for": policy(clock.today()).leave_for}
    return render(request, "people/safety_done.html", facts)
