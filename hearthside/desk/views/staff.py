"""Who works here and in which roles; and the keys of the keyboard."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthside import clock
from hearthside.desk import keys
from hearthside.desk.asking import actor, clerk
from hearthside.desk.forms import RoleForm
from hearthside.identity import roles, selectors, services
from hearthside.identity.access import staff_required
from hearthside.identity.errors import OwnRole


@require_safe
@staff_required("identity.give_roles")
def staff(request: HttpRequest) -> HttpResponse:
    """Everyone at the desk and their roles."""
    people = [
        (one, [(role, roles.role_in_words(role)) for role in held]) for one, held in selectors.staff_logins()
    ]
    known = [(role, roles.role_in_words(role)) for role in roles.known_roles()]
    may_change = clerk(request).has_perm("identity.give_roles")
    return render(request, "desk/staff.html", {"people": people, "roles": known, "may_change": may_change})


@require_POST
@staff_required("identity.give_roles")
def change_role(request: HttpRequest) -> HttpResponse:
    """Give a role or take it away; nobody changes their own."""
    form = RoleForm(request.POST)
    login = selectors.staff_login(form.cleaned_data["login"]) if form.is_valid() else None
    if login is None:
        messages.error(request, "Choose a person and a role from the lists. Nothing was changed.")
        return redirect("desk:staff")
    change = services.take_role if "take" in request.POST else services.give_role
    try:
        change(login_id=login.pk, role=form.cleaned_data["role"], by=actor(request), at=clock.now())
    except OwnRole:
        messages.error(request, "Nobody changes their own roles. Ask another supervisor.")
    else:
        messages.success(request, f"The roles of {login.name or login.email} are changed.")
    return redirect("desk:staff")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("desk.enter", only_looks=True)
def keyboard(request: HttpRequest) -> HttpResponse:
    """All keys of the desk, and the way to turn them off."""
    if request.method == "POST":
        keys.turn(request.session, on=request.POST.get("keys") == "on")
        return redirect("desk:keys")
    return render(
        request, "desk/keys.html", {"keys": keys.EVERYWHERE, "are_on": keys.are_on(request.session)}
    )
