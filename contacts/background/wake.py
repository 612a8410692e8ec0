"""The hint that a job waits; losing it costs at most one poll."""

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
    if not settings.REDIS_URL:
        return
    try:
        with _redis().pipeline(transaction=False) as pipe:
            pipe.lpush(WAKE_KEY, 1)
            pipe.ltrim(WAKE_KEY, 0, 7)
            pipe.expire(WAKE_KEY, 60)
            pipe.execute()
    except redis.RedisError:
        pass  # the row is written; a drainer finds it at its next look


def wait_for_work() -> None:
    """Return when there may be something to do."""
    if not settings.REDIS_URL:
        time.sleep(settings.BACKGROUND_POLL.total_seconds())
        return
    try:
        _redis().brpop([WAKE_KEY], timeout=REDIS_POLL_SECONDS)
    except redis.RedisError:
        time.sleep(REDIS_POLL_SECONDS)
