"""Nothing in a name reaches the terminal as a command, and closed streams end no work."""

import logging
import os
import subprocess
import sys

import pytest

from tfstyle import cli
from tfstyle.cli import streams
from tfstyle.cli.terminal import bar_title, say, shown


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo é 写真.png", "photo é 写真.png"),
        ("a\x1b]0;title\x07.png", r"a\x1b]0;title\x07.png"),
        ("a\x9b31m\r\nb", r"a\x9b31m\r\nb"),
        ("evil\u202egnp.exe", r"evil\u202egnp.exe"),
        (os.fsdecode(b"caf\xe9.png"), r"caf\xe9.png"),
        ("\x7f\u200b", r"\x7f\u200b"),
    ],
)
def test_what_does_not_print_is_escaped(name, safe, capsys):
    assert shown(name) == safe
    say(f"about {name}")
    assert capsys.readouterr().out == f"about {safe}\n"
    with pytest.raises(SystemExit):
        cli.fail(f"about {name.strip()}")
    assert not set("\x1b\x07\x9b\u202e") & set(capsys.readouterr().err)


def test_a_progress_bar_takes_a_name_as_it_is():
    from rich.text import Text

    for name in ("[red]a[/].png", "[/]", "\\[b]"):
        assert Text.from_markup(bar_title(name)).plain == name


def piped(code):
    """Run code with a stdout whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    os.close(writer)
    return done


def test_a_reader_that_goes_ends_nothing():
    done = piped(
        "import sys\n"
        "from tfstyle.cli import streams\n"
        "with streams.lasting_streams():\n"
        "    for _ in range(9):\n"
        "        print('x' * 9999, flush=True)\n"
        "    print('the work is done', file=sys.stderr)\n"
    )
    assert (done.returncode, done.stderr) == (0, "the work is done\n")


def test_a_command_whose_reader_goes_says_nothing():
    done = piped("from tfstyle.cli import main; main(['list'])")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_lines_that_find_no_room_are_an_error_in_words():
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from tfstyle.cli import main; main(['list'])"], stdout=full,
            stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
    assert done.returncode == 1 and done.stderr.startswith("Error: The disk is full: where the")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_closed_streams_are_no_error(closed, tmp_path):
    # Whatever is opened first must not get the number of a stream.
    code = (
        "from tfstyle.cli import streams; import os, sys\n"
        "with streams.lasting_streams():\n"
        "    file = open(sys.argv[1], 'w', encoding='utf-8')\n"
        "    print('out'); print('err', file=sys.stderr)\n"
        "    os.write(1, b'native'); os.write(2, b'native')\n"
        "    assert file.fileno() > 2\n"
    )
    file = tmp_path / "file"
    done = subprocess.run(
        ["sh", "-c", f'"$0" -c "$1" "$2" {closed}', sys.executable, code, str(file)], check=False,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0 and file.read_bytes() == b""
    assert b"Traceback" not in done.stdout + done.stderr


def test_what_the_library_warns_of_is_printed_once_and_harmless(capsys):
    with streams.lasting_streams():
        logging.getLogger("tfstyle").warning("skipped %s", "a\x1b[2J.png")
    assert capsys.readouterr().err == "skipped a\\x1b[2J.png\n"
