"""The addresses of the estates room. None holds a name."""

from django.urls import path, re_path

from hearthside.estates import desk, views

app_name = "estates"
_HERE = "life-events/death/"
_DESK = r"^desk/estates/(?P<reference>[0-9]{10})/"

urlpatterns = [
    path(_HERE, views.start, name="start"),
    path(f"{_HERE}you/", views.you, name="you"),
    path(f"{_HERE}check/", views.check, name="check"),
    path(f"{_HERE}received/", views.received, name="received"),
    path(f"{_HERE}papers/", views.papers, name="papers"),
    path("desk/estates/new/", desk.new, name="desk_new"),
    re_path(r"^desk/estates/new/(?P<number>[0-9]{10})/$", desk.new, name="desk_new_on"),
    re_path(rf"{_DESK}$", desk.notice_page, name="desk_notice"),
    re_path(rf"{_DESK}match/$", desk.match, name="desk_match"),
    re_path(rf"{_DESK}stop/$", desk.stop, name="desk_stop"),
    re_path(rf"{_DESK}check/$", desk.check, name="desk_check"),
    re_path(rf"{_DESK}second/(?P<answer>approve|reject)/$", desk.second, name="desk_second"),
    re_path(rf"{_DESK}task/(?P<pk>[0-9]{{1,18}})/$", desk.task, name="desk_task"),
    re_path(rf"{_DESK}contact/$", desk.contact, name="desk_contact"),
    re_path(rf"{_DESK}view/$", desk.view, name="desk_view"),
    re_path(rf"{_DESK}undo/$", desk.undo, name="desk_undo"),
    re_path(rf"{_DESK}undo/(?P<answer>approve|reject)/$", desk.undo_second, name="desk_undo_second"),
    re_path(rf"{_DESK}settle/$", desk.settle, name="desk_settle"),
]
