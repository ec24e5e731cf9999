"""One process that answers requests: `python -m gangmu.config.pages SOCKET THREADS`, started by `gangmu serve`.

Waitress reads bodies beside the threads, so that who sends slowly holds a connection and nothing else. What is added
here bounds how much and how slowly anybody may send, and ends a process that stands still: `serve` starts another.
"""

from __future__ import annotations

import copy
import faulthandler
import logging
import resource
import signal
import socket
import sys
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections
from django.http import parse_cookie
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import RequestEntityTooLarge

from gangmu.config.children import end_with_parent

MB = 1024 * 1024
SIGNED_IN_BODY = 64 * MB  # a file of 50 MB and what goes with it; between the two, a page tells the limit in words
ANONYMOUS_BODY = MB  # from who has no session: the forms of the sign-in page
HEADER_BYTES = 64 * 1024
REQUEST_WITHIN = 30.0  # seconds for a request to come in, and
BODY_RATE = 16 * 1024  # bytes of body that buy another second
IDLE_SECONDS = 60  # that a connection is kept without a request
CONNECTIONS = 1000
ANSWER_WITHIN = 300.0  # seconds of work for one request; the longest honest one takes half a minute
STANDSTILL = 60  # seconds without a turn of the loop, as when one computation keeps the whole interpreter
LOOK_AFTER = 5  # seconds between two looks at all of this

log = logging.getLogger(__name__)


class TooLarge(RequestEntityTooLarge):  # type: ignore[misc]
    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        told = (
            "发送的内容太大，没有接收。单个文件最大 50 MB；登录之前只能发送表单。\n"
            "Too large, not received: files may have 50 MB; before signing in, only forms may be sent.\n"
        )
        return f"{self.code} {self.reason}", [("Content-Type", "text/plain; charset=utf-8")], told.encode()


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Knows from the head of a request how large its body may be; nothing of a refused one is kept."""

    adj: Adjustments
    error: Any

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        large = self.chunked or self.content_length >= ANONYMOUS_BODY
        if large and not signed_in(self.headers.get("COOKIE", "")):
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = ANONYMOUS_BODY

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.error, self.expect_continue = TooLarge(""), False
            self.close()
        return consumed


def signed_in(cookies: str) -> bool:
    """Whether these cookies name a session of somebody; asked for large bodies only, for it asks the database.

    Yes while the database is away: then the page that is asked for says so.
    """
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    try:
        return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)
    except DatabaseError:
        return True
    finally:
        close_old_connections()


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection, closed when the request on it does not come in in time."""

    parser_class = Parser
    began: float | None = None  # when the request that is not here as a whole began to arrive
    served: float | None = None  # since when a thread works on an answer

    def received(self, data: bytes) -> bool:
        more: bool = super().received(data)
        if self.request is None:
            self.began = None
        elif self.began is None:
            self.began = time.monotonic()
        return more

    def late(self, now: float) -> bool:
        request = self.request
        if request is None or self.began is None or self.requests:
            return False
        return bool(now - self.began > REQUEST_WITHIN + request.body_bytes_received / BODY_RATE)

    def service(self) -> None:
        self.served = time.monotonic()
        try:
            super().service()
        finally:
            self.served = None


class Server(TcpWSGIServer):  # type: ignore[misc]
    channel_class = Channel

    def maintenance(self, now: float) -> None:
        """Close what idles or is late. Renew the alarm at which the kernel ends this process, unless an answer takes
        too long: where it stands is written to the log, and the others go on in another process."""
        super().maintenance(now)
        clock = time.monotonic()
        for channel in list(self.active_channels.values()):
            if channel.late(clock):
                channel.will_close = True
        if not any(one.served and clock - one.served > ANSWER_WITHIN for one in list(self.active_channels.values())):
            signal.alarm(STANDSTILL)


def main(descriptor: int, threads: int) -> None:
    end_with_parent()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a connection may take three
    listening = socket.socket(fileno=descriptor)
    application = get_wsgi_application()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # requests that wait for a thread are no news
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    faulthandler.register(signal.SIGALRM, chain=True)  # tells where every thread stands, then ends the process
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    address = (listening.family, listening.type, listening.proto, listening.getsockname())
    Server(
        application, _sock=listening, bind_socket=False, sockinfo=address, dispatcher=dispatcher, adj=adjustments()
    ).run()


def adjustments() -> Adjustments:
    return Adjustments(
        ident=None,
        clear_untrusted_proxy_headers=False,  # Django believes them only as far as the settings say
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=LOOK_AFTER,
        max_request_header_size=HEADER_BYTES,
        max_request_body_size=SIGNED_IN_BODY,
        channel_request_lookahead=0,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
