"""How web and workers are started, wherever that is.

No password is on a command line, where every process of a machine reads it: libpq takes the
database's from `PGHOST`, `PGUSER`, `PGPASSWORD` and their like, the object store's client takes
`AWS_ACCESS_KEY_ID` and its like.
"""

PORT = 8600
USER = 1000
HOME = "/studio"  # runs, presets and the secret that signs forms: one volume for all
BUCKET = "studio"
IMAGE = "tfstyle-studio"
HEALTH = "/healthz"

_STORES = ["--home", HOME, "--database", "postgresql://", "--storage", f"s3://{BUCKET}"]

# CPUs and GiB of memory, asked for and at most.
WEB = {"cpus": (1, 2), "memory": (2, 4)}
WORKER = {"cpus": (2, 4), "memory": (4, 8)}

# The root is read-only; what libraries keep between starts goes to the volume or to /tmp.
ENVIRONMENT = {
    "HOME": HOME, "MPLCONFIGDIR": "/tmp/matplotlib", "PYTHONUNBUFFERED": "1",
    # A proxy's word of a browser's address is taken, if it is in the same network: without it all
    # browsers share one address, and who guesses passwords keeps everybody out.
    "FORWARDED_ALLOW_IPS": "127.0.0.1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16",
}  # fmt: skip


def web(*more: str) -> list[str]:
    """Return the command line of the web server."""
    start = ["tfstyle", "studio", "--host", "0.0.0.0", "--port", str(PORT), "--accounts"]
    return [*start, "--no-worker", "--no-browser", *_STORES, *more]


def worker() -> list[str]:
    """Return the command line of a worker."""
    return ["tfstyle", "studio-worker", *_STORES]


def first_admin(name: str) -> list[str]:
    """Return the command line that makes the first admin; it asks for the password."""
    return ["tfstyle", "studio-admin", name, "--database", "postgresql://"]


def health_command() -> list[str]:
    """Return what asks the web server on the same machine, which has Python but perhaps no curl."""
    code = f"urllib.request.urlopen('http://127.0.0.1:{PORT}{HEALTH}', timeout=4)"
    return ["python", "-c", f"import urllib.request; {code}"]
