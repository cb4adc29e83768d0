"""How executions and snapshots are named, and what is said where a name is of
no use."""

from support import ProgramTest, main

EXECUTION = ("-e", "booking-1")
BEFORE_PAYING = "019de369-28c8-7000-b9a6-10202eac4a80"


class Names(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("agent")

    def id_of(self, name):
        return self.ok("show", "runs.db", name, "--json",
                       *EXECUTION).json["id"]

    def test_a_snapshot_has_many_names(self):
        for name in (BEFORE_PAYING, BEFORE_PAYING.upper(), "@4", "2eac4a80",
                     "4a80", "2EAC4A80", "10202eac4a80", "019de369-28c8",
                     "019de36928c8", "before paying", "latest~2",
                     "confirmed~2"):
            with self.subTest(name):
                self.assertEqual(self.id_of(name), BEFORE_PAYING)
        self.assertEqual(self.id_of("start"), self.id_of("@6"))
        self.assertEqual(self.id_of("latest"), self.id_of("@1"))
        self.assertIsNone(self.id_of("now"))

    def test_tags_and_branches_are_names_before_labels(self):
        self.ok("tag", "runs.db", "@3", "confirmed", *EXECUTION)
        self.ok("branch", "runs.db", "main", "@4", *EXECUTION)
        self.assertEqual(self.id_of("confirmed"), self.id_of("@3"))
        self.assertEqual(self.id_of("main"), BEFORE_PAYING)
        self.assertEqual(self.id_of("main~"), self.id_of("@5"))
        err = self.fails(3, "show", "runs.db", "mai", *EXECUTION)
        self.assertIn('did you mean "main"?', err)
        err = self.fails(3, "show", "runs.db", "main~9", *EXECUTION)
        self.assertIn("'main' has only 2 parents", err)
        self.fails(2, "show", "runs.db", "main~x", *EXECUTION)

    def test_short_ids_of_the_log_are_names(self):
        for line in self.ok("log", "runs.db", *EXECUTION).out.splitlines()[2:]:
            number, short = line.split()[:2]
            self.assertEqual(self.id_of(short), self.id_of(number))

    def test_an_ambiguous_beginning_lists_its_candidates(self):
        err = self.fails(4, "show", "runs.db", "019de369", *EXECUTION)
        self.assertIn("'019de369' names several snapshots", err)
        self.assertIn(f'@4  {BEFORE_PAYING}  2026-05-01 12:00:13  '
                      '"before paying"', err)
        self.assertIn("@6", err)

    def test_a_repeated_label_is_ambiguous(self):
        self.make("long", "long.db", "5")
        err = self.fails(4, "show", "long.db", "tick")
        self.assertIn("'tick' names several snapshots", err)
        self.assertEqual(err.count('"tick"'), 5)

    def test_a_name_that_is_none_tells_what_is_near(self):
        err = self.fails(3, "show", "runs.db", "before payin", *EXECUTION)
        self.assertIn('did you mean "before paying"?', err)
        for name in ("@0", "@7", "@", "afb", "ffff", "label:start",
                     "@99999999999999999999"):
            with self.subTest(name):
                self.assertIn(f"{name}", self.fails(
                    3, "show", "runs.db", name, *EXECUTION))
        self.fails(2, "show", "runs.db", "", *EXECUTION)

    def test_an_execution_may_be_left_out_where_it_is_the_only_one(self):
        self.make("long", "long.db", "5")
        self.assertIn("execution long", self.ok("log", "long.db").out)
        err = self.fails(2, "log", "runs.db")
        self.assertIn('"runs.db" holds 2 executions', err)
        self.assertIn('"booking-1"', err)
        self.assertIn("-e ID", err)

    def test_a_unique_part_of_an_execution_is_enough_to_read(self):
        self.assertIn("booking-1", self.ok("log", "runs.db", "-e", "book").out)
        self.assertIn("booking-1", self.ok("log", "runs.db", "-e", "ing-1").out)
        self.fails(3, "log", "runs.db", "-e", "boo")
        self.ok("fork", "runs.db", "--as", "booking-2", *EXECUTION)
        err = self.fails(4, "log", "runs.db", "-e", "booking")
        self.assertIn('"booking" stands for 2 executions', err)
        self.assertIn('"booking-2"', err)
        self.ok("log", "runs.db", "-e", "booking-1")

    def test_an_execution_that_is_not_there_tells_near_ones(self):
        err = self.fails(3, "log", "runs.db", "-e", "boking-1")
        self.assertIn('there is no execution "boking-1" in "runs.db"', err)
        self.assertIn('did you mean "booking-1"?', err)

    def test_a_wrong_path_tells_what_was_looked_for_and_makes_nothing(self):
        for command in (["ls"], ["log"], ["check"], ["stats"], ["compact"],
                        ["show"], ["rollback", "@1", "--yes"],
                        ["prune", "--before", "0s", "--yes"], ["branch"],
                        ["tag"], ["hold", "@1", "x"], ["policy"], ["expire"],
                        ["remove", "@1", "--yes"], ["switch", "x", "--yes"],
                        ["delete", "-e", "x", "--yes"], ["backup", "copy.db"],
                        ["migrate", "--kind", "x", "--to", "1", "--patch",
                         "x", "--yes"],
                        ["fork", "--as", "y"], ["copy", "other.db"],
                        ["export", "-o", "out"], ["import", "runs.db"]):
            with self.subTest(command[0]):
                answer = self.unchanged(command[0], "runs.dv", *command[1:],
                                        code=3)
                self.assertIn('there is no store at "runs.dv"', answer.err)
                self.assertIn(f"looked for {self.folder}/runs.dv", answer.err)
                self.assertIn("nothing was made", answer.err)
                self.assertIn('did you mean "runs.db"?', answer.err)

    def test_what_is_no_store_is_said_to_be_none(self):
        (self.folder / "text").write_text("not a database at all\n" * 100)
        (self.folder / "empty").write_text("")
        (self.folder / "folder").mkdir()
        self.fails(6, "ls", "text")
        self.fails(2, "ls", "folder")
        self.fails(2, "ls", ":memory:")
        self.fails(3, "ls", "empty")
        self.assertEqual((self.folder / "empty").read_bytes(), b"")

    def test_a_wrong_command_line_is_a_fault_of_usage(self):
        for arguments in ([], ["frobnicate"], ["ls"], ["ls", "runs.db", "-x"],
                          ["ls", "runs.db", "--state", "Asleep"],
                          ["ls", "runs.db", "--attribute", "tenant"],
                          ["ls", "runs.db", "--since", "yesterday"],
                          ["ls", "runs.db", "--owned", "--not-owned"],
                          ["log", "runs.db", "--auto", "--manual"],
                          ["log", "runs.db", "-n", "many"],
                          ["diff", "runs.db"], ["completion", "fish"],
                          ["diff", "runs.db", "@1", "@2", "@3"],
                          ["prune", "runs.db", "--before", "0s", "--policy",
                           "keep-last=1"],
                          ["tag", "runs.db", "@1", *EXECUTION],
                          ["hold", "runs.db", "now", "x", *EXECUTION],
                          ["release", "runs.db", "@1"], ["switch", "runs.db"],
                          ["remove", "runs.db"],
                          ["policy", "runs.db", "keep-dayly=1", *EXECUTION],
                          ["policy", "runs.db", "keep-last=1", "--none"],
                          ["fork", "runs.db"],
                          ["delete", "runs.db"]):
            with self.subTest(arguments):
                self.fails(2, *arguments)


if __name__ == "__main__":
    main()
