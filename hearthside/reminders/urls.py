"""The addresses of the reminders room. They hold account and reminder numbers, no more."""

from django.urls import path, re_path

from hearthside.reminders import desk, views

app_name = "reminders"
NUMBER = r"(?P<number>[0-9]{10})"

urlpatterns = [
    path("account/reminders/", views.reminders, name="reminders"),
    re_path(rf"^desk/reminders/{NUMBER}/$", desk.account, name="desk"),
    re_path(rf"^desk/reminders/{NUMBER}/pause/$", desk.pause, name="desk_pause"),
    re_path(rf"^desk/reminders/{NUMBER}/go-on/$", desk.end_pause, name="desk_end_pause"),
    re_path(r"^desk/reminders/again/(?P<reference>[0-9]{10})/$", desk.try_again, name="desk_try_again"),
]
