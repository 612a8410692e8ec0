"""The hint that something waits in a table; losing it costs at most one poll."""

import time
from functools import cache

import redis
from django.conf import settings

WAKE_KEY = "crm:wake"
REDIS_POLL_SECONDS = 1


@cache
def _redis() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.3, socket_timeout=3)


def wake_drainers() -> None:
    """Make one idle drainer look at once. Without Redis drainers look every 100 ms by themselves."""
    hint(WAKE_KEY)


def wait_for_work() -> None:
    """Return when there may be something to do."""
    if settings.REDIS_URL:
        wait_for_hint(WAKE_KEY)
    else:
        time.sleep(settings.BACKGROUND_POLL.total_seconds())


def hint(key: str) -> None:
    """Leave a hint under ``key`` for whoever waits there; without Redis nobody does."""
    if not settings.REDIS_URL:
        return
    try:
        with _redis().pipeline(transaction=False) as pipe:
            pipe.lpush(key, 1)
            pipe.ltrim(key, 0, 7)
            pipe.expire(key, 60)
            pipe.execute()
    except redis.RedisError:
        pass  # the row is written; it is found at the next look


def wait_for_hint(key: str) -> bool:
    """Whether there was a hint in Redis within a second; it waits as long when Redis is away."""
    try:
        return _redis().brpop([key], timeout=REDIS_POLL_SECONDS) is not None
    except redis.RedisError:
        time.sleep(REDIS_POLL_SECONDS)
        return False
