"""How passwords of people are stored."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane.

    Django's 100 MiB and eight lanes let twenty sign-ins at once claim 2 GiB; these are OWASP's minimum.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
