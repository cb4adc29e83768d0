"""Values that are held private: masked wherever the program shows values,
unless --reveal was said."""

import hashlib
import json

from support import ProgramTest, main

SECRET = "hunter2"


class Private(ProgramTest):
    def setUp(self):
        super().setUp()
        self.store = self.make("private")
        (self.folder / "to2.json").write_text(json.dumps(
            [{"op": "move", "from": "/variables/card",
              "path": "/variables/users/0/key"}]))

    COMMANDS = (
        ["show", "runs.db"],
        ["show", "runs.db", "--full"],
        ["show", "runs.db", "--json"],
        ["show", "runs.db", "first"],
        ["show", "runs.db", "first", "--json"],
        ["show", "runs.db", "--canonical"],
        ["show", "runs.db", "--pointer", "/variables/card"],
        ["show", "runs.db", "--pointer", "/variables"],
        ["show", "runs.db", "--pointer", ""],
        ["diff", "runs.db", "first"],
        ["diff", "runs.db", "first", "--json"],
        ["history", "runs.db", "/variables/card"],
        ["history", "runs.db", "/variables/card", "--json"],
        ["history", "runs.db", "/variables/users"],
        ["migrate", "runs.db", "--kind", "wallet", "--to", "1", "--patch",
         "to2.json", "--dry-run"],
        ["migrate", "runs.db", "--kind", "wallet", "--to", "1", "--patch",
         "to2.json", "--dry-run", "--json"],
    )

    def test_no_command_shows_a_secret(self):
        for command in self.COMMANDS:
            with self.subTest(" ".join(command)):
                self.assertNotIn(SECRET, self.unchanged(*command).out)

    def test_reveal_shows_it(self):
        for command in self.COMMANDS:
            if "migrate" in command:
                continue  # which tells what moved, not what it is
            with self.subTest(" ".join(command)):
                out = self.ok(*command, "--reveal").out
                self.assertIn(SECRET, out)
                self.assertNotIn("transient", out)

    def test_what_tells_no_values_tells_none(self):
        for command in (
                ["ls", "runs.db"], ["ls", "runs.db", "--json"],
                ["log", "runs.db"], ["log", "runs.db", "--json"],
                ["log", "runs.db", "--graph"], ["digest", "runs.db"],
                ["stats", "runs.db"], ["stats", "runs.db", "--prometheus"],
                ["check", "runs.db"],
                ["rollback", "runs.db", "first", "--dry-run"],
                ["rollback", "runs.db", "first", "--dry-run", "--json"]):
            with self.subTest(" ".join(command)):
                self.assertNotIn(SECRET, self.unchanged(*command).out)

    def test_a_diff_tells_that_a_secret_changed(self):
        out = self.ok("diff", "runs.db", "first").out
        self.assertIn('~ /variables/card: "***" -> "***"', out)
        self.assertIn("bob", out)

    def test_show_masks_what_is_private_and_nothing_else(self):
        shown = self.ok("show", "runs.db", "--pointer", "/variables").json
        self.assertEqual(shown, {
            "card": "***",
            "users": [{"key": "***", "name": "ada"},
                      {"key": "***", "name": "bob"}]})

    def test_attempts_and_the_pause_record_are_masked(self):
        told = self.ok("show", "runs.db", "--json").json
        self.assertEqual(told["attempts"][-1]["error"], "***")
        self.assertEqual(told["context"]["checkpoint"]["variables"]["card"],
                         "***")
        told = self.ok("show", "runs.db", "--json", "--reveal").json
        self.assertEqual(told["attempts"][-1]["error"], "hunter2 was refused")

    def test_the_digest_is_of_what_is_revealed(self):
        digest = self.ok("digest", "runs.db").out.split()[0]
        out = self.ok("show", "runs.db", "--canonical", "--reveal").out
        self.assertEqual(hashlib.sha256(out.encode()).hexdigest(), digest)

    def test_errors_show_no_secret(self):
        for command in (
                ["show", "runs.db", "--pointer", "/variables/card/x"],
                ["show", "runs.db", "--pointer", "/variables/users/9"],
                ["history", "runs.db", "/nothing"],
                ["migrate", "runs.db", "--kind", "wallet", "--to", "1",
                 "--patch", "broken.json", "-y"]):
            (self.folder / "broken.json").write_text(json.dumps(
                [{"op": "test", "path": "/variables/card", "value": "x"}]))
            with self.subTest(" ".join(command)):
                answer = self.run_it(*command)
                self.assertNotEqual(answer.code, 0)
                self.assertNotIn(SECRET, answer.out + answer.err)

    def test_transient_values_are_in_no_file_and_no_export(self):
        for data in self.files().values():
            self.assertNotIn(b"hunter2 transient", data)
        for form in ([], ["--full"]):
            out = self.ok("export", "runs.db", *form).out
            self.assertNotIn("hunter2 transient", out)
            self.assertIn("hunter2 4111", out)


if __name__ == "__main__":
    main()
