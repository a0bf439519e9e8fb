"""Where a file may be fetched from: http and https, of hosts that everyone can reach.

The address stands in a preset's `config.json`, which may come from a stranger, and a server may
answer with another one. Neither may make this computer read its own files, or ask its own services
or those of its network. Hosts of the local network that may be asked, a mirror's, are named in
`TFSTYLE_LOCAL_HOSTS`, separated by commas.
"""

import http.client
import ipaddress
import os
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from tfstyle.errors import OfflineError

_SCHEMES = ("https", "http")


def open_url(url: str, timeout: float):
    """Return the answer of a server, to read from; redirects are followed where they may lead.

    Raises:
        OfflineError: the address is not one to fetch from.
        OSError, http.client.HTTPException: the server cannot be reached, or says no.
    """
    check_address(url)
    opener = urllib.request.OpenerDirector()  # without those for files, FTP and data
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.UnknownHandler(), _HTTP(), _HTTPS(),
        urllib.request.HTTPDefaultErrorHandler(), _Redirects(), urllib.request.HTTPErrorProcessor(),
    ):  # fmt: skip
        opener.add_handler(handler)
    try:
        return opener.open(url, timeout=timeout)
    except urllib.error.URLError as error:
        if isinstance(error.reason, OfflineError):
            raise error.reason from None
        raise


def check_address(url: str) -> str:
    """Return the host of an address of http or https.

    Raises:
        OfflineError: it is another, or a literal address of this computer or its network.
    """
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname, parts.scheme
    except ValueError:
        host, scheme = None, ""
    if scheme not in _SCHEMES or not host:
        raise OfflineError(f"Cannot fetch {url}: only {' and '.join(_SCHEMES)} are known.")
    if not _may_be_asked(host) and (host == "localhost" or not _is_public(host, unknown=True)):
        raise OfflineError(_refused(host))
    return host


def _may_be_asked(host: str) -> bool:
    named = os.environ.get("TFSTYLE_LOCAL_HOSTS", "").split(",")
    return host in [name.strip().lower() for name in named]


def _is_public(address: str, unknown: bool) -> bool:
    """Return whether an IP address is one of the whole internet; `unknown` if it is a name."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return unknown
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_global and not found.is_multicast


def _refused(host: str) -> str:
    return (
        f"{host} is this computer or one of its own network, where nothing is fetched from. "
        f"TFSTYLE_LOCAL_HOSTS={host} allows it."
    )


class _Guarded:
    """Mixin of a connection that is made with public addresses alone.

    The host is looked up before it is asked, and the address of who answers is looked at, too: a
    name may lead to another one the second time.
    """

    def connect(self):
        """Connect, unless it would be to this computer or its network."""
        if self._tunnel_host or _may_be_asked(self.host):  # a proxy looks names up itself
            return super().connect()
        for *_, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            self._check(address)
        super().connect()
        try:
            self._check(self.sock.getpeername())
        except OfflineError:
            self.close()
            raise

    def _check(self, address):
        if not _is_public(address[0], unknown=False):
            raise OfflineError(_refused(self.host))


class _GuardedHTTP(_Guarded, http.client.HTTPConnection):
    """http to a public address."""


class _GuardedHTTPS(_Guarded, http.client.HTTPSConnection):
    """https to a public address."""


class _HTTP(urllib.request.HTTPHandler):
    def http_open(self, request):
        kind = http.client.HTTPConnection if request.has_proxy() else _GuardedHTTP
        return self.do_open(kind, request)


class _HTTPS(urllib.request.HTTPSHandler):
    def https_open(self, request):
        return self.do_open(_GuardedHTTPS, request)


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, file, code, message, headers, url):
        check_address(url)
        if request.type == "https" and not url.startswith("https:"):
            raise OfflineError(f"{request.full_url} leads to {url}, which is not secured.")
        return super().redirect_request(request, file, code, message, headers, url)
