"""Which form of ours stands for which of allauth's: read by the settings, so it imports nothing."""

FORMS = "portal.people.entrance.forms"
ACCOUNT_FORMS = {
    "login": f"{FORMS}.LoginForm",
    "signup": f"{FORMS}.SignupForm",
    "reset_password": f"{FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{FORMS}.ResetPasswordKeyForm",
    "change_password": f"{FORMS}.ChangePasswordForm",
    "set_password": f"{FORMS}.SetPasswordForm",
    "add_email": f"{FORMS}.AddEmailForm",
    "reauthenticate": f"{FORMS}.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": f"{FORMS}.AuthenticateForm",
    "reauthenticate": f"{FORMS}.FactorReauthenticateForm",
    "activate_totp": f"{FORMS}.ActivateTOTPForm",
    "deactivate_totp": f"{FORMS}.DeactivateTOTPForm",
    "add_webauthn": f"{FORMS}.AddWebAuthnForm",
    "edit_webauthn": f"{FORMS}.EditWebAuthnForm",
    "generate_recovery_codes": f"{FORMS}.GenerateRecoveryCodesForm",
}
