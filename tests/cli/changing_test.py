"""The commands that change a store: they ask, refuse, and do what they said."""

import os
import stat
import subprocess

from support import MAKE_STORE, NOBODY, ProgramTest, main

EXECUTION = ("-e", "booking-1")


class Changing(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("agent")

    def digest(self, name="now", store="runs.db", execution="booking-1"):
        return self.ok("digest", store, name, "-e", execution).out.split()[0]

    def log(self, store="runs.db", execution="booking-1"):
        return self.ok("log", store, "--json", "-e",
                       execution).json["snapshots"]

    def hold(self):
        holder = subprocess.Popen(
            [MAKE_STORE, "hold", "runs.db", "booking-1"], cwd=self.folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.assertEqual(holder.stdout.readline(), "held\n")
        self.addCleanup(holder.communicate)
        return holder

    def test_rollback_sets_the_state_back(self):
        wanted = self.digest("before paying")
        answer = self.ok("rollback", "runs.db", "before paying", "--yes",
                         *EXECUTION)
        self.assertIn("rolled back to snapshot", answer.out)
        self.assertIn("node results removed: confirm", answer.out)
        self.assertEqual(self.digest(), wanted)
        self.assertEqual(len(self.log()), 6)
        self.ok("check", "runs.db")

    def test_rollback_tells_all_of_it_in_json(self):
        planned = self.unchanged("rollback", "runs.db", "start", "--dry-run",
                                 "--json", *EXECUTION).json
        done = self.ok("rollback", "runs.db", "start", "--yes", "--json",
                       *EXECUTION).json
        self.assertEqual(list(done), [
            "execution", "target", "planned", "result", "removed_nodes",
            "changed_variables", "removed_variables", "reappeared_variables",
            "effects", "state_before", "state_after", "snapshot"])
        self.assertEqual((planned["planned"], done["planned"]), (True, False))
        self.assertEqual(done["removed_nodes"], ["confirm", "search"])
        self.assertEqual(done["removed_variables"],
                         ["draft", "messages", "seats"])
        self.assertEqual([effect["node"] for effect in done["effects"]],
                         ["pay"])
        self.assertTrue(done["result"]["success"])
        for answer in (planned, done):
            del answer["planned"], answer["result"]["rolled_back_at"]
        self.assertEqual(planned, done)

    def test_a_dry_run_changes_nothing(self):
        answer = self.unchanged("rollback", "runs.db", "start", "--dry-run",
                                *EXECUTION)
        self.assertIn("would be rolled back", answer.out)
        self.assertIn("can not be taken back: pay", answer.out)

    def test_a_reason_is_told_in_the_history(self):
        self.ok("rollback", "runs.db", "@4", "--yes", "--reason",
                "the mail was wrong", *EXECUTION)
        newest = self.log()[0]
        self.assertEqual((newest["label"], newest["reason"]),
                         ("rollback", "the mail was wrong"))
        self.assertTrue(newest["created_by"])
        self.assertEqual(newest["parent"], self.log()[4]["id"])
        self.assertEqual(self.digest("@1"), self.digest("@5"))
        shown = self.ok("show", "runs.db", "@1", "--json", *EXECUTION).json
        self.assertEqual(shown["snapshot"]["metadata"]["custom"],
                         {"rolled_back_to": self.log()[4]["id"]})

    def test_without_a_terminal_it_wants_to_be_confirmed(self):
        for command in (["rollback", "runs.db", "start", *EXECUTION],
                        ["prune", "runs.db", "--before", "0s", *EXECUTION],
                        ["remove", "runs.db", "@2", *EXECUTION],
                        ["delete", "runs.db", *EXECUTION]):
            answer = self.unchanged(*command, code=2, given="y\n")
            self.assertIn("--yes", answer.err)

    def test_on_a_terminal_it_asks(self):
        before = self.files()
        code, shown = self.on_terminal("rollback", "runs.db", "start",
                                       *EXECUTION, typed="n\n")
        self.assertEqual(code, 8)
        self.assertIn("would be rolled back", shown)
        self.assertIn('roll "booking-1" back to @6 164c8375? [y/N]', shown)
        self.assertIn("nothing was changed", shown)
        self.assertEqual(self.files(), before)
        code, shown = self.on_terminal("rollback", "runs.db", "start",
                                       *EXECUTION, typed="y\n")
        self.assertEqual(code, 0)
        self.assertEqual(self.digest(), self.digest("start"))

    def test_what_moved_while_it_asked_is_not_rolled_back(self):
        code, shown = self.on_terminal(
            "rollback", "runs.db", "start", *EXECUTION, typed="y\n",
            meanwhile=lambda: self.ok("rollback", "runs.db", "before paying",
                                      "--yes", *EXECUTION))
        self.assertEqual(code, 5)
        self.assertIn("moved meanwhile; nothing was done", shown)
        self.assertEqual(self.digest(), self.digest("before paying"))

    def test_of_a_repeated_id_only_the_newer_is_gone_back_to(self):
        self.make("twice", "twice.db")
        self.assertIn("@1", self.ok("show", "twice.db", "first").out)
        for command in (["rollback", "twice.db", "@3", "--yes"],
                        ["fork", "twice.db", "@3", "--as", "x"]):
            self.assertIn("has the id of @1, which is newer",
                          self.fails(4, *command))
        self.assertIn("@3", self.ok("show", "twice.db", "@3").out)
        self.ok("rollback", "twice.db", "@1", "--yes")

    def test_now_is_nothing_to_go_back_to(self):
        self.assertIn("now", self.fails(2, "rollback", "runs.db", "now",
                                        "--yes", *EXECUTION))

    def test_an_owner_that_lives_is_not_shut_out(self):
        self.hold()
        before = self.digest()
        for command in (["rollback", "runs.db", "start"],
                        ["delete", "runs.db"],
                        ["remove", "runs.db", "@2"],
                        ["prune", "runs.db", "--before", "0s"]):
            err = self.fails(5, *command, "--yes", *EXECUTION)
            self.assertIn("--take-over", err)
            self.assertIn("the test", err)
        self.assertEqual(self.digest(), before)
        self.ok("rollback", "runs.db", "start", "--yes", "--take-over",
                *EXECUTION)
        self.assertEqual(self.digest(), self.digest("start"))

    def test_prune_removes_what_is_older(self):
        planned = self.unchanged("prune", "runs.db", "--before",
                                 "2026-05-01T12:00:13Z", "--dry-run",
                                 *EXECUTION)
        self.assertEqual(planned.out, "2 snapshots would be removed\n")
        done = self.ok("prune", "runs.db", "--before", "2026-05-01T12:00:13Z",
                       "--yes", "--json", *EXECUTION).json
        self.assertEqual(done, {
            "execution": "booking-1", "before": "2026-05-01T12:00:13Z",
            "removed": 2, "planned": False})
        self.assertEqual([one["number"] for one in self.log()], [1, 2, 3, 4])
        self.assertEqual(self.ok("prune", "runs.db", "--before", "2026-05-01",
                                 *EXECUTION).out, "0 snapshots removed\n")
        self.ok("check", "runs.db")

    def test_delete_wants_all_of_the_id(self):
        err = self.fails(3, "delete", "runs.db", "-e", "booking", "--yes")
        self.assertIn('write all of its id', err)
        answer = self.ok("delete", "runs.db", "--yes", "--json", *EXECUTION)
        self.assertEqual(answer.json, {"deleted": "booking-1"})
        self.assertNotIn("booking-1", self.ok("ls", "runs.db").out)
        self.ok("check", "runs.db")

    def test_fork_goes_on_from_a_snapshot(self):
        answer = self.ok("fork", "runs.db", "before paying", "--as", "again",
                         "--json", *EXECUTION).json
        self.assertEqual(list(answer), ["execution", "from", "snapshot"])
        self.assertEqual(self.digest(execution="again"), self.digest("@4"))
        self.ok("fork", "runs.db", "--as", "third", *EXECUTION)
        self.assertEqual(self.digest(execution="third"), self.digest())
        self.fails(5, "fork", "runs.db", "--as", "again", *EXECUTION)

    def test_copy_makes_a_store_only_when_told_to(self):
        self.fails(3, "copy", "runs.db", "other.db", *EXECUTION)
        self.assertFalse((self.folder / "other.db").exists())
        answer = self.ok("copy", "runs.db", "other.db", "--create", "--as",
                         "copy", "--json", *EXECUTION).json
        self.assertEqual(answer, {"execution": "booking-1",
                                  "path": "other.db", "as": "copy"})
        self.assertEqual(self.digest("@4", "other.db", "copy"),
                         self.digest("@4"))
        self.assertEqual([one["id"] for one in self.log("other.db", "copy")],
                         [one["id"] for one in self.log()])
        self.fails(5, "copy", "runs.db", "other.db", "--as", "copy",
                   *EXECUTION)

    def test_an_export_makes_the_same_execution_again(self):
        for form in ([], ["--full"]):
            lines = self.ok("export", "runs.db", *form, *EXECUTION).out
            self.assertIn('"', lines.splitlines()[0])
            name = "full" if form else "bundle"
            answer = self.ok("import", "new.db", "--create", "--as", name,
                             given=lines)
            self.assertIn(f'imported "{name}"', answer.out)
            self.assertEqual(self.digest("now", "new.db", name), self.digest())
            self.assertEqual(
                [self.digest(f"@{n}", "new.db", name) for n in range(1, 7)],
                [self.digest(f"@{n}") for n in range(1, 7)])
        self.ok("check", "new.db")

    def test_an_export_to_a_file_is_its_owners_alone(self):
        answer = self.ok("export", "runs.db", "-o", "out.jsonl", "--json",
                         *EXECUTION).json
        path = self.folder / "out.jsonl"
        data = path.read_bytes()
        self.assertEqual(answer, {
            "execution": "booking-1", "path": "out.jsonl",
            "lines": data.count(b"\n"), "bytes": len(data)})
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        err = self.fails(5, "export", "runs.db", "-o", "out.jsonl",
                         *EXECUTION)
        self.assertIn("out.jsonl", err)
        self.assertEqual(path.read_bytes(), data)
        answer = self.ok("import", "runs.db", "out.jsonl", "--as", "back",
                         "--json").json
        self.assertEqual(answer["execution"], "back")

    def test_a_bad_import_leaves_nothing(self):
        lines = self.ok("export", "runs.db", *EXECUTION).out.splitlines(True)
        for bad in ("no json\n", "{}\n", "".join(lines[:-1]) + "{\n",
                    lines[0]):
            err = self.fails(6, "import", "runs.db", "--as", "bad", given=bad)
            self.assertIn("nothing was imported", err)
        self.assertIn("--as", self.fails(5, "import", "runs.db",
                                         given="".join(lines)))
        self.assertNotIn('"bad"', self.ok("ls", "runs.db", "--json").out)

    def test_backup_copies_the_whole_store(self):
        answer = self.ok("backup", "runs.db", "copy.db", "--json").json
        self.assertEqual(list(answer), ["path", "bytes"])
        self.assertEqual(self.digest("@3", "copy.db"), self.digest("@3"))
        copy = (self.folder / "copy.db").read_bytes()
        self.assertIn("there already", self.fails(5, "backup", "runs.db",
                                                  "copy.db"))
        self.assertEqual((self.folder / "copy.db").read_bytes(), copy)
        self.fails(3, "backup", "runs.db", "no/copy.db")

    def test_compact_gives_bytes_back(self):
        self.make("long", "long.db", "400")
        self.ok("prune", "long.db", "--before", "0s", "--yes")
        answer = self.ok("compact", "long.db", "--json").json
        self.assertEqual(list(answer), ["bytes_before", "bytes_after"])
        self.assertLess(answer["bytes_after"], answer["bytes_before"])
        self.assertEqual(answer["bytes_after"],
                         (self.folder / "long.db").stat().st_size)
        self.ok("check", "long.db")


class ReadOnly(ProgramTest):
    """As nobody, on a file that may only be read, in a folder that may not be
    written."""

    def setUp(self):
        super().setUp()
        self.make("agent")
        os.chmod(self.folder / "runs.db", 0o444)
        os.chmod(self.folder, 0o555)
        self.user = NOBODY if os.geteuid() == 0 else None

    def tearDown(self):
        os.chmod(self.folder, 0o755)

    def test_all_that_reads_works(self):
        for command in (["ls", "runs.db"], ["log", "runs.db", *EXECUTION],
                        ["show", "runs.db", "@2", *EXECUTION],
                        ["diff", "runs.db", "@2", *EXECUTION],
                        ["history", "runs.db", "/variables/seats", *EXECUTION],
                        ["check", "runs.db"], ["digest", "runs.db", *EXECUTION],
                        ["stats", "runs.db"], ["export", "runs.db", *EXECUTION],
                        ["tag", "runs.db", *EXECUTION],
                        ["hold", "runs.db", *EXECUTION],
                        ["branch", "runs.db", *EXECUTION],
                        ["policy", "runs.db", *EXECUTION],
                        ["policy", "runs.db", "--store"],
                        ["expire", "runs.db", "--dry-run"],
                        ["rollback", "runs.db", "@3", "--dry-run", *EXECUTION]):
            with self.subTest(command[0]):
                self.unchanged(*command, user=self.user)
        self.assertEqual(os.listdir(self.folder), ["runs.db"])

    def test_all_that_writes_ends_with_7(self):
        for command in (["rollback", "runs.db", "@3", "--yes", *EXECUTION],
                        ["prune", "runs.db", "--before", "0s", "--yes",
                         *EXECUTION], ["compact", "runs.db"],
                        ["tag", "runs.db", "@1", "x", *EXECUTION],
                        ["branch", "runs.db", "x", *EXECUTION],
                        ["policy", "runs.db", "keep-last=1", *EXECUTION],
                        ["delete", "runs.db", "--yes", *EXECUTION],
                        ["fork", "runs.db", "--as", "new", *EXECUTION],
                        ["backup", "runs.db", "copy.db"],
                        ["export", "runs.db", "-o", "out", *EXECUTION],
                        ["copy", "runs.db", "new.db", "--create",
                         *EXECUTION]):
            with self.subTest(command[0]):
                self.unchanged(*command, code=7, user=self.user)
        self.assertEqual(os.listdir(self.folder), ["runs.db"])

    def test_what_may_not_be_read_is_said_to_be_so(self):
        os.chmod(self.folder / "runs.db", 0)
        err = self.fails(7, "ls", "runs.db", user=self.user)
        self.assertIn("runs.db", err)


if __name__ == "__main__":
    main()
