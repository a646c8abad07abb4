"""The desk's addresses. They hold account, bill and queue names, and nothing that means more."""

from django.urls import path, re_path

from hearthside.desk.views import accounts, as_member, finding, staff, work

app_name = "desk"
ACCOUNT = r"^desk/accounts/(?P<number>[0-9]{10})/"
SEEN = rf"{ACCOUNT}as-member/"

urlpatterns = [
    path("desk/", work.home, name="home"),
    path("desk/queues/<slug:slug>/", work.queue, name="queue"),
    path("desk/queues/<slug:slug>/take/", work.take, name="take"),
    path("desk/queues/<slug:slug>/put-off/", work.put_off, name="put_off"),
    path("desk/queues/<slug:slug>/hand-over/", work.hand_over, name="hand_over"),
    path("desk/queues/<slug:slug>/put-back/", work.put_back, name="put_back"),
    path("desk/search/", finding.search, name="search"),
    path("desk/openings/<int:pk>/", accounts.opened, name="opening"),
    path("desk/staff/", staff.staff, name="staff"),
    path("desk/staff/roles/", staff.change_role, name="change_role"),
    path("desk/keys/", staff.keyboard, name="keys"),
    re_path(rf"{ACCOUNT}$", accounts.account, name="account"),
    re_path(rf"{ACCOUNT}reason/$", accounts.reason, name="reason"),
    re_path(rf"{ACCOUNT}note/$", accounts.note, name="note"),
    re_path(rf"{ACCOUNT}mark/$", accounts.mark, name="mark"),
    re_path(rf"{SEEN}$", as_member.home, name="as_member"),
    re_path(rf"{SEEN}bills/$", as_member.bill_list, name="as_member_bills"),
    re_path(rf"{SEEN}bills/(?P<bill>[0-9]{{10}})/$", as_member.bill, name="as_member_bill"),
]
