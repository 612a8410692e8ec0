"""What an operator decides about accounts of customers."""

from contacts.options.declaration import Option, declare

MAC_SIGN_IN = declare(
    Option(
        name="access.mac_sign_in",
        label="Sign in by device address",
        help="Lets devices that customers enrolled use the WiFi without a password. A device address is no secret.",
        group="Signing in",
        default=False,
        kind="flag",
    )
)
