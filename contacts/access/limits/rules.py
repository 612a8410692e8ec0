"""The numbers. A rule is so many in a window that begins with the first; whom it counts is told at its use."""

import ipaddress

from msgspec import Struct

MINUTE, HOUR, DAY = 60, 3_600, 86_400


class Rule(Struct, frozen=True):
    """At most ``most`` in ``seconds``."""

    name: str
    most: int
    seconds: int


# Failed sign-ins of one network address, with passwords and codes alike; a success is given back.
IP_FAILURES = Rule("ip_failures", 30, 10 * MINUTE)
IP_FAILURES_DAY = Rule("ip_failures_day", 300, DAY)
IP_ACCOUNTS = Rule("ip_accounts", 20, HOUR)  # different ones
IP_ACCOUNT = Rule("ip_account", 2**31 - 1, HOUR)  # remembers which ones they were

# Wrong passwords at one name of the desk; a browser known to it is counted apart.
DESK_NAME = Rule("desk_name", 5, 15 * MINUTE)

# Wrong second factors at the desk: after one right password, and of one user; a browser known to it is counted apart.
FACTOR_CHALLENGE = Rule("factor_challenge", 5, 15 * MINUTE)
FACTOR_DAY = Rule("factor_day", 20, DAY)

# Wrong codes at one account over all its codes; a known device of it is counted apart.
CODES_DAY = Rule("codes_day", 20, DAY)

# Mails and messages that strangers can make the product send.
SEND_IP = Rule("send_ip", 20, HOUR)
SEND_PREFIX = Rule("send_prefix", 100, HOUR)
SEND_MINUTE = Rule("send_minute", 1, MINUTE)
SEND_HOUR = Rule("send_hour", 5, HOUR)
SEND_DAY = Rule("send_day", 10, DAY)
SMS_DAY = "sms_day"  # the whole installation; how many is an option

RESET_ACCOUNT = Rule("reset_account", 3, HOUR)
RESET_IP = Rule("reset_ip", 10, HOUR)
REGISTER_IP = Rule("register_ip", 60, HOUR)
LOOKUP_IP = Rule("lookup_ip", 10, HOUR)

# Passwords at one account: what is free, then locks of so many seconds after each further failure.
FREE_TRIES, FREE_WINDOW = 5, 15 * MINUTE
LOCKS = (1 * MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 15 * MINUTE)
LOCKS_FORGOTTEN = 12 * HOUR
MOST_IN_A_ROW = 100  # then only a reset helps


def network(ip: str) -> str:
    """Whom an address is counted as: itself, or the /64 that a household or a phone has of IPv6."""
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return "unknown"  # a socket without an address: all of these together
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
