"""The examples run and print what is written down."""

import os
import pathlib
import re
import subprocess
import sys

from conftest import ROOT

import snaproll

EXAMPLES = ROOT / "examples" / "python"
BINDING = pathlib.Path(snaproll.__file__).parents[1]


def test_hello_prints_its_output():
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / "hello.py"],
        env={**os.environ, "PYTHONPATH": str(BINDING)},
        capture_output=True,
        text=True,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == (EXAMPLES / "hello.output").read_text()


def test_readme_shows_hello():
    text = (ROOT / "bindings" / "python" / "README.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert (EXAMPLES / "hello.py").read_text() in blocks


def test_snippets_of_the_readme_run():
    text = (ROOT / "bindings" / "python" / "README.md").read_text()
    for block in re.findall(r"```python\n(.*?)```", text, re.S):
        exec(compile(block, "README.md", "exec"), {"print": lambda *_: None})
