"""What we hold about you, for the help center."""

from django.utils.translation import gettext as _

from hearthside.details import selectors
from hearthside.details.selectors import HeldPlan
from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow

DETAILS, PLAN = "/account/details/", "/account/details/plan/"


def update_my_info(asker: Asker) -> Answer | None:
    """How we reach you now, each with the page that changes it."""
    account = _account(asker)
    if account is None:
        return None
    if account.safety_since is not None:
        return Answer(
            says=(_("To keep you safe, your contact details are not shown here. Call us to change them."),),
            actions=(Action(_("Contact us"), "/contact/"),),
        )
    none = _("None")
    delivery = members.delivery_of(account.pk)
    rows = (
        Row(_("Mailing address"), ", ".join(account.home_lines) or none, f"{DETAILS}address/"),
        Row(
            _("Where care and equipment come to"),
            ", ".join(delivery.address_lines) if delivery else _("The mailing address"),
            f"{DETAILS}delivery/",
        ),
        Row(_("Mobile phone"), account.phone or none, f"{DETAILS}phone/"),
        Row(_("Home phone"), account.home_phone or none, f"{DETAILS}home-phone/"),
        Row(_("E-mail address"), account.email or none, f"{DETAILS}email/"),
    )
    return Answer(
        says=(_("This is how we reach you now."),), rows=rows, actions=(Action(_("Your details"), DETAILS),)
    )


def update_plan_info(asker: Asker) -> Answer | None:
    """The plans we hold, whom to call, and where to tell us."""
    account = _account(asker)
    if account is None:
        return None
    plans = selectors.plans_of(account.pk, today=asker.at.date())
    said = _("These are the plans we hold.") if plans else _("We hold no plan for this account.")
    return Answer(
        says=(said, _("Your plan changes its own record. Tell us too.")),
        rows=tuple(Row(f"{one.plan}, {one.person}", _held(one)) for one in plans),
        actions=(Action(_("Tell us what changed"), PLAN),),
    )


def _held(one: HeldPlan) -> str:
    words = _("member ID ends in %(end)s") % {"end": one.member_id_end}
    phone = _("call %(phone)s") % {"phone": one.phone} if one.phone else _("its phone is on your plan card")
    return f"{words}; {_('ended') if one.is_over else phone}"


def _account(asker: Asker) -> AccountRow | None:
    """The open account, if who asks may see its contact."""
    if asker.account_id is None:
        return None
    return members.accounts_visible_to(asker.actor).filter(pk=asker.account_id).first()


ANSWERS = {"update-my-info": update_my_info, "update-plan-info": update_plan_info}
