"""The addresses of the help center. They hold message numbers, and nothing that means more."""

from django.urls import path, re_path

from hearthside.helpcenter import desk as feedback
from hearthside.helpcenter import views
from hearthside.helpcenter.about import views as about
from hearthside.helpcenter.checking import contact_log, desk
from hearthside.helpcenter.checking import views as checking
from hearthside.helpcenter.searching.urls import patterns as searching

app_name = "helpcenter"
NUMBER = r"(?P<number>[0-9]{10})"

urlpatterns = [
    path("official/check-a-bill/", checking.check_bill, name="check_bill"),
    path("official/check-a-message/", checking.check_message, name="check_message"),
    path("account/contact-log/", contact_log.everything, name="contact_log"),
    re_path(rf"^account/contact-log/{NUMBER}/$", contact_log.contact, name="contact"),
    re_path(rf"^account/contact-log/{NUMBER}\.pdf$", contact_log.letter_pdf, name="contact_pdf"),
    path("desk/mail/returned/", desk.returned, name="desk_returned"),
    re_path(r"^desk/mail/write/(?P<account>[0-9]{10})/$", desk.write, name="desk_write"),
    re_path(rf"^desk/mail/{NUMBER}/$", desk.message, name="desk_message"),
    re_path(rf"^desk/mail/{NUMBER}\.pdf$", desk.letter_pdf, name="desk_letter_pdf"),
    path("desk/help/words/<int:pk>/", feedback.words, name="desk_words"),
    path("desk/help/", feedback.overview, name="desk_help"),
    path("rights/", about.rights, name="rights"),
    path("language-help/", about.language_help, name="language_help"),
    path("help/", views.index, name="index"),
    *searching,
    path("help/<slug:slug>/useful/", views.useful, name="useful"),
    path("help/<slug:slug>/", views.topic, name="topic"),
]
