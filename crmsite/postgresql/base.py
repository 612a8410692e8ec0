"""Django loads this module by the name of ENGINE."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus, TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    def is_usable(self) -> bool:
        """Whether the connection still works, asked before the first statement of a request (CONN_HEALTH_CHECKS).

        A server that ended a connection has closed its socket, so there is something to read; only then is it asked.
        """
        return self._is_quiet() or super().is_usable()

    def _is_quiet(self) -> bool:
        if self.connection is None:
            return False
        link = self.connection.pgconn
        if (link.status, link.transaction_status) != (ConnStatus.OK, TransactionStatus.IDLE):
            return False
        poll = select.poll()
        poll.register(link.socket, select.POLLIN)
        return not poll.poll(0)
