"""The addresses of the autopay room. None holds a name or anything that opens something."""

from django.urls import path, re_path

from hearthside.autopay import desk
from hearthside.autopay.views import autopay, methods, paperless, paying

app_name = "autopay"
REFERENCE = r"(?P<reference>[0-9]{10})"
DESK = r"^desk/autopay/(?P<number>[0-9]{10})/"

urlpatterns = [
    path("account/methods/", methods.listed, name="methods"),
    path("account/methods/add/", methods.add, name="add"),
    re_path(rf"^account/methods/return/{REFERENCE}/$", methods.come_back, name="save_return"),
    re_path(rf"^account/methods/cancel/{REFERENCE}/$", methods.turn_back, name="save_cancel"),
    re_path(rf"^account/methods/{REFERENCE}/remove/$", methods.remove, name="remove"),
    path("account/methods/pay/", paying.choose, name="pay"),
    path("account/methods/pay/check/", paying.check, name="pay_check"),
    path("account/autopay/", autopay.overview, name="overview"),
    path("account/autopay/rule/", autopay.rule, name="rule"),
    path("account/autopay/check/", autopay.check, name="check"),
    path("account/autopay/done/", autopay.done, name="done"),
    path("account/autopay/stop/", autopay.stop, name="stop"),
    re_path(rf"^account/autopay/skip/{REFERENCE}/$", autopay.skip, name="skip"),
    re_path(rf"^account/autopay/allow/{REFERENCE}/$", autopay.allow, name="allow"),
    path("account/autopay/paperless/", paperless.choose, name="paperless"),
    path("account/autopay/paperless/code/", paperless.code, name="paperless_code"),
    path("account/autopay/paper/", paperless.back, name="paper"),
    re_path(rf"{DESK}$", desk.account, name="desk"),
    re_path(rf"{DESK}stop/$", desk.stop, name="desk_stop"),
    re_path(rf"{DESK}paper/$", desk.paper, name="desk_paper"),
    re_path(rf"{DESK}remove/{REFERENCE}/$", desk.remove, name="desk_remove"),
]
