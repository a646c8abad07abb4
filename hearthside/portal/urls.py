"""The portal's own addresses."""

from django.urls import path

from hearthside.details import views as details
from hearthside.helpcenter.about import views as about
from hearthside.portal.views import account, activation, health, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("official/", public.official, name="official"),
    path("pay/phone/", public.pay_by_phone, name="pay_by_phone"),
    path("pay/mail/", public.pay_by_mail, name="pay_by_mail"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("activate/", activation.bill, name="activate"),
    path("activate/code/", activation.code, name="activate_code"),
    path("activate/code/new/", activation.new_code, name="activate_new_code"),
    path("activate/password/", activation.password, name="activate_password"),
    path("account/", account.home, name="account"),
    path("account/switch/", account.switch, name="switch"),
    path("account/details/", details.details, name="details"),
    path("account/details/<slug:what>/", details.change, name="change"),
]
machine = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
