"""The addresses of this room."""

from django.urls import path, re_path

from hearthside.recovery import desk, views

app_name = "recovery"
REQUEST = r"^desk/recovery/(?P<reference>[0-9]{10})"

urlpatterns = [
    path("sign-in/help/", views.help_page, name="help"),
    path("sign-in/help/choose/", views.choose, name="choose"),
    path("sign-in/help/code/", views.code, name="code"),
    path("sign-in/help/code/new/", views.new_code, name="new_code"),
    path("sign-in/help/letter/", views.letter, name="letter"),
    path("sign-in/help/asked/", views.asked, name="asked"),
    path("sign-in/help/stop/", views.stop, name="stop"),
    path("sign-in/help/sign-out/", views.sign_out_all, name="sign_out_all"),
    path("sign-in/help/prove/<slug:what>/", views.prove, name="prove"),
    path("sign-in/help/<slug:what>/", views.what_happened, name="what"),
    path("desk/recovery/", desk.recoveries, name="desk_list"),
    re_path(r"^desk/recovery/new/(?P<number>[0-9]{10})/$", desk.new, name="desk_new"),
    re_path(rf"{REQUEST}/$", desk.one, name="desk_one"),
    re_path(rf"{REQUEST}/move/$", desk.move, name="desk_move"),
]
