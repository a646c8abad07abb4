"""The addresses of the bills room. They hold bill and charge numbers, and nothing that means more."""

from django.urls import path, re_path

from hearthside.bills.views import bill_pages, documents, receipt_pages

app_name = "bills"
NUMBER = r"(?P<number>[0-9]{10})"

urlpatterns = [
    path("account/bills/", bill_pages.bill_list, name="list"),
    re_path(rf"^account/bills/{NUMBER}/$", bill_pages.bill_page, name="page"),
    re_path(rf"^account/bills/{NUMBER}\.pdf$", documents.bill_pdf, name="pdf"),
    re_path(rf"^account/bills/{NUMBER}\.json$", documents.bill_json, name="json"),
    re_path(rf"^account/bills/{NUMBER}/coupon\.pdf$", documents.coupon_pdf, name="coupon"),
    re_path(
        rf"^account/bills/{NUMBER}/lines/(?P<reference>[0-9]{{10,12}})/source/$",
        bill_pages.source,
        name="source",
    ),
    path("account/receipts/", receipt_pages.choose, name="receipts"),
    path("account/receipts/itemized/", receipt_pages.itemized, name="itemized"),
    path("account/receipts/itemized.pdf", receipt_pages.itemized_pdf, name="itemized_pdf"),
    path("account/number/", receipt_pages.account_number, name="number"),
    path("pay/mail/coupon.pdf", documents.blank_coupon, name="blank_coupon"),
]
