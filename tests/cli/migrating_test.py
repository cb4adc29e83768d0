"""The command migrate: what it would do, what it does, and what it skips."""

import json
import os
import subprocess

from support import MAKE_STORE, ProgramTest, main

RENAME = [{"op": "move", "from": "/variables/seats",
           "path": "/variables/places"}]
TO_THREE = ("--kind", "agent", "--to", "3", "--patch", "patch.json")


class Migrating(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("agent")
        self.patch(RENAME)

    def patch(self, operations, name="patch.json"):
        (self.folder / name).write_text(json.dumps(operations))

    def migrate(self, *more, **how):
        return self.run_it("migrate", "runs.db", *TO_THREE, *more, **how)

    def info(self, id="booking-1"):
        listed = self.ok("ls", "runs.db", "--json").json["executions"]
        return next(one for one in listed if one["id"] == id)

    def seats(self, pointer):
        return self.run_it("show", "runs.db", "-e", "booking-1",
                           "--pointer", pointer)

    def test_a_dry_run_counts_and_shows_changes_and_changes_nothing(self):
        self.ok("fork", "runs.db", "-e", "booking-1", "--as", "booking-2")
        answer = self.unchanged("migrate", "runs.db", *TO_THREE, "--dry-run")
        self.assertEqual(answer.out, (
            "booking-2, version 2\n"
            "+ /variables/places: 2\n"
            "- /variables/seats: 2\n"
            "booking-1, version 2\n"
            "+ /variables/places: 2\n"
            "- /variables/seats: 2\n"
            "2 executions would be migrated\n"))

    def test_it_migrates_in_one_commit_each(self):
        commits = self.info()["commits"]
        answer = self.ok("migrate", "runs.db", *TO_THREE, "--yes")
        self.assertEqual(answer.out, "1 execution migrated\n")
        info = self.info()
        self.assertEqual((info["schema"], info["commits"], info["owner"]),
                         (3, commits + 2, None))
        self.assertEqual(self.seats("/variables/places").out, "2\n")
        self.assertEqual(self.seats("/variables/seats").code, 3)
        again = self.ok("migrate", "runs.db", *TO_THREE, "--yes")
        self.assertEqual(
            again.out, "0 executions migrated, 1 of version 3 or newer\n")
        self.ok("check", "runs.db")

    def test_the_history_keeps_its_shape_and_is_not_gone_back_to(self):
        self.ok("migrate", "runs.db", *TO_THREE, "--yes")
        name = ("before paying", "-e", "booking-1")
        shown = self.ok("show", "runs.db", *name, "--json").json
        self.assertIn("seats", shown["snapshot"]["variables"])
        for more in (["--dry-run"], ["--yes"]):
            self.assertIn(
                "there is no migration of 'agent' to version 3 from 2",
                self.fails(3, "rollback", "runs.db", *name, *more))

    def test_a_patch_that_does_not_fit_changes_nothing(self):
        self.patch([{"op": "remove", "path": "/variables/gone"}])
        for more in (["--dry-run"], ["--yes"]):
            before = self.info()
            answer = self.migrate(*more)
            self.assertEqual(answer.code, 3)
            self.assertIn('"booking-1": the migration of \'agent\' to version '
                          "3: ", answer.out)
            self.assertIn("/variables/gone\n", answer.out)
            self.assertIn(", 1 not\n", answer.out)
            self.assertEqual(self.info()["schema"], before["schema"])
        told = self.migrate("--dry-run", "--json").json["executions"]
        self.assertEqual([one["error"] for one in told], ["NOT_FOUND"])

    def test_a_dry_run_tells_snapshots_that_would_be_lost(self):
        self.patch([{"op": "remove", "path": "/variables/draft"}])
        answer = self.migrate("--dry-run")
        self.assertEqual(answer.code, 1)
        self.assertIn('"booking-1": 1 of 6 snapshots could not be gone back '
                      "to: ", answer.out)
        told = self.migrate("--dry-run", "--json").json
        self.assertEqual((told["kind"], told["to"], told["planned"],
                          told["not_older"]), ("agent", 3, True, 0))
        one = told["executions"][0]
        self.assertEqual((one["id"], one["from"], one["lost_snapshots"],
                          one["snapshots"]), ("booking-1", 2, 1, 6))
        self.assertEqual(one["changes"], [["remove", "/variables/draft"]])

    def test_patches_are_steps_that_end_at_the_version(self):
        self.patch([{"op": "add", "path": "/variables/old", "value": True}],
                   "four.json")
        both = ("--kind", "agent", "--to", "4", "--patch", "patch.json",
                "--patch", "four.json")
        self.ok("migrate", "runs.db", *TO_THREE, "--yes")
        planned = self.ok("migrate", "runs.db", *both, "--dry-run")
        self.assertEqual(planned.out, (
            "booking-1, version 3\n"
            "+ /variables/old: true\n"
            "1 execution would be migrated\n"))
        self.assertIn("could not be gone back to: there is no migration",
                      self.run_it("migrate", "runs.db", "--kind", "agent",
                                  "--to", "4", "--patch", "four.json",
                                  "--dry-run").out)
        self.ok("migrate", "runs.db", *both, "--yes")
        self.assertEqual(self.info()["schema"], 4)

    def test_a_missing_step_is_told(self):
        answer = self.run_it("migrate", "runs.db", "--kind", "report", "--to",
                             "2", "--patch", "patch.json", "--yes")
        self.assertEqual(answer.code, 3)
        self.assertIn("there is no migration of 'report' to version 1 from 0",
                      answer.out)
        self.assertEqual(self.info("report-1")["schema"], 0)

    def test_one_that_is_owned_is_told_and_skipped(self):
        self.ok("fork", "runs.db", "-e", "booking-1", "--as", "booking-2")
        holder = subprocess.Popen(
            [MAKE_STORE, "hold", "runs.db", "booking-1"], cwd=self.folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.assertEqual(holder.stdout.readline(), "held\n")
        self.addCleanup(holder.communicate)
        answer = self.migrate("--yes")
        self.assertEqual(answer.code, 5)
        self.assertIn("1 execution migrated, 1 not\n", answer.out)
        self.assertEqual(self.info()["schema"], 2)
        self.assertEqual(self.info("booking-2")["schema"], 3)
        self.assertEqual(self.migrate("--yes", "--take-over").code, 0)
        self.assertEqual(self.info()["schema"], 3)

    def test_it_asks(self):
        self.assertIn("--yes", self.fails(2, "migrate", "runs.db", *TO_THREE))
        code, shown = self.on_terminal("migrate", "runs.db", *TO_THREE,
                                       typed="n\n")
        self.assertEqual(code, 8)
        self.assertIn('bring 1 execution of kind "agent" to version 3?', shown)
        self.assertEqual(self.info()["schema"], 2)
        code, shown = self.on_terminal("migrate", "runs.db", *TO_THREE,
                                       typed="y\n")
        self.assertEqual(code, 0)
        self.assertEqual(self.info()["schema"], 3)

    def test_a_patch_may_come_from_standard_input(self):
        answer = self.ok("migrate", "runs.db", *TO_THREE[:-1], "-", "--yes",
                         given=json.dumps(RENAME))
        self.assertEqual(answer.out, "1 execution migrated\n")

    def test_bad_words_are_refused(self):
        (self.folder / "bad.json").write_text('[{"op":"fly"}]')
        for words in ([], ["--kind", "agent", "--to", "0", "--patch", "x"],
                      ["--kind", "agent", "--to", "3"],
                      [*TO_THREE[:-1], "bad.json", "--yes"],
                      ["--kind", "agent", "--to", "1", "--patch", "patch.json",
                       "--patch", "patch.json", "--yes"]):
            self.fails(2, "migrate", "runs.db", *words)
        self.fails(3, "migrate", "runs.db", *TO_THREE[:-1], "gone", "--yes")
        self.fails(3, "migrate", "no.db", *TO_THREE, "--yes")
        self.assertFalse(os.path.exists(self.folder / "no.db"))


if __name__ == "__main__":
    main()
