"""Who each address of this room is for. portal/doors.py gathers these; an address left out fails a test."""

_PUBLIC = (
    "account_login", "account_request_login_code", "account_confirm_login_code", "mfa_login_webauthn",
    "mfa_authenticate", "mfa_trust", "account_inactive", "account_email_verification_sent",
    "account_reset_password", "account_confirm_password_reset_code", "account_complete_password_reset",
    "account_password_reset_completed", "account_signup", "account_logout",
    "identity:demo_sign_in",
)  # fmt: skip
_SIGNED_IN = (
    "mfa_index", "account_email", "account_change_password", "account_set_password", "account_reauthenticate",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "usersessions_list",
)  # fmt: skip

DOORS = {**dict.fromkeys(_PUBLIC, "public"), **dict.fromkeys(_SIGNED_IN, "member")}
