"""What the Compose file says, run as far as it can be without containers.

Its own commands and environments, with a real PostgreSQL, a server that speaks S3, pages and two
workers that all begin at once on an empty database.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.optional import need
from tests.studio import postgres

pytestmark = pytest.mark.exhaustive
NAME = "studio.example.org"


@pytest.fixture(scope="module")
def store():
    """The address of a server that speaks S3, with the bucket."""
    server = need("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    boto3 = need("boto3")
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="x",
    )  # fmt: skip
    client.create_bucket(Bucket="studio")
    client.close()
    yield f"http://{host}:{port}"
    server.stop()


class Machine:
    """Services of the Compose file as processes of this machine."""

    def __init__(self, folder, database, store):
        from tfstyle.studio.deploy.compose import compose

        self.folder, self.services = folder, compose()["services"]
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        url = need("sqlalchemy").make_url(database)
        self.here = {
            "HOME": str(folder / "home"), "MPLCONFIGDIR": str(folder / "tmp"),
            "PGHOST": url.query["host"], "PGUSER": url.username, "PGDATABASE": url.database,
            "PGPASSWORD": "none is asked for", "AWS_ENDPOINT_URL": store,
            "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
        }  # fmt: skip
        assert set(self.here) <= set(self.services["web"]["environment"])
        if options := url.query.get("options"):  # a schema in the place of a database
            self.here["PGOPTIONS"] = options
        (folder / "tmp").mkdir()
        self.url = database

    def environment(self):
        given = self.services["web"]["environment"]
        clean = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
        return clean | given | self.here

    def command(self, words):
        """Return a command of a container as one of this machine."""
        words = [re.sub(r"\b8600\b", str(self.port), word) for word in words]
        here = {"0.0.0.0": "127.0.0.1", "/studio": str(self.folder / "home")}
        words = [here.get(word, word) for word in words]
        program = {"tfstyle": [sys.executable, "-m", "tfstyle"], "python": [sys.executable]}
        words = [*program[words[0]], *words[1:]]
        # As behind a proxy.
        return [*words, "--https", "--allow-host", NAME] if "studio" in words else words

    def start(self, service, name):
        log = (self.folder / f"{name}.log").open("wb")
        with log:
            return subprocess.Popen(
                self.command(self.services[service]["command"]), env=self.environment(),
                stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip

    def run(self, *words, **options):
        return subprocess.run(
            self.command(words), env=self.environment(), capture_output=True, text=True,
            cwd=self.folder, timeout=120, **options,
        )  # fmt: skip

    def log(self, name):
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")


def until(condition, machine, processes, seconds=120):
    """Wait for something that the processes will bring about."""
    end = time.monotonic() + seconds
    while not condition():
        ended = [name for name, process in processes.items() if process.poll() is not None]
        assert not ended, machine.log(ended[0])
        assert time.monotonic() < end, "\n".join(map(machine.log, processes))
        time.sleep(0.2)


def test_a_studio_of_many_starts_works_and_ends(postgresql, store, tmp_path):
    for package in ("nicegui", "fastapi", "argon2", "alembic", "obstore", "httpx"):
        need(package)
    from tfstyle.studio.deploy import commands

    machine = Machine(tmp_path, postgres.new_database(postgresql), store)
    processes = {name: machine.start(name.rstrip("12"), name) for name in
                 ("web", "worker1", "worker2")}  # fmt: skip
    try:
        asks = machine.services["web"]["healthcheck"]["test"][1:]
        until(lambda: machine.run(*asks).returncode == 0, machine, processes)
        lines = commands.first_admin("Ada")
        done = machine.run(*lines, input="correct horse battery\n")
        assert done.returncode == 0 and "Ada" in done.stdout, done.stderr
        again = machine.run(*lines, input="correct horse battery\n")
        assert again.returncode == 1 and "Traceback" not in again.stderr
        enter(machine)
        saved = machine.run(
            "tfstyle", "studio-backup", "home/backup.tar", "--database", "postgresql://",
            "--storage", "s3://studio", "--overwrite",
        )  # fmt: skip
        assert saved.returncode == 0, saved.stderr
        a_worker_takes_a_job(machine, processes)
        for process in processes.values():
            process.send_signal(signal.SIGTERM)
        for name, process in processes.items():
            assert process.wait(60) in (0, -signal.SIGTERM), machine.log(name)
    finally:
        for process in processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
    for name in processes:
        assert "Traceback" not in machine.log(name), machine.log(name)
    # A read-only container has no other places than these.
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".log"} <= {"home", "tmp"}


def enter(machine):
    """Log in as a browser behind the proxy does."""
    from tfstyle.studio.routes.csrf import token_of

    headers = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1",
               "Accept": "text/html"}  # fmt: skip
    with need("httpx").Client(
        base_url=f"http://127.0.0.1:{machine.port}", headers=headers
    ) as browser:
        assert browser.get("/", headers={"Host": "evil.example.org"}).status_code == 403
        assert browser.get("/").headers["location"] == "/log-in"
        page = browser.get("/log-in")
        cookie = page.headers["set-cookie"]
        assert "Secure" in cookie and "HttpOnly" in cookie
        cookies = {"Cookie": cookie.split(";")[0]}
        secret = (machine.folder / "home/secret").read_bytes()
        token = token_of(secret, cookies["Cookie"].partition("=")[2])
        form = {"name": "Ada", "password": "correct horse battery", "csrf": token}
        entered = browser.post(
            "/log-in", data=form, headers={**cookies, "Origin": f"https://{NAME}"}
        )
        assert entered.headers.get("location") == "/", entered.text
        session = entered.headers["set-cookie"].split(";")[0]
        cookies = {"Cookie": f"{cookies['Cookie']}; {session}"}
        assert browser.get("/", headers=cookies).status_code == 200


def a_worker_takes_a_job(machine, processes):
    """Ask for what cannot be done; a worker says so in words."""
    from tfstyle.studio.database import open_database
    from tfstyle.studio.jobs import Jobs

    db = open_database(machine.url)
    try:
        with db.reading() as session:
            from tfstyle.studio.database.schema import User

            ada = session.scalars(
                need("sqlalchemy").select(User.id).where(User.name == "Ada")
            ).one()
        jobs = Jobs(db)
        job_id = jobs.add(ada, "train_style", {"name": "None"})
        until(lambda: jobs.get(job_id, ada).ended, machine, processes)
        job = jobs.get(job_id, ada)
        assert job.state == "failed" and job.attempts == 1 and job.message, job
        assert str(Path(machine.folder)) not in job.message
    finally:
        db.close()
