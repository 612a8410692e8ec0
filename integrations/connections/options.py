"""What an operator decides for every connection."""

from contacts.options.declaration import Option, declare

GROUP = "Connections"
HOSTS = declare(
    Option(
        name="connections.allowed_hosts",
        label="Own hosts that may be called",
        group=GROUP,
        default="",
        help="As host:port, separated by spaces. Others are called at public addresses, by https on port 443 only.",
    )
)
