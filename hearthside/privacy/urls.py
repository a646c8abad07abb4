"""Addresses of this room: the notice, the member's privacy pages, the privacy officer's desk."""

from datetime import date

from django.urls import path, re_path, register_converter

from hearthside.privacy import desk, desk_log
from hearthside.privacy.views import asking, copies, public, record


class Day:
    """A day as YYYY-MM-DD; anything else is no address of ours."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(Day, "privacy_day")

app_name = "privacy"
KIND = "(?P<kind>[a-z]{1,20})"
KEY = "(?P<key>[0-9a-f]{32})"
NUMBER = "(?P<number>[0-9]{10})"
REFERENCE = "(?P<reference>[0-9]{10})"

urlpatterns = [
    path("privacy/", public.notice, name="notice"),
    path("privacy/form/", public.form, name="form"),
    path("privacy/<privacy_day:on>/", public.version, name="version"),
    path("account/privacy/", record.mine, name="mine"),
    path("account/privacy/who-looked/", record.looks, name="looks"),
    re_path(rf"^account/privacy/ask/{KIND}/$", asking.ask, name="ask"),
    re_path(rf"^account/privacy/new/{KEY}/$", asking.check, name="check"),
    re_path(rf"^account/privacy/requests/{REFERENCE}/$", record.request_page, name="request"),
    path("account/privacy/copy/", copies.ask, name="copy"),
    re_path(rf"^account/privacy/copies/{REFERENCE}/$", copies.page, name="copy_page"),
    re_path(rf"^account/privacy/copies/{REFERENCE}/file/$", copies.file, name="copy_file"),
    path("desk/privacy/", desk.overview, name="desk"),
    re_path(rf"^desk/privacy/requests/{REFERENCE}/$", desk.request_page, name="desk_request"),
    re_path(rf"^desk/privacy/requests/{REFERENCE}/take/$", desk.take, name="desk_take"),
    re_path(rf"^desk/privacy/requests/{REFERENCE}/answer/$", desk.answer, name="desk_answer"),
    re_path(rf"^desk/privacy/requests/{REFERENCE}/more-time/$", desk.more_time, name="desk_more_time"),
    re_path(rf"^desk/privacy/copies/{REFERENCE}/$", desk.copy_file, name="desk_copy"),
    re_path(rf"^desk/privacy/copies/{REFERENCE}/again/$", desk.copy_again, name="desk_copy_again"),
    re_path(rf"^desk/privacy/accounts/{NUMBER}/$", desk.account_page, name="desk_account"),
    re_path(rf"^desk/privacy/accounts/{NUMBER}/enter/{KIND}/$", desk.enter, name="desk_enter"),
    re_path(rf"^desk/privacy/accounts/{NUMBER}/told/$", desk.disclose, name="desk_disclose"),
    re_path(rf"^desk/privacy/accounts/{NUMBER}/end-contact/$", desk.end_contact, name="desk_end_contact"),
    re_path(rf"^desk/privacy/accounts/{NUMBER}/end-limit/(?P<pk>[0-9]{{1,18}})/$", desk.end_limit,
            name="desk_end_limit"),
    path("desk/privacy/keeping/", desk_log.keeping_page, name="desk_keeping"),
    path("desk/privacy/keeping/hold/", desk_log.place_hold, name="desk_hold"),
    re_path(rf"^desk/privacy/keeping/hold/{REFERENCE}/end/$", desk_log.end_hold, name="desk_end_hold"),
    path("desk/privacy/breaches/", desk_log.breaches, name="desk_breaches"),
    re_path(rf"^desk/privacy/breaches/{REFERENCE}/$", desk_log.breach_page, name="desk_breach"),
    re_path(rf"^desk/privacy/breaches/{REFERENCE}/close/$", desk_log.close, name="desk_close_breach"),
]  # fmt: skip
