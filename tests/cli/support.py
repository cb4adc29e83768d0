"""What the tests of the program share: running it, and stores to run it on."""

import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["SNAPROLL_PROGRAM"]
MAKE_STORE = os.environ["SNAPROLL_MAKE_STORE"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
NOBODY = 65534

# What no text of a file may bring to a terminal: control characters but the
# line end, C1, what turns or hides text.
STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


class Answer:
    """What a run of the program said."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def json(self):
        return json.loads(self.out)


class ProgramTest(unittest.TestCase):
    """Each test has a directory of its own, in memory, and works in it."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix="snaproll-cli-", dir="/dev/shm"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def make(self, what, name="runs.db", *more):
        subprocess.run([MAKE_STORE, what, name, *more], cwd=self.folder,
                       check=True)
        return self.folder / name

    def run_it(self, *arguments, given=None, environment=None, user=None,
               folder=None):
        done = subprocess.run(
            [PROGRAM, *map(str, arguments)], cwd=folder or self.folder,
            input=given, capture_output=True, text=True,
            env={**os.environ, **(environment or {})},
            preexec_fn=drop_to_nobody if user == NOBODY else None)
        return Answer(done)

    def ok(self, *arguments, **more):
        answer = self.run_it(*arguments, **more)
        self.assertEqual((answer.code, answer.err), (0, ""))
        return answer

    def fails(self, code, *arguments, **more):
        """The standard error of a run that fails with `code`."""
        answer = self.run_it(*arguments, **more)
        self.assertEqual(answer.code, code, answer.err)
        self.assertEqual(answer.out, "")
        self.assertTrue(answer.err.startswith("snaproll: "), answer.err)
        return answer.err

    def files(self):
        return {path.name: path.read_bytes()
                for path in self.folder.iterdir() if path.is_file()}

    def unchanged(self, *arguments, code=0, **more):
        """Runs it, and finds every file as it was, and no other."""
        before = self.files()
        answer = self.run_it(*arguments, **more)
        self.assertEqual(answer.code, code, answer.err)
        after = self.files()
        self.assertEqual(sorted(after), sorted(before))
        self.assertEqual(after, before)
        return answer

    def on_terminal(self, *arguments, typed="", environment=None,
                    meanwhile=None):
        """Runs it on a terminal of its own: (code, all that it showed).
        `meanwhile` is done before it is answered."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.environ.update({"TERM": "xterm", "NO_COLOR": ""})
            os.environ.update(environment or {})
            os.execv(PROGRAM, [PROGRAM, *map(str, arguments)])
        shown = b""
        if typed:
            while b"[y/N]" not in shown:
                shown += os.read(terminal, 4096)
            if meanwhile:
                meanwhile()
            os.write(terminal, typed.encode())
        shown = shown.decode() + read_all(terminal)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status), shown


def read_all(terminal):
    """All that is shown until the other side is closed."""
    shown = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:  # EIO
            more = b""
        if not more:
            os.close(terminal)
            return shown.decode()
        shown += more


def drop_to_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    assert os.geteuid() == NOBODY and os.getegid() == NOBODY


def main():
    unittest.main(verbosity=1)
