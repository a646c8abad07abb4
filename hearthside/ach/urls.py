"""The addresses of the ACH room. None holds a number of a bank, a name or an amount."""

from django.urls import path, re_path

from hearthside.ach import desk, views

app_name = "ach"
REFERENCE = r"(?P<reference>[0-9]{10})"

urlpatterns = [
    path("account/bank/", views.bank_accounts, name="bank_accounts"),
    path("account/bank/pay/", views.pay, name="pay"),
    path("account/bank/pay/check/", views.check, name="check"),
    re_path(rf"^account/bank/payments/{REFERENCE}/$", views.debit, name="debit"),
    re_path(rf"^account/bank/payments/{REFERENCE}/stop/$", views.cancel, name="cancel"),
    re_path(rf"^account/bank/{REFERENCE}/remove/$", views.remove, name="remove"),
    path("desk/ach/files/", desk.files, name="desk_files"),
    re_path(rf"^desk/ach/files/{REFERENCE}/$", desk.file, name="desk_file"),
    path("desk/ach/returns/", desk.returns, name="desk_returns"),
    path("desk/ach/returns/<int:pk>/", desk.one_return, name="desk_return"),
    path("desk/ach/changes/", desk.changes, name="desk_changes"),
    path("desk/ach/changes/<int:pk>/", desk.change, name="desk_change"),
    re_path(r"^desk/ach/accounts/(?P<number>[0-9]{10})/$", desk.account, name="desk_account"),
]
