"""The addresses of the refunds room. None holds a name or an amount."""

from django.urls import path, re_path

from hearthside.refunds import desk, views

app_name = "refunds"
REFERENCE = r"(?P<reference>[0-9]{10})"
NUMBER = r"(?P<number>[0-9]{10})"

urlpatterns = [
    path("account/credit/", views.credit, name="credit"),
    path("account/credit/check/", views.check, name="credit_check"),
    path("account/refunds/", views.refunds, name="refunds"),
    re_path(rf"^account/refunds/{REFERENCE}/$", views.refund, name="refund"),
    path("desk/refunds/", desk.refund_list, name="desk_list"),
    re_path(rf"^desk/refunds/{REFERENCE}/$", desk.refund_page, name="desk_refund"),
    re_path(rf"^desk/refunds/{REFERENCE}/approve/$", desk.approve, name="desk_approve"),
    re_path(rf"^desk/refunds/{REFERENCE}/reject/$", desk.reject, name="desk_reject"),
    re_path(rf"^desk/refunds/accounts/{NUMBER}/$", desk.account_page, name="desk_account"),
    re_path(rf"^desk/refunds/accounts/{NUMBER}/credit/$", desk.propose_credit, name="desk_propose_credit"),
    re_path(rf"^desk/refunds/payments/{REFERENCE}/$", desk.propose_payment, name="desk_propose"),
    re_path(
        rf"^desk/refunds/payments/{REFERENCE}/(?P<kind>move|take-off)/$", desk.correct, name="desk_correct"
    ),
    re_path(rf"^desk/refunds/corrections/{REFERENCE}/$", desk.correction_page, name="desk_correction"),
    re_path(
        rf"^desk/refunds/corrections/{REFERENCE}/(?P<answer>approve|reject)/$", desk.settle_correction,
        name="desk_settle_correction",
    ),
    path("desk/refunds/credits/", desk.credits, name="desk_credits"),
    path("desk/refunds/checks/", desk.check_list, name="desk_checks"),
    re_path(r"^desk/refunds/checks/(?P<number>[0-9]{1,18})/stop/$", desk.stop_check, name="desk_stop_check"),
    path("desk/refunds/disputes/", desk.disputes, name="desk_disputes"),
    re_path(rf"^desk/refunds/disputes/{REFERENCE}/$", desk.dispute, name="desk_dispute"),
    path("desk/refunds/unclaimed/", desk.unclaimed, name="desk_unclaimed"),
    re_path(rf"^desk/refunds/unclaimed/{REFERENCE}/turn-over/$", desk.turn_over, name="desk_turn_over"),
]  # fmt: skip
