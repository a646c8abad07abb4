"""Addresses of this room: messages under /account/messages/, the staff's under /desk/messages/, /contact/."""

from django.urls import path, re_path

from hearthside.inbox import desk
from hearthside.inbox.views import contact, reading, writing

app_name = "inbox"
MINE = r"^account/messages/(?P<reference>[0-9]{10})/"
ABOUT = r"^account/messages/about"
DESK = r"^desk/messages/(?P<reference>[0-9]{10})/"
FILE = r"files/(?P<file_reference>[0-9]{10})/$"

urlpatterns = [
    path("contact/", contact.contact, name="contact"),
    path("account/messages/", reading.everything, name="messages"),
    path("account/messages/new/", writing.new, name="new"),
    re_path(rf"{ABOUT}/bill/(?P<number>[0-9]{{10}})/$", writing.about_bill, name="about_bill"),
    re_path(
        rf"{ABOUT}/bill/(?P<number>[0-9]{{10}})/(?P<line>[0-9]{{10,12}})/$",
        writing.about_bill, name="about_line",
    ),
    re_path(rf"{ABOUT}/payment/(?P<reference>[0-9]{{10}})/$", writing.about_payment, name="about_payment"),
    re_path(rf"{MINE}$", reading.thread_page, name="thread"),
    re_path(rf"{MINE}say/$", writing.say, name="say"),
    re_path(rf"{MINE}close/$", reading.close, name="close"),
    re_path(rf"{MINE}{FILE}", reading.file, name="file"),
    re_path(r"^desk/messages/new/(?P<number>[0-9]{10})/$", desk.new, name="desk_new"),
    re_path(rf"{DESK}$", desk.thread_page, name="desk_thread"),
    re_path(rf"{DESK}take/$", desk.take, name="desk_take"),
    re_path(rf"{DESK}answer/$", desk.answer, name="desk_answer"),
    re_path(rf"{DESK}note/$", desk.note, name="desk_note"),
    re_path(rf"{DESK}hand-over/$", desk.hand_over, name="desk_hand_over"),
    re_path(rf"{DESK}messages/(?P<ordinal>[0-9]{{1,6}})/recall/$", desk.recall, name="desk_recall"),
    re_path(rf"{DESK}close/$", desk.close, name="desk_close"),
    re_path(rf"{DESK}case/$", desk.case, name="desk_case"),
    re_path(rf"{DESK}{FILE}", desk.file, name="desk_file"),
]  # fmt: skip
