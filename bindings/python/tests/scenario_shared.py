"""What the files of the scenario share: JSON, the folder, and what is of the machine.

A word stands in a reply for what depends on the machine (tests/scenario/README.md).
"""

import contextlib
import os
import re
import shutil
import tempfile

from snaproll._json import encode


class Json(str):
    """Text that is JSON, as it goes into a reply."""


def optional(call, *names):
    """The inputs of those names that are there, by name."""
    return {name: call[name] for name in names if name in call}


@contextlib.contextmanager
def folder():
    """A new folder to work in, which goes with it."""
    before = os.getcwd()
    memory = "/dev/shm"
    made = tempfile.mkdtemp(dir=memory if os.path.isdir(memory) else None)
    os.chdir(made)
    try:
        yield
    finally:
        os.chdir(before)
        shutil.rmtree(made)


def plain(text):
    """A text without what it tells of this process and of the folder."""
    text = re.sub('process [0-9]+ on [^,"]*', "this process", text)
    return text.replace(os.getcwd() + "/", "")


TIMES = "at|created_at|last_commit|since|started_at"
FIGURES = "busy_waits|syncs|transactions|[a-z]+_bytes|bytes_written"


def report(told):
    """What was told, as canonical JSON without what is of the machine."""
    text = plain(encode(told).decode())
    text = re.sub(rf'"({TIMES})":"(?!2001-)[^"]*"', r'"\1":"now"', text)
    return Json(re.sub(rf'"({FIGURES})":[0-9]+', r'"\1":"some"', text))


def erased(told):
    """The same of erasures, whose ids are drawn."""
    return Json(re.sub('"id":"[^"]*"', '"id":"drawn"', report(told)))
