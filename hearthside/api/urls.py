"""Addresses for machines: no language prefix, no session."""

from django.urls import path

from hearthside.api import webhooks

app_name = "api"

urlpatterns = [path("webhooks/stripe/", webhooks.stripe, name="stripe_webhook")]
