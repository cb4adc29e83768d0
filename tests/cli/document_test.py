"""What docs/cli.md shows is what the program says.

Each `console` fence is a session: a line that begins with "$ " is run, the
lines below are what it says. All sessions of the document run one after the
other in one folder with the stores runs.db and trips.db. … stands for any text. With --write
the document is written anew, but for the lines that have a … in them.
"""

import os
import re
import subprocess
import sys

from support import PROGRAM, ROOT, ProgramTest, main

DOCUMENT = ROOT / "docs/cli.md"
SESSION = re.compile(r"^```console\n(.*?)^```$", re.S | re.M)


def steps(session):
    """(command, what it says) of each command."""
    for part in re.split(r"^\$ ", session, flags=re.M)[1:]:
        command, _, said = part.partition("\n")
        yield command, said


def agrees(told, said):
    pattern = ".*".join(re.escape(part) for part in told.split("…"))
    return re.fullmatch(pattern, said) is not None


class Document(ProgramTest):
    def run_command(self, command):
        os.makedirs(self.folder / "bin", exist_ok=True)
        program = self.folder / "bin/snaproll"
        if not program.exists():
            program.symlink_to(PROGRAM)
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"})
        return done.stdout

    def test_every_session_is_what_the_program_says(self):
        self.make("agent")
        self.make("group", "trips.db")
        text = DOCUMENT.read_text()
        for session in SESSION.finditer(text):
            for command, told in steps(session[1]):
                said = self.run_command(command)
                told_lines, said_lines = told.splitlines(), said.splitlines()
                self.assertEqual(len(told_lines), len(said_lines),
                                 f"$ {command}\n{said}")
                for one, other in zip(told_lines, said_lines):
                    self.assertTrue(agrees(one, other),
                                    f"$ {command}\n{one}\n{other}")

    def write(self):
        self.setUp()
        self.make("agent")
        self.make("group", "trips.db")

        def session_anew(session):
            text = "```console\n"
            for command, told in steps(session[1]):
                said = self.run_command(command).splitlines()
                kept = told.splitlines()
                for i, line in enumerate(said):
                    same = i < len(kept) and "…" in kept[i] and agrees(
                        kept[i], line)
                    said[i] = kept[i] if same else line
                text += "\n".join([f"$ {command}", *said]) + "\n"
            return text + "```"

        DOCUMENT.write_text(SESSION.sub(session_anew, DOCUMENT.read_text()))
        self.doCleanups()


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        Document().write()
    else:
        main()
