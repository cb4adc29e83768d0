"""The folder that a list works in, and what a reply tells of the machine.

A word stands there instead (tests/scenario/README.md).
"""

import contextlib
import os
import re
import shutil
import tempfile

from scenario_json import Json
from snaproll._json import encode


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


def report(told):
    """What was told, as canonical JSON without what is of the machine."""
    text = plain(encode(told).decode())
    return Json(re.sub(rf'"({TIMES})":"(?!2001-)[^"]*"', r'"\1":"now"', text))


def erased(told):
    """The same of erasures, whose ids are drawn."""
    return Json(re.sub('"id":"[^"]*"', '"id":"drawn"', report(told)))
