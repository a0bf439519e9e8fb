"""Runs scripts that use the JavaScript client, in Node."""

import json
import shutil
import subprocess

import pytest

from tests.commands import ROOT

MODULE = ROOT / "tfstyle" / "clients" / "tfstyle.mjs"
# `tell(value)` is what the test gets; `refused(promise)` the error of what has to fail.
_BEFORE = """
import { translate, models, RemoteError } from %s;
const tell = (value) => process.stdout.write(JSON.stringify(value) + "\\n");
const refused = (promise) => promise.then(
  (value) => { throw new Error(`it went well: ${JSON.stringify(value)}`); },
  (error) => ({ name: error.name, remote: error instanceof RemoteError, code: error.code,
                status: error.status, message: error.message }),
);
const bytes = (...values) => Uint8Array.from(values);
const url = process.argv[2];
"""


def need_node() -> str:
    """Return the program, or skip the test."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("there is no node to run the client with: apt-get install nodejs")
    told = subprocess.run([found, "--version"], capture_output=True, text=True, encoding="utf-8")
    if int(told.stdout.strip("v\n").partition(".")[0]) < 20:
        pytest.skip(f"node is {told.stdout.strip()}, and the client needs 20")
    return found


def run(script, *arguments, folder=None, env=None):
    """Return what a script told, a list; `url` is the first argument."""
    before = _BEFORE % json.dumps(MODULE.as_uri())
    done = subprocess.run(
        [need_node(), "--input-type=module", "-", *arguments], input=before + script, cwd=folder,
        capture_output=True, text=True, encoding="utf-8", timeout=60, env=env,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
