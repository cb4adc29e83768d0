"""System calls that strace makes fail: which, how, and what has to come of it."""

from kernel_case import STARTS, verify
from kernel_proof import DURABILITIES
from kernel_scenario import END, PLAN

# The call, how it fails, and how often: `once`, `thrice`, or from then on.
# A write of no bytes is what strace can do of short ones: the limit on the size of
# files makes those that are cut in the middle. An unlock never fails on a local
# disk, and is left alone: after one, SQLite waits ten seconds for each read.
FAULTS = (
    ("fdatasync", "error=EIO", ("once", "lasting")),
    ("fsync", "error=EIO", ("once", "lasting")),
    ("pwrite64", "error=ENOSPC", ("once", "lasting")),
    ("pwrite64", "error=EIO", ("once", "lasting")),
    ("pwrite64", "retval=0", ("once", "lasting")),
    ("pwrite64", "error=EINTR", ("once", "thrice")),
    ("pread64", "error=EIO", ("once", "lasting")),
    ("pread64", "error=EINTR", ("once", "thrice")),
    ("fcntl", "error=EINTR", ("once",)),
    ("fcntl", "error=ENOLCK", ("once",)),
    ("openat", "error=EMFILE", ("once", "lasting")),
    ("openat", "error=ENFILE", ("once", "lasting")),
    ("openat", "error=EINTR", ("once",)),
    ("mmap", "error=ENOMEM", ("once", "lasting")),
    ("ftruncate", "error=EIO", ("once", "lasting")),
    ("ftruncate", "error=ENOSPC", ("once", "lasting")),
    ("unlink", "error=EIO", ("once", "lasting")),
    ("unlink", "error=EACCES", ("once", "lasting")),
    ("newfstatat", "error=EIO", ("once", "lasting")),
    ("fchmod", "error=EPERM", ("once", "lasting")),
    ("fchown", "error=EPERM", ("once", "lasting")),
    ("readlink", "error=EIO", ("once", "lasting")),
)
# SQLite takes what a device can not read as damage, and opens for reading what it
# can not open for writing, for whatever reason.
ALSO = {"pread64": {"CORRUPT"}, "openat": {"READ_ONLY"}}
SYNCS = ("fdatasync", "fsync")
VERBS = {verb for verb, *_ in PLAN}
# What docs/errors.md has for all of them.
DOCUMENTED = {"BUSY", "IO", "NO_MEMORY", "UNKNOWN", "UNUSABLE"}


def when(span, n):
    """In the words of strace."""
    if span == "thrice":
        return f"{n}..{n + 2}"
    return f"{n}+" if span == "lasting" else str(n)


def injected_cases(bench):
    for start in STARTS:
        for durability in DURABILITIES:
            calls = bench.calls(start, durability)
            for call, how, spans in FAULTS:
                for n, (_, arguments) in enumerate(calls.get(call, ()), 1):
                    if "F_UNLCK" in arguments:
                        continue
                    for span in spans:
                        yield start, durability, call, how, span, n


def _sync_failed(story):
    """A commit whose sync failed is UNKNOWN, and the store UNUSABLE then."""
    commits = [one for one in story.failures if one["failed"] in VERBS]
    wrong = [
        f"a sync failed, and the commit is no UNKNOWN: {one}"
        for one in commits
        if one["code"] not in ("UNKNOWN", "UNUSABLE")
    ]
    if commits and not story.poisoned:
        wrong.append(f"a sync failed, and the store can be used: {commits}")
    return wrong


def run_injected(bench, case):
    """Whether the fault came about, the worker's story, and what is wrong."""
    start, durability, call, how, span, n = case
    inject = f"{call}:{how}:when={when(span, int(n))}"
    path, story, status, log = bench.traced(start, durability, inject)
    wrong = []
    codes = story.codes()
    if status != 0:
        wrong.append(f"the worker ended with {status}")
    if span != "lasting" and story.acknowledged != END:
        wrong.append(f"what failed {span} was not overcome: {story.failures}")
    if codes - DOCUMENTED - ALSO.get(call, set()):
        wrong.append(f"not documented for this: {story.failures}")
    if call in SYNCS:
        wrong += _sync_failed(story)
    wrong += verify(path, story)
    return "(INJECTED)" in log, story, wrong
