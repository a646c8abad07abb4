"""The addresses of the payments room. None holds a name, a code, or anything that opens something."""

from django.urls import path, re_path

from hearthside.payments.views import guest_pay, member_pay, receipts

app_name = "payments"
REFERENCE = r"(?P<reference>[0-9]{10})"

urlpatterns = [
    path("pay/", guest_pay.find_bill, name="find"),
    path("pay/birth-date/", guest_pay.by_birth_date, name="birth_date"),
    path("pay/zip/", guest_pay.link_zip, name="zip"),
    path("b/<str:token>/", guest_pay.bill_link, name="bill_link"),
    path("pay/amount/", guest_pay.amount, name="amount"),
    path("pay/check/", guest_pay.check, name="check"),
    re_path(rf"^pay/return/{REFERENCE}/$", guest_pay.come_back, name="guest_return"),
    re_path(rf"^pay/cancel/{REFERENCE}/$", guest_pay.turn_back, name="guest_cancel"),
    re_path(rf"^pay/done/{REFERENCE}/$", guest_pay.done, name="done"),
    path("receipts/find/", receipts.look_up, name="look_up"),
    re_path(rf"^receipts/{REFERENCE}\.pdf$", receipts.receipt_pdf, name="receipt_pdf"),
    path("account/pay/", member_pay.choose, name="member_choose"),
    path("account/pay/check/", member_pay.check, name="member_check"),
    re_path(rf"^account/pay/return/{REFERENCE}/$", member_pay.come_back, name="member_return"),
    re_path(rf"^account/pay/cancel/{REFERENCE}/$", member_pay.turn_back, name="member_cancel"),
    path("account/payments/", member_pay.payments, name="payments"),
    re_path(rf"^account/payments/{REFERENCE}/$", member_pay.payment, name="payment"),
    re_path(rf"^account/payments/{REFERENCE}\.pdf$", receipts.receipt_pdf, name="payment_pdf"),
]
