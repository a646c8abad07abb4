"""Signing in, under our addresses. Names without a room are allauth's own: it looks them up."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from hearthside.identity import views

ours = [
    path("demo/sign-in/<str:token>/", views.demo_sign_in, name="demo_sign_in"),
]

urlpatterns = [
    path("", include((ours, "identity"))),
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-step/", views.second_step, name="mfa_authenticate"),
    path("sign-in/this-device/", mfa.trust, name="mfa_trust"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    path("sign-in/password/", account.password_reset, name="account_reset_password"),
    path(
        "sign-in/password/code/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path("sign-in/password/new/", account.complete_password_reset, name="account_complete_password_reset"),
    path(
        "sign-in/password/done/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("sign-up/", views.make_account, name="account_signup"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/security/", mfa.index, name="mfa_index"),
    path("account/security/email/", account.email, name="account_email"),
    path("account/security/password/", account.password_change, name="account_change_password"),
    path("account/security/password/first/", account.password_set, name="account_set_password"),
    path("account/security/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/security/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/security/confirm/passkey/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/security/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/security/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/security/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/security/recovery-codes/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/security/recovery-codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/security/passkeys/", login_required(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("account/security/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("account/security/passkeys/<int:pk>/name/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/security/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/security/devices/", usersessions.list_usersessions, name="usersessions_list"),
]
