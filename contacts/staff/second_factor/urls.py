"""Addresses of the second step, of one's own account, and of a colleague's second factor."""

from django.urls import path

from contacts.staff.frame import proving
from contacts.staff.second_factor import account, password, resetting, step, turning_on

second_factor_urls = [
    path("sign-in/code/", step.second_step, {"way": step.CODE}, name="second-step"),
    path("sign-in/recovery/", step.second_step, {"way": step.RECOVERY}, name="second-step-recovery"),
    path("sign-in/second-factor/", turning_on.must_turn_on, name="sign-in-turn-on"),
    path("account/", account.account, name="account"),
    path("account/confirm/", proving.confirm, name="account-confirm"),
    path("account/password/", password.change, name="account-password"),
    path("account/second-factor/", turning_on.add, name="factor-add"),
    path("account/second-factor/off/", account.turn_off, name="factor-off"),
    path("account/second-factor/codes/", account.renew_codes, name="factor-codes"),
    path("account/second-factor/<row:pk>/remove/", account.remove_app, name="factor-remove"),
    path("users/<row:pk>/second-factor/", resetting.reset, name="factor-reset"),
]
