"""The commands that read: what they say, in text and in JSON."""

import hashlib
import subprocess

from support import MAKE_STORE, PROGRAM, ProgramTest, main

EXECUTION = ("-e", "booking-1")
SNAPSHOT_MEMBERS = [
    "number", "id", "created_at", "label", "trigger_node", "reason",
    "created_by", "is_auto", "parent", "branches", "tags", "holds", "groups",
    "stored_bytes", "position"]


class Reading(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("agent")

    def test_no_reading_command_changes_or_makes_a_file(self):
        for command in (
                ["ls", "runs.db"], ["log", "runs.db", *EXECUTION],
                ["show", "runs.db", *EXECUTION],
                ["show", "runs.db", "@2", *EXECUTION],
                ["diff", "runs.db", "@2", *EXECUTION],
                ["history", "runs.db", "/variables/seats", *EXECUTION],
                ["check", "runs.db"], ["check", "runs.db", "--quick"],
                ["digest", "runs.db", *EXECUTION], ["stats", "runs.db"],
                ["export", "runs.db", *EXECUTION],
                ["rollback", "runs.db", "start", "--dry-run", *EXECUTION],
                ["prune", "runs.db", "--before", "0s", "--dry-run",
                 *EXECUTION]):
            with self.subTest(command[0]):
                self.unchanged(*command)

    def test_ls_lists_executions_newest_first(self):
        lines = self.ok("ls", "runs.db").out.splitlines()
        self.assertEqual(lines[0].split(), [
            "ID", "STATE", "KIND", "LAST", "COMMIT", "COMMITS", "ATTRIBUTES",
            "OWNER"])
        self.assertEqual([line.split()[0] for line in lines[1:]],
                         ["report-1", "booking-1"])
        self.assertIn("tenant=acme user=ada", lines[2])

    def test_ls_tells_in_json_what_the_header_documents(self):
        executions = self.ok("ls", "runs.db", "--json").json["executions"]
        self.assertEqual([one["id"] for one in executions],
                         ["report-1", "booking-1"])
        self.assertEqual(sorted(executions[1]), sorted([
            "id", "kind", "schema", "state", "workflow_id", "started_at",
            "created_at", "last_commit", "commits", "attributes", "owner"]))
        self.assertEqual(executions[1]["attributes"],
                         {"tenant": "acme", "user": "ada"})

    def test_ls_filters(self):
        def ids(*filters):
            answer = self.ok("ls", "runs.db", "--json", *filters)
            return [one["id"] for one in answer.json["executions"]]

        self.assertEqual(ids("--kind", "agent"), ["booking-1"])
        self.assertEqual(ids("--attribute", "tenant=globex"), ["report-1"])
        self.assertEqual(ids("--attribute", "tenant=acme", "--attribute",
                             "user=bob"), [])
        self.assertEqual(ids("--state", "Completed"), [])
        self.assertEqual(ids("--owned"), [])
        self.assertEqual(ids("--not-owned", "-n", "1"), ["report-1"])
        self.assertEqual(ids("--since", "2026-05-01T12:00:22Z"), ["report-1"])
        self.assertEqual(ids("--until", "2026-05-01T12:00:22Z"),
                         ["booking-1"])
        self.assertEqual(self.ok("ls", "runs.db", "--state", "Paused").out,
                         "no executions\n")

    def test_log_tells_who_when_what_node_why_and_bytes(self):
        out = self.ok("log", "runs.db", *EXECUTION).out
        line = next(line for line in out.splitlines() if "before paying" in line)
        for part in ("@4", "2eac4a80", "2026-05-01 12:00:13", "ada",
                     "the price was agreed", " B "):
            self.assertIn(part, line)
        self.assertIn("went on from @4", out)
        self.assertIn("the state goes on from here", out)

    def test_log_has_documented_members(self):
        answer = self.ok("log", "runs.db", "--json", *EXECUTION).json
        self.assertEqual(list(answer), ["execution", "total", "maximum",
                                        "left", "snapshots"])
        self.assertEqual((answer["total"], answer["maximum"], answer["left"]),
                         (6, 1000, 0))
        self.assertEqual([one["number"] for one in answer["snapshots"]],
                         [1, 2, 3, 4, 5, 6])
        self.assertEqual(list(answer["snapshots"][3]), SNAPSHOT_MEMBERS)
        self.assertEqual(answer["snapshots"][3]["reason"],
                         "the price was agreed")
        self.assertEqual(answer["snapshots"][1]["parent"],
                         answer["snapshots"][3]["id"])

    def test_log_filters_and_keeps_the_numbers(self):
        def numbers(*filters):
            answer = self.ok("log", "runs.db", "--json", *EXECUTION, *filters)
            return [one["number"] for one in answer.json["snapshots"]]

        self.assertEqual(numbers("--label", "start"), [6])
        self.assertEqual(numbers("--node", "pay"), [3])
        self.assertEqual(numbers("--auto"), [2, 3, 5])
        self.assertEqual(numbers("--manual", "-n", "2"), [1, 4])
        self.assertEqual(numbers("--since", "2026-05-01T12:00:13Z", "--until",
                                 "2026-05-01T12:00:19Z"), [3, 4])

    def test_log_tells_what_left_and_why(self):
        self.make("long", "long.db", "25")
        self.assertIn("16 snapshots left the history: only the newest 10 are "
                      "kept", self.ok("log", "long.db").out)
        answer = self.ok("log", "long.db", "--json").json
        self.assertEqual((answer["maximum"], answer["left"]), (10, 16))
        self.ok("prune", "long.db", "--before", "0s", "--yes")
        out = self.ok("log", "long.db").out
        self.assertIn("26 snapshots left the history: pruned or cleared, or "
                      "more than the 10 that are kept", out)
        self.assertIn("no snapshots", out)

    def test_show_shows_the_working_state_and_snapshots(self):
        now = self.ok("show", "runs.db", *EXECUTION).out
        for part in ("booking-1", "now, the working state", "two seats, row 4",
                     "confirm", "search"):
            self.assertIn(part, now)
        older = self.ok("show", "runs.db", "before paying", *EXECUTION).out
        for part in ("the price was agreed", "ada", "@4 2eac4a80",
                     "019de369-28c8-7000-b9a6-10202eac4a80", "seats     1"):
            self.assertIn(part, older)

    def test_show_cuts_long_values_unless_it_is_full(self):
        self.assertIn("… 2", self.ok("show", "runs.db", *EXECUTION).out)
        full = self.ok("show", "runs.db", "--full", *EXECUTION).out
        self.assertNotIn("…", full)
        self.assertIn('{"mail":"sent"}', full)

    def test_show_has_the_base_forms_in_json(self):
        now = self.ok("show", "runs.db", "--json", *EXECUTION).json
        self.assertEqual(list(now), ["execution", "id", "digest", "context",
                                     "unfinished", "attempts"])
        self.assertIsNone(now["id"])
        self.assertEqual(now["context"]["variables"]["seats"], 2)
        then = self.ok("show", "runs.db", "@4", "--json", *EXECUTION).json
        self.assertEqual(list(then), ["execution", "id", "digest", "parent",
                                      "branches", "tags", "holds", "groups",
                                      "stored_bytes", "snapshot"])
        self.assertEqual(then["snapshot"]["variables"]["seats"], 1)

    def test_show_shows_one_value(self):
        self.assertEqual(self.ok("show", "runs.db", "@4", "-p",
                                 "/variables/messages/0/role",
                                 *EXECUTION).out, '"user"\n')
        err = self.fails(3, "show", "runs.db", "-p", "/variables/none",
                         *EXECUTION)
        self.assertIn("/variables/none", err)
        self.fails(2, "show", "runs.db", "-p", "variables", *EXECUTION)

    def test_the_digest_is_the_sha256_of_the_canonical_state(self):
        for name in ("now", "@1", "@6", "before paying"):
            state = subprocess.run(
                [PROGRAM, "show", "runs.db", name, "--canonical", *EXECUTION],
                cwd=self.folder, capture_output=True, check=True).stdout
            digest = self.ok("digest", "runs.db", name, *EXECUTION).out
            self.assertEqual(digest.split()[0],
                             hashlib.sha256(state).hexdigest())

    def test_digest_takes_several_names(self):
        lines = self.ok("digest", "runs.db", "@1", "now", *EXECUTION).out
        self.assertEqual(len({line.split()[0] for line in lines.splitlines()}),
                         1)
        answer = self.ok("digest", "runs.db", "@1", "@2", "--json",
                         *EXECUTION).json
        self.assertEqual(list(answer), ["execution", "digests"])
        self.assertEqual([list(one) for one in answer["digests"]],
                         [["name", "id", "digest"]] * 2)

    def test_diff_tells_operations(self):
        out = self.ok("diff", "runs.db", "before paying", "@1", *EXECUTION).out
        self.assertIn("@4 2eac4a80 -> @1 b2efaa84: 2 changes", out)
        self.assertIn("~ /variables/seats: 1 -> 2", out)
        answer = self.ok("diff", "runs.db", "@4", "@1", "--json",
                         *EXECUTION).json
        self.assertEqual(list(answer), ["execution", "from", "to",
                                        "operations"])
        self.assertIn({"op": "replace", "path": "/variables/seats",
                       "value": 2}, answer["operations"])

    def test_diff_ends_with_1_only_when_asked_to(self):
        self.ok("diff", "runs.db", "@2", *EXECUTION)
        answer = self.run_it("diff", "runs.db", "@2", "--exit-code",
                             *EXECUTION)
        self.assertEqual(answer.code, 1)
        same = self.ok("diff", "runs.db", "@1", "now", "--exit-code",
                       *EXECUTION)
        self.assertIn("no difference", same.out)

    def test_history_follows_a_value(self):
        out = self.ok("history", "runs.db", "/variables/seats",
                      *EXECUTION).out
        self.assertIn("/variables/seats: 3 changes in 6 snapshots", out)
        self.assertIn("(nothing) -> 3", out)
        changes = self.ok("history", "runs.db", "/variables/seats", "--json",
                          *EXECUTION).json["changes"]
        self.assertEqual([(c.get("before"), c["after"]) for c in changes],
                         [(1, 2), (3, 1), (None, 3)])
        self.assertNotIn("before", changes[2])
        self.assertIn("JSON Pointer", self.fails(
            2, "history", "runs.db", "variables", *EXECUTION))
        self.fails(2, "history", "runs.db", "/nowhere", *EXECUTION)

    def test_check_finds_nothing_in_a_sound_store(self):
        self.assertIn("nothing found", self.ok("check", "runs.db").out)
        answer = self.ok("check", "runs.db", "--json").json
        self.assertEqual(list(answer), ["executions", "records", "states",
                                        "keyframes", "findings"])
        self.assertEqual((answer["executions"], answer["findings"]), (2, []))
        self.assertEqual(self.ok("check", "runs.db", "--quick").out,
                         "checksums compared\nnothing found\n")

    def test_check_ends_with_1_where_a_byte_is_wrong(self):
        path = self.folder / "runs.db"
        data = bytearray(path.read_bytes())
        at = data.index(b"two seats, please")
        data[at] ^= 1
        path.write_bytes(data)
        for more in ([], ["--quick"]):
            answer = self.run_it("check", "runs.db", *more)
            self.assertEqual((answer.code, answer.err), (1, ""))
            self.assertIn("a row of record is damaged", answer.out)
            self.assertIn("finding", answer.out.splitlines()[-1])
        answer = self.run_it("check", "runs.db", "--json")
        self.assertEqual(answer.code, 1)
        self.assertGreater(len(answer.json["findings"]), 0)
        self.assertIn("booking-1", self.ok("ls", "runs.db").out)

    def test_stats_tell_figures(self):
        self.assertIn("executions", self.ok("stats", "runs.db").out)
        answer = self.ok("stats", "runs.db", "--json").json
        self.assertEqual(answer["executions"], 2)
        self.assertEqual(answer["snapshots"], 7)
        out = self.ok("stats", "runs.db", "--prometheus").out
        self.assertIn("# TYPE snaproll_store_executions gauge\n", out)
        self.assertRegex(out, r"\nsnaproll_store_snapshots\{store=\"[0-9a-f-]+\"\} 7\n")

    def test_it_reads_while_a_writer_works(self):
        holder = subprocess.Popen(
            [MAKE_STORE, "hold", "runs.db", "booking-1"], cwd=self.folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.assertEqual(holder.stdout.readline(), "held\n")
        out = self.ok("ls", "runs.db").out
        self.assertIn("the test, ", out)
        owner = self.ok("ls", "runs.db", "--json",
                        "--owned").json["executions"][0]["owner"]
        self.assertEqual((owner["name"], owner["lives"]), ("the test", True))
        self.ok("log", "runs.db", *EXECUTION)
        self.ok("check", "runs.db")
        holder.communicate("")
        self.assertEqual(holder.returncode, 0)


if __name__ == "__main__":
    main()
