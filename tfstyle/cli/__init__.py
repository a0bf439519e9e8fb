"""The command line: one file a verb, and what happens when a verb fails.

A verb is a typed function in its own module that imports nothing heavy at the top. It raises
`tfstyle.errors` like any other code; only `main` turns them into a line and an exit code:
0 done, 1 the work failed, 2 wrong usage.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Callable

import typer

from tfstyle.cli import (
    advise,
    bench,
    compare,
    convert,
    distill,
    doctor,
    evaluate,
    export,
    generate,
    judge,
    provenance,
    recipe,
    remote_translate,
    report,
    serve,
    streams,
    studio,
    studio_backup,
    studio_school,
    studio_worker,
    terminal,
    train,
    translate,
    zoo,
)
from tfstyle.errors import TfstyleError

app = typer.Typer(
    name="tfstyle",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turn pictures into pictures: pretrained models, training and export.",
)


def _version(wanted: bool):
    if wanted:
        import tfstyle

        typer.echo(f"tfstyle {tfstyle.__version__}")
        raise typer.Exit()


@app.callback()
def _options(
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of a failure."),
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
):
    # `main` takes --debug out of the arguments, wherever it stands; here it has its help.
    pass


_VERBS: dict[str, Callable] = {
    "list": zoo.list_,
    "show": zoo.show,
    "download": zoo.download,
    "translate": translate.translate,
    "remote-translate": remote_translate.remote_translate,
    "generate": generate.generate,
    "judge": judge.judge,
    "advise": advise.advise,
    "provenance": provenance.provenance,
    "train": train.train,
    "distill": distill.distill,
    "recipe": recipe.recipe,
    "evaluate": evaluate.evaluate,
    "report": report.report,
    "compare": compare.compare,
    "export": export.export,
    "convert": convert.convert,
    "bench": bench.bench,
    "serve": serve.serve,
    "studio": studio.studio,
    "studio-backup": studio_backup.studio_backup,
    "studio-restore": studio_backup.studio_restore,
    "studio-admin": studio_school.studio_admin,
    "studio-deploy": studio_school.studio_deploy,
    "studio-worker": studio_worker.studio_worker,
    "doctor": doctor.doctor,
}
for _name, _verb in _VERBS.items():
    app.command(_name)(_verb)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the work failed, 2 wrong usage.

    Args:
        arguments: what follows the program's name; `sys.argv` if not given.
    """
    streams.never_refuse_a_letter()
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments
    # TensorFlow's start-up notes would bury the one line that matters.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3" if not debug else "0")
    with streams.lasting_streams():
        try:
            app(args=[a for a in arguments if a != "--debug"], prog_name="tfstyle")
        except TfstyleError as error:
            if debug:
                raise
            fail(str(error))
        except Exception as error:
            if debug:
                raise
            if isinstance(error, OSError) and (words := _of_the_system(error)):
                fail(words)
            if isinstance(error, ModuleNotFoundError) and (words := _of_the_installation(error)):
                fail(words)
            fail(f"{type(error).__name__}: {error} (this was not foreseen; --debug shows where)")


def _of_the_system(error: OSError) -> str | None:
    """Return what any verb may meet, in words that help."""
    if error.errno == errno.ENOSPC:
        where = error.filename or "where the printed lines or temporary files go"
        return f"The disk is full: {where}. Free some space and try again."
    if error.errno == errno.ENAMETOOLONG:
        return f"The name is too long for the file system: {error.filename}"
    if error.errno == errno.ENOENT:
        try:
            os.getcwd()
        except FileNotFoundError:
            return "The folder this was started in is gone. Change to one that is there."
    return None


# What a light installation leaves out, which translates with exported files alone.
_NOT_LIGHT = {"tensorflow", "keras", "h5py", "scipy", "tensorflow_datasets"}


def _of_the_installation(error: ModuleNotFoundError) -> str | None:
    """Return what is missing in an installation without TensorFlow, and what works without."""
    missing = (error.name or "").partition(".")[0]
    if missing not in _NOT_LIGHT:
        return None
    return (
        f"This needs TensorFlow and what comes along ({missing} is not installed): "
        "pip install tfstyle. Without it, `tfstyle translate` runs exported files, and presets "
        "whose export is in the cache."
    )


def fail(message: str) -> None:
    """Print one red line on stderr and exit with 1."""
    line = terminal.shown(" ".join(message.split()))
    with contextlib.suppress(OSError):  # the terminal was closed
        typer.secho(f"Error: {line}", fg="red", err=True)
    raise SystemExit(1)
