"""The addresses of the help center. They hold message numbers, and nothing that means more."""

from django.urls import path, re_path

from hearthside.helpcenter.checking import contact_log, desk, views

app_name = "helpcenter"
NUMBER = r"(?P<number>[0-9]{10})"

urlpatterns = [
    path("official/check-a-bill/", views.check_bill, name="check_bill"),
    path("official/check-a-message/", views.check_message, name="check_message"),
    path("account/contact-log/", contact_log.everything, name="contact_log"),
    re_path(rf"^account/contact-log/{NUMBER}/$", contact_log.contact, name="contact"),
    re_path(rf"^account/contact-log/{NUMBER}\.pdf$", contact_log.letter_pdf, name="contact_pdf"),
    path("desk/mail/returned/", desk.returned, name="desk_returned"),
    re_path(r"^desk/mail/write/(?P<account>[0-9]{10})/$", desk.write, name="desk_write"),
    re_path(rf"^desk/mail/{NUMBER}/$", desk.message, name="desk_message"),
    re_path(rf"^desk/mail/{NUMBER}\.pdf$", desk.letter_pdf, name="desk_letter_pdf"),
]
