"""The addresses of the relief room. None holds a name or anything that opens something."""

from django.urls import path, re_path

from hearthside.relief import desk
from hearthside.relief.views import hardship_pages, help_pages, plan_pages

app_name = "relief"
REFERENCE = r"(?P<reference>[0-9]{10})"

urlpatterns = [
    path("pay/help/", help_pages.help_with_paying, name="help"),
    path("pay/help/form/", help_pages.paper_form, name="form"),
    path("pay/help/plan/", plan_pages.choose, name="choose"),
    path("pay/help/plan/check/", plan_pages.check, name="check"),
    re_path(rf"^pay/help/plan/{REFERENCE}/$", plan_pages.plan_page, name="plan"),
    re_path(rf"^pay/help/plan/{REFERENCE}/start/$", plan_pages.accept, name="accept"),
    re_path(rf"^pay/help/plan/{REFERENCE}/pay/$", plan_pages.pay, name="pay"),
    re_path(rf"^pay/help/plan/{REFERENCE}/day/$", plan_pages.change_day, name="day"),
    re_path(rf"^pay/help/plan/{REFERENCE}/add/$", plan_pages.add_bills, name="add"),
    re_path(rf"^pay/help/plan/{REFERENCE}/stop/$", plan_pages.stop, name="stop"),
    path("pay/help/lower/", hardship_pages.people, name="people"),
    path("pay/help/lower/income/", hardship_pages.income, name="income"),
    path("pay/help/lower/papers/", hardship_pages.papers, name="papers"),
    re_path(
        rf"^pay/help/lower/papers/{REFERENCE}/remove/$", hardship_pages.remove_paper, name="remove_paper"
    ),
    path("pay/help/lower/check/", hardship_pages.check, name="lower_check"),
    re_path(rf"^pay/help/lower/{REFERENCE}/$", hardship_pages.application_page, name="application"),
    re_path(rf"^pay/help/lower/{REFERENCE}/stop/$", hardship_pages.withdraw, name="withdraw"),
    re_path(rf"^pay/help/lower/{REFERENCE}/again/$", hardship_pages.ask_again, name="ask_again"),
    re_path(rf"^desk/relief/applications/{REFERENCE}/$", desk.application, name="desk_application"),
    re_path(rf"^desk/relief/applications/{REFERENCE}/decide/$", desk.decide, name="desk_decide"),
    re_path(rf"^desk/relief/applications/{REFERENCE}/decline/$", desk.decline, name="desk_decline"),
    re_path(rf"^desk/relief/papers/{REFERENCE}/$", desk.paper, name="desk_paper"),
    re_path(
        r"^desk/relief/accounts/(?P<number>[0-9]{10})/apply/$", desk.enter_application, name="desk_apply"
    ),
    re_path(r"^desk/relief/accounts/(?P<number>[0-9]{10})/plan/$", desk.offer_plan, name="desk_offer"),
    re_path(
        r"^desk/relief/accounts/(?P<number>[0-9]{10})/long-plan/$",
        desk.offer_long_plan,
        name="desk_offer_long",
    ),
    re_path(r"^desk/relief/accounts/(?P<number>[0-9]{10})/bad-debt/$", desk.bad_debt, name="desk_bad_debt"),
    re_path(rf"^desk/relief/plans/{REFERENCE}/$", desk.plan, name="desk_plan"),
    re_path(rf"^desk/relief/plans/{REFERENCE}/day/$", desk.plan_day, name="desk_plan_day"),
    re_path(rf"^desk/relief/plans/{REFERENCE}/add/$", desk.plan_add, name="desk_plan_add"),
    re_path(rf"^desk/relief/plans/{REFERENCE}/pause/$", desk.plan_pause, name="desk_plan_pause"),
    re_path(rf"^desk/relief/plans/{REFERENCE}/resume/$", desk.plan_resume, name="desk_plan_resume"),
    re_path(rf"^desk/relief/plans/{REFERENCE}/stop/$", desk.plan_stop, name="desk_plan_stop"),
    re_path(rf"^desk/relief/plans/{REFERENCE}/break/$", desk.plan_break, name="desk_plan_break"),
    re_path(rf"^desk/relief/plans/{REFERENCE}/forgive/$", desk.forgive, name="desk_forgive"),
    re_path(rf"^desk/relief/write-offs/{REFERENCE}/$", desk.write_off, name="desk_write_off"),
    re_path(rf"^desk/relief/write-offs/{REFERENCE}/approve/$", desk.approve, name="desk_approve"),
    re_path(rf"^desk/relief/write-offs/{REFERENCE}/turn-down/$", desk.turn_down, name="desk_turn_down"),
    re_path(rf"^desk/relief/write-offs/{REFERENCE}/undo/$", desk.undo, name="desk_undo"),
    path("desk/relief/pre-collection/", desk.pre_collection, name="desk_pre_collection"),
]
