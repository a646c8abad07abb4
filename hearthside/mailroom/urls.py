"""The one address of this room: what the text provider calls."""

from django.urls import path

from hearthside.mailroom import views

app_name = "mailroom"
urlpatterns = [path("webhooks/texts/", views.text_came_in, name="text_came_in")]
