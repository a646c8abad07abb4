"""The plans of the people on the account."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hearthside.coverage import selectors
from hearthside.members import selectors as members
from hearthside.privacy.registry import CARE, Holding, Row, Whose
from hearthside.privacy.saying import plain


def _plans(whose: Whose) -> Iterable[Row]:
    rows = members.people_of(whose.account_id)
    people = {row.pk: row.name for row in rows if row.pk in whose.care_of}
    names = selectors.plan_names()
    for person_id, coverages in selectors.coverages_of(people).items():
        for one in coverages:
            yield {
                "person": people[person_id], "plan": names.get(one.payer_id, one.payer_id),
                "member_id": one.member_id, "order": one.order, "effective_on": plain(one.effective_on),
                "ends_on": plain(one.ends_on),
            }  # fmt: skip


HELD = (Holding("plans", CARE, _("Your health plans"), _plans),)
