"""`erase`: what it takes does not come back, and stands nowhere after it."""

import os

from support import ProgramTest, main

EXECUTION = ("-e", "booking-1")
TEXT = ("--containing", "-")


class Erasing(ProgramTest):
    def setUp(self):
        super().setUp()
        self.make("agent")

    def exported(self):
        return self.ok("export", "runs.db", "--full", *EXECUTION).out

    def test_takes_a_text_from_standard_input(self):
        self.assertIn("row 4", self.exported())
        planned = self.unchanged("erase", "runs.db", *TEXT, "--dry-run",
                                 *EXECUTION, given="row 4\n")
        self.assertIn("would erase from \"booking-1\"", planned.out)
        done = self.ok("erase", "runs.db", *TEXT, "--yes", "--reason", "asked",
                       *EXECUTION, given="row 4\n")
        self.assertIn("erased from \"booking-1\"", done.out)
        self.assertNotIn("pending", done.out)
        self.assertNotIn("row 4", self.exported())
        told = self.ok("erasures", "runs.db", *EXECUTION)
        self.assertIn("a text", told.out)
        self.assertIn("asked", told.out)
        self.ok("check", "runs.db")

    def test_takes_a_place(self):
        done = self.ok("erase", "runs.db", "--pointer", "/variables/messages",
                       "--yes", "--json", *EXECUTION).json
        self.assertGreater(done["states"], 0)
        self.assertFalse(done["pending"])
        self.fails(3, "show", "runs.db", "now", "--pointer",
                   "/variables/messages", *EXECUTION)
        (erasure,) = self.ok("erasures", "runs.db", "--json", *EXECUTION).json
        self.assertEqual(erasure["id"], done["id"])
        self.assertEqual(erasure["pointer"], "/variables/messages")

    def test_asks_and_refuses_what_is_no_value(self):
        self.unchanged("erase", "runs.db", *TEXT, *EXECUTION, code=2,
                       given="row 4")
        for wrong in ((), ("--containing", "row 4"),
                      ("--containing", "-", "--pointer", "/variables/a"),
                      ("--pointer", "/state")):
            self.unchanged("erase", "runs.db", *wrong, "--yes", *EXECUTION,
                           code=2, given="row 4")
        self.unchanged("erase", "runs.db", *TEXT, "--yes", *EXECUTION, code=2,
                       given="")
        for nowhere in (("--pointer", "/variables/none"), TEXT):
            failed = self.unchanged("erase", "runs.db", *nowhere, "--yes",
                                    *EXECUTION, code=3, given="no such text")
            self.assertNotIn("no such text", failed.err)

    def test_of_all_executions(self):
        self.assertIn(b"row 4", self.bytes_of("runs.db"))
        self.ok("erase", "runs.db", *TEXT, "--yes", "--all", given="row 4")
        self.assertNotIn(b"row 4", self.bytes_of("runs.db"))

    def bytes_of(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()


if __name__ == "__main__":
    main()
