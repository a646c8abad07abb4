"""Addresses of this room: the member's under /account/questions/, the staff's under /desk/cases/."""

from django.urls import path, register_converter

from hearthside.cases import desk
from hearthside.cases.views import asking, following


class Digits:
    """Ten digits."""

    regex = "[0-9]{10}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Key(Digits):
    """The key of a draft: 32 hexadecimal digits."""

    regex = "[0-9a-f]{32}"


register_converter(Digits, "case_digits")
register_converter(Key, "case_key")

app_name = "cases"
_mine, _desk = "account/questions/<case_digits:reference>/", "desk/cases/<case_digits:reference>/"
_new = "desk/cases/new/<case_digits:number>/"
urlpatterns = [
    path("account/questions/", following.questions, name="questions"),
    path("account/questions/ask/<case_digits:number>/", asking.ask, name="ask_bill"),
    path("account/questions/ask/<case_digits:number>/<case_digits:line>/", asking.ask, name="ask_line"),
    path("account/questions/new/<case_key:key>/check/", asking.check, name="check"),
    path(_mine, following.case_page, name="case"),
    path(f"{_mine}sent/", following.sent, name="sent"),
    path(f"{_mine}say/", following.say, name="say"),
    path(f"{_mine}file/", following.add_file, name="add_file"),
    path(f"{_mine}files/<case_digits:file_reference>/", following.file, name="file"),
    path(f"{_mine}take-back/", following.withdraw, name="withdraw"),
    path(f"{_mine}again/", following.again, name="again"),
    path(_new, desk.new, name="desk_new"),
    path(f"{_new}<case_digits:bill_number>/", desk.new_on_bill, name="desk_new_on_bill"),
    path(_desk, desk.case_page, name="desk_case"),
    path(f"{_desk}take/", desk.take, name="desk_take"),
    path(f"{_desk}hand-over/", desk.hand_over, name="desk_hand_over"),
    path(f"{_desk}note/", desk.note, name="desk_note"),
    path(f"{_desk}ask/", desk.ask_member, name="desk_ask"),
    path(f"{_desk}answer/", desk.answer, name="desk_answer"),
    path(f"{_desk}more-time/", desk.more_time, name="desk_more_time"),
    path(f"{_desk}void/", desk.void, name="desk_void"),
    path(f"{_desk}send-back/", desk.send_back, name="desk_send_back"),
    path(f"{_desk}take-back/", desk.take_back, name="desk_take_back"),
    path(f"{_desk}reopen/", desk.reopen, name="desk_reopen"),
    path(f"{_desk}file/", desk.add_file, name="desk_add_file"),
    path(f"{_desk}files/<case_digits:file_reference>/", desk.file, name="desk_file"),
]  # fmt: skip
