"""The tree of a history and its names; what stays in it."""

import subprocess

from support import MAKE_STORE, ProgramTest, main

EXECUTION = ("-e", "booking-1")


class History(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("agent")

    def log(self, *more):
        return self.ok("log", "runs.db", *more, *EXECUTION).out.splitlines()

    def snapshots(self):
        return self.ok("log", "runs.db", "--json", *EXECUTION).json["snapshots"]

    def do(self, command, *more):
        return self.ok(command, "runs.db", *more, *EXECUTION)

    def test_the_graph_is_drawn_beside_the_log(self):
        lines = self.log("--graph")
        self.assertEqual([line.split("@")[0].rstrip() for line in lines[2:]],
                         ["*", "*", "| *", "|/", "*", "*", "*"])
        lines = self.log("--graph", "--auto")
        self.assertEqual([line.split("@")[0].rstrip() for line in lines[2:]],
                         ["*", "| *", "|/", "*"])

    def test_names_are_shown_where_there_are_any(self):
        self.assertNotIn("NAMES", self.log()[1])
        self.do("branch", "main")
        self.do("tag", "before paying", "good")
        self.do("hold", "good", "audit", "--reason", "case 7")
        lines = self.log()
        self.assertIn("NAMES", lines[1])
        self.assertIn("  main*  ", lines[2])
        self.assertIn("  tag: good, held: audit  ", lines[5])
        newest, *_, good, _, _ = self.snapshots()
        self.assertEqual(newest["branches"], ["main"])
        self.assertEqual((good["tags"], good["holds"]), (["good"], ["audit"]))
        self.assertIn("names      tag: good, held: audit\n",
                      self.do("show", "good").out)

    def test_branches_are_made_listed_renamed_and_removed(self):
        self.assertIn("(no name)", self.do("branch").out)
        self.assertEqual(self.do("branch", "main").out,
                         'made the branch "main"\n')
        self.do("branch", "first try", "@3")
        self.assertIn("there is a branch of that name",
                      self.fails(5, "branch", "runs.db", "main", *EXECUTION))
        answer = self.do("branch", "--json").json
        self.assertEqual(
            [(one["name"], one["selected"]) for one in answer["branches"]],
            [("first try", False), ("main", True)])
        self.do("branch", "first try", "--rename", "old")
        self.do("branch", "main", "--remove")
        lines = self.do("branch").out.splitlines()
        self.assertEqual(lines[0].split(), ["old", "@3", "19cf8a72"])
        self.assertIn("(no name)", lines[1])
        self.fails(3, "branch", "runs.db", "none", "--remove", *EXECUTION)

    def test_switching_goes_to_the_head_and_selects(self):
        self.do("branch", "try", "@3")
        self.assertIn("did you mean \"try\"?", self.fails(
            3, "switch", "runs.db", "tri", "--yes", *EXECUTION))
        self.unchanged("switch", "runs.db", "try", "--dry-run", *EXECUTION)
        out = self.do("switch", "try", "--yes").out
        self.assertIn("rolled back to snapshot", out)
        self.assertEqual(self.do("digest", "now").out.split()[0],
                         self.do("digest", "@3").out.split()[0])
        self.assertTrue(self.do("branch", "--json").json["branches"][0]
                        ["selected"])

    def test_tags_and_holds_are_put_while_an_owner_works(self):
        holder = subprocess.Popen(
            [MAKE_STORE, "hold", "runs.db", "booking-1"], cwd=self.folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.assertEqual(holder.stdout.readline(), "held\n")
        self.addCleanup(holder.communicate)
        self.assertEqual(self.do("tag", "@4", "good").out,
                         '@4 2eac4a80 is tagged "good"\n')
        self.do("hold", "good", "audit")
        self.fails(5, "branch", "runs.db", "main", *EXECUTION)
        self.do("release", "good", "audit")
        self.do("tag", "good", "good", "--remove")
        self.assertEqual(self.do("tag").out, "no tags\n")
        self.assertEqual(self.do("hold", "--json").json["holds"], [])

    def test_a_unique_tag_is_refused_where_another_has_it(self):
        self.do("tag", "@4", "good", "--unique")
        self.fails(5, "tag", "runs.db", "@3", "good", "--unique", *EXECUTION)
        self.do("tag", "@3", "good")
        err = self.fails(4, "show", "runs.db", "good", *EXECUTION)
        self.assertIn("'good' names several snapshots", err)
        self.assertIn("@3  019de369-2cb0", err)
        self.assertIn("@4  019de369-28c8", err)

    def test_remove_takes_one_out_unless_it_is_held(self):
        self.do("hold", "@4", "audit", "--reason", "why")
        self.assertIn("why", self.do("hold").out)
        err = self.fails(5, "remove", "runs.db", "@4", "--yes", *EXECUTION)
        self.assertIn("'audit'", err)
        self.do("release", "@4", "audit")
        self.assertEqual(self.do("remove", "@4", "--yes").out,
                         "removed @4 2eac4a80\n")
        snapshots = self.snapshots()
        self.assertEqual(snapshots[1]["parent"], snapshots[3]["id"])
        self.assertEqual(snapshots[2]["parent"], snapshots[3]["id"])
        self.ok("check", "runs.db")

    def test_a_policy_is_told_set_and_taken_away(self):
        self.assertEqual(self.do("policy").out, "no policy\n")
        self.assertEqual(self.do("policy", "keep-tagged keep-last=2").out,
                         "keep-last=2 keep-tagged\n")
        self.assertEqual(self.do("policy", "--json").json, {
            "execution": "booking-1", "policy": "keep-last=2 keep-tagged"})
        err = self.fails(2, "policy", "runs.db", "keep-dayly=1", *EXECUTION)
        self.assertIn("keep-daily", err)
        self.do("policy", "--none")
        self.ok("policy", "runs.db", "expire-idle=90d", "--store")
        self.assertEqual(self.do("policy").out, "expire-idle=90d\n")

    def test_prune_tells_why_each_stays_or_leaves(self):
        err = self.fails(3, "prune", "runs.db", "--dry-run", *EXECUTION)
        self.assertIn("no policy", err)
        before = self.files()
        planned = self.do("prune", "--dry-run", "--policy", "keep-last=2")
        self.assertEqual(self.files()["runs.db"], before["runs.db"])
        lines = planned.out.splitlines()
        self.assertRegex(lines[0], r"^@1  b2efaa84 .* stays .* B  keep-last")
        self.assertRegex(lines[5], r"^@6  164c8375 .* leaves .* B$")
        self.assertRegex(lines[6], r"^4 snapshots would be removed, .* freed")
        done = self.do("prune", "--policy", "keep-last=2", "--yes",
                       "--json").json
        self.assertEqual((done["planned"], done["report"]["removed"]),
                         (False, 4))
        self.assertEqual(len(self.snapshots()), 2)
        self.ok("check", "runs.db")

    def test_held_snapshots_are_not_counted_by_prune_before(self):
        self.do("hold", "start", "audit")
        planned = self.do("prune", "--before", "2026-05-01T12:00:13Z",
                          "--dry-run")
        self.assertEqual(planned.out, "1 snapshot would be removed\n")
        done = self.do("prune", "--before", "2026-05-01T12:00:13Z", "--yes")
        self.assertEqual(done.out, "1 snapshot removed\n")

    def test_expire_deletes_what_its_policy_lets_go(self):
        self.assertEqual(self.ok("expire", "runs.db").out,
                         "0 executions deleted\n")
        self.ok("policy", "runs.db", "expire-idle=1s", "--store")
        self.do("hold", "start", "audit")
        out = self.unchanged("expire", "runs.db", "--dry-run").out
        self.assertRegex(out, r"report-1 .* goes +expire-idle\n")
        self.assertRegex(out, r"booking-1 .* stays +held\n")
        self.assertIn("--yes", self.fails(2, "expire", "runs.db"))
        report = self.ok("expire", "runs.db", "--yes", "--json").json["report"]
        self.assertEqual(report["removed"], 1)
        self.assertNotIn("report-1", self.ok("ls", "runs.db").out)


class Groups(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("group")

    def groups(self, execution):
        return self.ok("group", "runs.db", "--json", "-e",
                       execution).json["groups"]

    def variable(self, execution, name):
        return self.ok("show", "runs.db", "-p", f"/variables/{name}", "-e",
                       execution).out.strip()

    def test_groups_are_listed_and_shown_in_the_log(self):
        (told,), (other,) = self.groups("trip"), self.groups("hotel")
        self.assertEqual((told["id"], told["label"], told["members"]),
                         (other["id"], "before booking", 2))
        out = self.ok("group", "runs.db", "-e", "trip").out
        self.assertIn(told["id"], out)
        self.assertIn("of 2 executions", out)
        log = self.ok("log", "runs.db", "-e", "trip")
        self.assertIn(f"group: {told['id'][-8:]}", log.out)
        newest = self.ok("log", "runs.db", "--json", "-e",
                         "trip").json["snapshots"][0]
        self.assertEqual(newest["groups"], [told["id"]])

    def test_all_executions_go_back_to_a_group(self):
        group = self.groups("trip")[0]["id"]
        self.assertIn("--yes", self.fails(
            2, "group", "runs.db", group, "--rollback", "-e", "trip"))
        answer = self.ok("group", "runs.db", group[-8:], "--rollback", "--yes",
                         "--json", "-e", "trip").json
        self.assertEqual(answer["group"], group)
        self.assertEqual({one["execution"] for one in answer["executions"]},
                         {"trip", "hotel"})
        self.assertEqual(self.variable("trip", "hotel"), '"asked"')
        self.assertEqual(self.variable("hotel", "room"), "7")

    def test_a_member_is_held_until_its_group_is_removed(self):
        group = self.groups("trip")[0]["id"]
        err = self.fails(5, "remove", "runs.db", "@1", "--yes", "-e", "trip")
        self.assertIn(group, err)
        self.assertIn(group, self.fails(
            5, "delete", "runs.db", "--yes", "-e", "trip"))
        self.fails(3, "group", "runs.db", "nothing", "--remove", "-e", "trip")
        self.fails(2, "group", "runs.db", "--remove", "-e", "trip")
        self.fails(2, "group", "runs.db", group, "-e", "trip")
        self.ok("group", "runs.db", group, "--remove", "-e", "trip")
        self.assertEqual(self.ok("group", "runs.db", "-e", "trip").out,
                         "no groups\n")
        self.ok("remove", "runs.db", "@1", "--yes", "-e", "trip")
        self.fails(2, "group", "runs.db", group, "--rollback", "--yes", "-e",
                   "hotel")

    def test_a_living_owner_of_a_member_is_left_alone(self):
        holder = subprocess.Popen(
            [MAKE_STORE, "hold", "runs.db", "hotel"], cwd=self.folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.assertEqual(holder.stdout.readline(), "held\n")
        self.addCleanup(holder.communicate)
        group = self.groups("trip")[0]["id"]
        self.fails(5, "group", "runs.db", group, "--rollback", "--yes", "-e",
                   "trip")
        self.assertEqual(self.variable("trip", "hotel"), '"booked"')


class Sizes(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("agent")

    def usage(self, *snapshots):
        return self.ok("stats", "runs.db", *snapshots, "--json",
                       *EXECUTION).json

    def test_what_snapshots_take_is_told(self):
        all_of_it = self.usage()
        self.assertEqual(all_of_it["snapshots"], 6)
        some = self.usage("@2", "before paying")["usage"]
        self.assertEqual(some["total"], some["alone"] + some["shared"])
        self.assertLess(some["total"], all_of_it["usage"]["total"])
        self.assertIn("if they were removed",
                      self.ok("stats", "runs.db", "@2", *EXECUTION).out)
        self.fails(2, "stats", "runs.db", "now", *EXECUTION)
        self.fails(3, "stats", "runs.db", "nothing", *EXECUTION)
        self.fails(2, "stats", "runs.db", "@2", "--prometheus", *EXECUTION)

    def test_the_log_tells_sizes_on_request(self):
        plain = self.ok("log", "runs.db", *EXECUTION)
        self.assertNotIn("FREED", plain.out)
        self.unchanged("log", "runs.db", "--sizes", *EXECUTION)
        out = self.ok("log", "runs.db", "--sizes", *EXECUTION).out
        self.assertIn("SHARED", out.splitlines()[1])
        self.assertIn("FREED", out.splitlines()[1])
        snapshots = self.ok("log", "runs.db", "--sizes", "--json",
                            *EXECUTION).json["snapshots"]
        self.assertEqual(snapshots[1]["usage"], self.usage("@2")["usage"])


if __name__ == "__main__":
    main()
