"""Terminals, pipes and signals."""

import os
import pty
import re
import signal
import subprocess
import time

from support import PROGRAM, ROOT, STEERING, ProgramTest, main, read_all

ODD = [["ls"], ["log"], ["log", "--json"], ["show"], ["show", "--full"],
       ["show", "--json"], ["show", "@1"], ["show", "@1", "--json"],
       ["diff", "start"], ["diff", "start", "--json"], ["digest", "--json"],
       ["history", "/variables/name\x1b[5m"],
       ["history", "/variables/name\x1b[5m", "--json"], ["stats"], ["check"],
       ["ls", "--json"], ["rollback", "start", "--dry-run"],
       ["rollback", "start", "--dry-run", "--json"],
       ["fork", "--as", "new\x1b[1m"], ["show", "wrong\x1b[2J\u202e"],
       ["show", "-p", "/x\x9b1m"], ["log", "-e", "no\x1b[Aname"],
       ["rollback", "start", "--yes", "--reason", "\x1b[2K"]]
COLOURS = re.compile("\x1b\\[(?:0|1|2|31|32|33|36)m")


class TerminalTest(ProgramTest):
    def test_nothing_of_a_file_steers_a_pipe_or_a_terminal(self):
        self.make("odd", "odd.db")
        for command in ODD:
            arguments = [command[0], "odd.db", *command[1:]]
            with self.subTest(command):
                answer = self.run_it(*arguments)
                self.assertEqual(STEERING.findall(answer.out + answer.err), [])
        for command in ODD[:-6]:
            arguments = [command[0], "odd.db", *command[1:]]
            with self.subTest(command):
                _, shown = self.on_terminal(*arguments)
                plain = COLOURS.sub("", shown.replace("\r\n", "\n"))
                self.assertEqual(STEERING.findall(plain), [])
                self.assertNotIn("\x1b", plain)

    def test_an_export_is_escaped_on_a_terminal_alone(self):
        self.make("odd", "odd.db")
        self.assertIn("\u202e", self.ok("export", "odd.db", "--full").out)
        for arguments in (["export", "odd.db", "--full"],
                          ["show", "odd.db", "--canonical"]):
            _, shown = self.on_terminal(*arguments)
            self.assertEqual(STEERING.findall(shown.replace("\r\n", "\n")), [])
            self.assertIn("\\u202e", shown)

    def test_a_path_of_other_bytes_is_shown_safely(self):
        answer = subprocess.run(
            [PROGRAM, "ls", b"\xff\x1b[2Jno\n"], cwd=self.folder,
            capture_output=True)
        self.assertEqual(answer.returncode, 3)
        self.assertIn(b'"\\xff\\u001b[2Jno\\n"', answer.stderr)
        answer = subprocess.run([PROGRAM, "ls\x1b[2J"], capture_output=True)
        self.assertEqual(answer.returncode, 2)
        self.assertNotIn(b"\x1b", answer.stderr)

    def test_colours_are_for_terminals_that_want_them(self):
        self.make("agent")
        arguments = ["log", "runs.db", "-e", "booking-1"]
        _, shown = self.on_terminal(*arguments)
        self.assertIn("\x1b[36m", shown)
        _, shown = self.on_terminal(*arguments, environment={"NO_COLOR": "1"})
        self.assertNotIn("\x1b", shown)
        _, shown = self.on_terminal(*arguments, environment={"TERM": "dumb"})
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("\x1b", self.ok(*arguments).out)

    def test_long_work_shows_progress_on_a_terminal_alone(self):
        self.make("agent")
        self.ok("export", "runs.db", "-o", "lines", "-e", "booking-1")
        command = '(sleep 2; cat lines) | "$0" import runs.db --as '
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.environ["TERM"] = "xterm"
            os.execv("/bin/bash", ["bash", "-c", command + "one", PROGRAM])
        shown = read_all(terminal)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertRegex(shown, r"\rimporting \d+ s\x1b\[K")
        self.assertRegex(shown, r'\r\x1b\[Kimported "one": \d+ lines\r\n$')
        done = subprocess.run(["bash", "-c", command + "two", PROGRAM],
                              cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_reader_that_goes_away_is_no_fault(self):
        self.make("long", "long.db", "10")
        for command in ("log", "export", "show"):
            done = subprocess.run(
                ["bash", "-c", 'set -o pipefail; "$0" "$1" long.db | head -1',
                 PROGRAM, command], cwd=self.folder, capture_output=True,
                text=True)
            self.assertEqual(done.stderr, "")
            self.assertIn(done.returncode, (0, 128 + signal.SIGPIPE))

    def test_a_full_or_closed_output_is_told(self):
        self.make("agent")
        for to in ("/dev/full", "&-"):
            done = subprocess.run(
                ["bash", "-c", f'"$0" ls runs.db >{to}', PROGRAM],
                cwd=self.folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 7, done.stderr)
            self.assertIn("standard output", done.stderr)
        before = self.files()
        done = subprocess.run(
            ["bash", "-c", '"$0" ls runs.db <&- >&- 2>&-', PROGRAM],
            cwd=self.folder)
        self.assertEqual(done.returncode, 7)
        self.assertEqual(self.files(), before)

    def stopped(self, *arguments, signal_number=signal.SIGINT):
        """Stops a run that waits for its standard input."""
        child = subprocess.Popen(
            [PROGRAM, *arguments], cwd=self.folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        child.stdin.write(b'{"half')
        child.stdin.flush()
        time.sleep(0.3)
        child.send_signal(signal_number)
        code = child.wait(20)
        child.stdin.close()
        child.stdout.close()
        child.stderr.close()
        return code

    def test_a_signal_ends_it_and_leaves_nothing_half(self):
        self.make("agent")
        for number in (signal.SIGINT, signal.SIGTERM):
            self.assertEqual(self.stopped("import", "runs.db", "--as", "half",
                                          signal_number=number), -number)
        self.assertNotIn("half", self.ok("ls", "runs.db", "--json").out)
        self.ok("check", "runs.db")

    def test_an_export_that_is_stopped_leaves_no_file(self):
        self.make("long", "long.db", "10")
        (self.folder / "out").mkdir()
        child = subprocess.Popen(
            ["bash", "-c", 'exec "$0" export long.db', PROGRAM],
            cwd=self.folder, stdout=subprocess.PIPE)
        child.stdout.read(1)
        child.send_signal(signal.SIGINT)
        child.stdout.close()
        self.assertIn(child.wait(20), (0, -signal.SIGINT, -signal.SIGPIPE))
        self.assertEqual(list((self.folder / "out").iterdir()), [])


class Help(ProgramTest):
    def commands(self):
        out = self.ok("--help").out
        block = out[out.index("Subcommands:"):].split("\n\n")[0]
        return [line.split()[0] for line in block.splitlines()[1:]]

    def test_help_and_version_are_no_errors(self):
        self.assertRegex(self.ok("--version").out, r"^snaproll \d+\.\d+\.\d+\n$")
        out = self.ok("--help").out
        for word in ("Ends with 0 done", "1 findings", "2 usage",
                     "3 not found", "4 ambiguous", "@N"):
            self.assertIn(word, out)
        for command in self.commands():
            self.assertIn("--help", self.ok(command, "--help").out)

    def test_the_manual_and_the_document_tell_all_that_help_tells(self):
        manual = (ROOT / "cli/snaproll.1").read_text().replace("\\-", "-")
        document = (ROOT / "docs/cli.md").read_text()
        for command in self.commands():
            section = re.search(
                rf'^\.SS "?{command}\b.*?(?=^\.S)', manual, re.S | re.M)
            self.assertIsNotNone(section, command)
            self.assertRegex(document, rf"(\$|`)( )?snaproll {command} ")
            wanted = options(self.ok(command, "--help").out)
            told = options(section[0])
            common = {"-h", "--help", "--json", "-e", "--execution"}
            self.assertEqual(wanted - common, told - common, command)
        whole = options(manual)
        self.assertLessEqual({"--version", "--help", "--json", "-e"}, whole)

    def test_completions_know_all_commands_and_options(self):
        script = self.folder / "snaproll.bash"
        script.write_text(self.ok("completion", "bash").out)

        def complete(*words):
            text = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                    '_snaproll; printf "%s\\n" "${COMPREPLY[@]}"')
            done = subprocess.run(
                ["bash", "-c", text, script, "snaproll", *words],
                cwd=self.folder, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            return done.stdout.split()

        self.assertEqual(complete("ro"), ["rollback"])
        self.assertEqual(set(complete("")),
                         {*self.commands(), "--help", "--version"})
        for command in self.commands():
            if command == "completion":
                continue
            self.assertEqual(set(complete(command, "-")),
                             options(self.ok(command, "--help").out))
        self.assertEqual(complete("completion", ""), ["bash", "zsh"])
        self.make("agent")
        self.assertIn("runs.db", complete("ls", "ru"))
        self.assertEqual(complete("log", "runs.db", "--label", "x"), [])
        zsh = self.ok("completion", "zsh").out
        self.assertTrue(zsh.startswith("#compdef snaproll\n"))
        for command in self.commands():
            self.assertIn(f"    {command})\n", zsh)


def options(text):
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


if __name__ == "__main__":
    main()
