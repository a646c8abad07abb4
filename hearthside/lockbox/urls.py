"""The addresses of the lockbox room. They hold our references and nothing that means more."""

from django.urls import path, re_path

from hearthside.lockbox import desk

app_name = "lockbox"
BATCH = r"^desk/lockbox/(?P<reference>[0-9]{10})/"

urlpatterns = [
    path("desk/lockbox/", desk.batches, name="batches"),
    path("desk/lockbox/unmatched/", desk.unmatched, name="unmatched"),
    path("desk/lockbox/letters/", desk.letters, name="letters"),
    re_path(r"^desk/lockbox/letters/(?P<reference>[0-9]{10})/done/$", desk.letter_done, name="letter_done"),
    path("desk/lockbox/key/", desk.open_keyed, name="open_keyed"),
    re_path(r"^desk/lockbox/key/(?P<reference>[0-9]{10})/$", desk.keying, name="keying"),
    re_path(r"^desk/lockbox/key/(?P<reference>[0-9]{10})/strike/$", desk.strike, name="strike"),
    re_path(r"^desk/lockbox/key/(?P<reference>[0-9]{10})/close/$", desk.close_keyed, name="close_keyed"),
    re_path(rf"{BATCH}$", desk.batch, name="batch"),
    re_path(rf"{BATCH}review/$", desk.review, name="review"),
    re_path(rf"{BATCH}(?P<ordinal>[0-9]{{1,9}})/$", desk.item, name="item"),
]
