"""Limits by pseudonym: what one phone may add to releases in a day (P1, P9).

Nothing is refused and nothing answers differently: a report beyond the limit is case work, marked inside the
sealed part. With Redis down intake goes on without the mark.
"""

from __future__ import annotations

import redis

from app.deployment import Deployment
from sms import identity
from sms.message import Inbound

DAILY = 3
"""Reports a phone and day that releases count: more only multiply one person's weight."""

DAY_SECONDS = 26 * 3600


def is_beyond_daily(here: Deployment, inbound: Inbound) -> bool:
    """Whether this sender has had a day's worth of countable reports already; counts this one."""
    day = here.clock().date().isoformat()
    try:
        pseudonym = identity.inbound_to_pseudonym(inbound, here.memory.epoch_key("daily", day))
        if pseudonym is None:
            return False
        name = f"daily:{pseudonym}"
        with here.memory.client.pipeline() as pipe:
            pipe.incr(name)
            pipe.expire(name, DAY_SECONDS)
            count, _ = pipe.execute()
    except redis.RedisError:
        return False
    return int(count) > DAILY
