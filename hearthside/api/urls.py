"""Addresses for machines: no language prefix, no session."""

from django.urls import path

from hearthside.api import webhooks
from hearthside.api.voice import views as voice

app_name = "api"

urlpatterns = [
    path("webhooks/stripe/", webhooks.stripe, name="stripe_webhook"),
    path("voice/answer/", voice.answer, name="voice_answer"),
    path("voice/step/<int:number>/", voice.step, name="voice_step"),
    path("voice/status/", voice.status, name="voice_status"),
]
