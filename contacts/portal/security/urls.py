"""Addresses of what keeps an account one's own."""

from django.urls import URLPattern

from contacts.portal.frame.access import Who, page
from contacts.portal.security import confirming, overview, passkeys, passwords, sessions

security_urls: list[URLPattern] = [
    page("security/", overview.security, name="security"),
    page("security/password/", passwords.new_password, name="new-password", who=Who.HALFWAY),
    page("security/sessions/", sessions.list_sessions, name="sessions"),
    page("security/sessions/<int:session>/end/", sessions.end_session, name="end-session"),
    page("security/sessions/end-others/", sessions.end_others, name="end-others"),
    page("security/passkeys/", passkeys.list_passkeys, name="passkeys"),
    page("security/passkeys/add/", passkeys.add_passkey, name="add-passkey", who=Who.FRESH),
    page("security/passkeys/begin/", passkeys.begin_passkey, name="begin-passkey", who=Who.FRESH),
    page("security/passkeys/<int:passkey>/rename/", passkeys.rename_passkey, name="rename-passkey"),
    page("security/passkeys/<int:passkey>/remove/", passkeys.remove_passkey, name="remove-passkey", who=Who.FRESH),
    page("confirm/", confirming.confirm, name="confirm"),
    page("confirm/code/send/", confirming.send_code, name="confirm-send"),
    page("confirm/code/", confirming.confirm_code, name="confirm-code"),
    page("confirm/passkey/", confirming.confirm_passkey, name="confirm-passkey"),
    page("sign-out/", sessions.sign_out, name="sign-out", who=Who.EVERYONE),
]
