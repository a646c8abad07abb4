"""The addresses of the phone room."""

from django.urls import path, re_path

from hearthside.phone import desk, views

app_name = "phone"
CALL = r"^desk/phone/calls/(?P<reference>[0-9]{10})"
PROMISED = r"^desk/phone/call-backs/(?P<reference>[0-9]{10})"

urlpatterns = [
    path("pay/phone/call-back/", views.call_back, name="call_back"),
    path("pay/phone/call-back/asked/", views.call_back_asked, name="call_back_asked"),
    path("pay/link/<str:token>/", views.link, name="link"),
    path("desk/phone/", desk.desk, name="desk"),
    re_path(rf"{CALL}/$", desk.call, name="call"),
    re_path(rf"{CALL}/check/$", desk.check, name="check"),
    re_path(rf"{CALL}/keypad/$", desk.keypad, name="keypad"),
    re_path(rf"{CALL}/charge/$", desk.charge, name="charge"),
    re_path(rf"{CALL}/link/$", desk.send_link, name="send_link"),
    re_path(rf"{CALL}/call-back/$", desk.promise, name="promise"),
    re_path(rf"{CALL}/close/$", desk.close, name="close"),
    path("desk/phone/call-backs/", desk.call_backs, name="call_backs"),
    re_path(rf"{PROMISED}/$", desk.call_back_one, name="call_back_one"),
    re_path(rf"{PROMISED}/move/$", desk.call_back_move, name="call_back_move"),
]
