"""Addresses of this room: everybody's under /report-fraud/, the investigators' under /desk/fraud/."""

from django.urls import path, register_converter

from hearthside.fraud import desk
from hearthside.fraud.views import following, reporting


class Digits:
    """Ten digits."""

    regex = "[0-9]{10}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Key(Digits):
    """The key of a bundle: 32 hexadecimal digits."""

    regex = "[0-9a-f]{32}"


register_converter(Digits, "report_digits")
register_converter(Key, "bundle_key")

app_name = "fraud"
_desk = "desk/fraud/<report_digits:reference>/"
_bundle = f"{_desk}evidence/<bundle_key:key>/"
urlpatterns = [
    path("report-fraud/", reporting.start, name="start"),
    path("report-fraud/tell/", reporting.tell, name="tell"),
    path("report-fraud/line/<report_digits:bill>/<report_digits:line>/", reporting.line, name="line"),
    path("report-fraud/follow/", following.follow, name="follow"),
    path("report-fraud/follow/say/", following.say, name="say"),
    path("report-fraud/follow/close/", following.leave, name="leave"),
    path("desk/fraud/", desk.tips, name="desk_tips"),
    path(_desk, desk.tip_page, name="desk_tip"),
    path(f"{_desk}take/", desk.take, name="desk_take"),
    path(f"{_desk}hand-over/", desk.hand_over, name="desk_hand_over"),
    path(f"{_desk}note/", desk.note, name="desk_note"),
    path(f"{_desk}reply/", desk.reply, name="desk_reply"),
    path(f"{_desk}keep-from/", desk.keep_from, name="desk_keep_from"),
    path(f"{_desk}link/", desk.link, name="desk_link"),
    path(f"{_desk}unlink/", desk.unlink, name="desk_unlink"),
    path(f"{_desk}group/", desk.group, name="desk_group"),
    path(f"{_desk}hold/", desk.hold, name="desk_hold"),
    path(f"{_desk}release/", desk.release, name="desk_release"),
    path(f"{_desk}close/", desk.close, name="desk_close"),
    path(f"{_desk}agree/", desk.agree, name="desk_agree"),
    path(f"{_desk}send-back/", desk.send_back, name="desk_send_back"),
    path(f"{_desk}reopen/", desk.reopen, name="desk_reopen"),
    path(f"{_desk}files/<report_digits:file_reference>/", desk.file, name="desk_file"),
    path(f"{_desk}evidence/", desk.evidence, name="desk_evidence"),
    path(f"{_bundle}agree/", desk.agree_to_evidence, name="desk_agree_to_evidence"),
    path(f"{_bundle}<str:what>/", desk.save_evidence, name="desk_save_evidence"),
]
