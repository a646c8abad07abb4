"""Addresses of this room. None holds a name, a code or anything that opens something."""

from django.urls import path, re_path

from hearthside.people import desk
from hearthside.people.views import answering, inviting, listing, papers, safety

app_name = "people"
REFERENCE = r"(?P<reference>[0-9]{10,12})"
_mine, _papers = "account/people/", "desk/people/papers/"
_account = r"^desk/people/accounts/(?P<number>[0-9]{10})/"

urlpatterns = [
    path(_mine, listing.people, name="people"),
    re_path(rf"^{_mine}{REFERENCE}/remove/$", listing.remove, name="remove"),
    re_path(rf"^{_mine}spoken/{REFERENCE}/remove/$", listing.spoken_remove, name="spoken_remove"),
    path(f"{_mine}invite/", inviting.what, name="invite"),
    path(f"{_mine}invite/who/", inviting.who, name="invite_who"),
    path(f"{_mine}invite/check/", inviting.check, name="invite_check"),
    re_path(rf"^{_mine}invitations/{REFERENCE}/$", inviting.invitation, name="invitation"),
    re_path(rf"^{_mine}invitations/{REFERENCE}/code/$", inviting.new_code, name="new_code"),
    re_path(rf"^{_mine}invitations/{REFERENCE}/withdraw/$", inviting.withdraw, name="withdraw"),
    path(f"{_mine}safety/", safety.page, name="safety"),
    path(f"{_mine}safety/done/", safety.done, name="safety_done"),
    path(f"{_mine}help-someone/", papers.help_someone, name="help_someone"),
    path(f"{_mine}papers/new/", papers.for_helper, name="papers_for_helper"),
    re_path(rf"^{_mine}papers/{REFERENCE}/$", papers.page, name="papers"),
    re_path(rf"^{_mine}papers/{REFERENCE}/file/$", papers.add_file, name="papers_add_file"),
    re_path(rf"^{_mine}papers/{REFERENCE}/say/$", papers.say, name="papers_say"),
    re_path(rf"^{_mine}papers/{REFERENCE}/cover/$", papers.cover, name="papers_cover"),
    re_path(rf"^{_mine}papers/{REFERENCE}/take-back/$", papers.take_back, name="papers_take_back"),
    path("invitation/", answering.code, name="answer_code"),
    path("invitation/account/", answering.account, name="answer_account"),
    path("invitation/account/code/", answering.mailed, name="answer_mailed"),
    path("invitation/account/password/", answering.password, name="answer_password"),
    path("invitation/answer/", answering.answer, name="answer"),
    re_path(rf"^{_papers}{REFERENCE}/$", desk.papers, name="desk_papers"),
    re_path(rf"^{_papers}{REFERENCE}/match/$", desk.match, name="desk_match"),
    re_path(rf"^{_papers}{REFERENCE}/agree/$", desk.agree, name="desk_agree"),
    re_path(rf"^{_papers}{REFERENCE}/turn-down/$", desk.turn_down, name="desk_turn_down"),
    re_path(rf"^{_papers}{REFERENCE}/ask/$", desk.ask, name="desk_ask"),
    re_path(rf"^{_papers}{REFERENCE}/file/$", desk.add_file, name="desk_add_file"),
    re_path(rf"^{_papers}{REFERENCE}/files/(?P<file_reference>[0-9]{{10}})/$", desk.file, name="desk_file"),
    re_path(rf"{_account}$", desk.account, name="desk_account"),
    re_path(rf"{_account}spoken/$", desk.log_spoken, name="desk_log_spoken"),
    re_path(rf"{_account}spoken/{REFERENCE}/end/$", desk.end_spoken, name="desk_end_spoken"),
    re_path(rf"{_account}access/{REFERENCE}/end/$", desk.end_access, name="desk_end_access"),
    re_path(rf"{_account}keep-safe/$", desk.keep_safe, name="desk_keep_safe"),
    re_path(rf"{_account}keep-safe/ask-to-clear/$", desk.ask_to_clear, name="desk_ask_to_clear"),
    re_path(rf"{_account}keep-safe/clear/$", desk.clear_safety, name="desk_clear_safety"),
    re_path(rf"{_account}kept-address/$", desk.kept_address, name="desk_kept_address"),
    re_path(rf"{_account}care/{REFERENCE}/$", desk.care, name="desk_care"),
]
