"""Commands that other packages bring: programs beside this one, or on PATH."""

import os

from support import ProgramTest, main


class External(ProgramTest):
    def program(self, name, text="#!/bin/sh\necho \"$*\"\n", mode=0o755):
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(text)
        path.chmod(mode)
        return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}

    def test_a_command_is_the_program_of_that_name(self):
        path = self.program("snaproll-import-dreams")
        answer = self.ok("import-dreams", "a b", "--yes", environment=path)
        self.assertEqual(answer.out, "a b --yes\n")

    def test_it_ends_as_that_program_ends(self):
        path = self.program("snaproll-nine", "#!/bin/sh\nexit 9\n")
        self.assertEqual(self.run_it("nine", environment=path).code, 9)

    def test_a_command_of_its_own_is_never_another_program(self):
        self.make("agent")
        path = self.program("snaproll-ls")
        self.assertIn("booking-1", self.ok("ls", "runs.db", environment=path).out)

    def test_what_may_not_be_run_or_has_another_name_is_no_command(self):
        path = self.program("snaproll-Dreams")
        self.fails(2, "Dreams", environment=path)
        path = self.program("snaproll-dreams", mode=0o644)
        self.fails(2, "dreams", environment=path)
        self.fails(2, "../bin/dreams", environment=path)

    def test_a_relative_path_is_not_looked_into(self):
        self.program("snaproll-dreams")
        self.fails(2, "dreams", environment={"PATH": "bin"})

    def test_a_known_package_is_named_where_it_is_missing(self):
        error = self.fails(2, "import-langgraph", "old.db", "new.db")
        self.assertIn("pip install 'snaproll[langgraph]'", error)


if __name__ == "__main__":
    main()
