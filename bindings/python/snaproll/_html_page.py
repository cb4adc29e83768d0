"""A fragment for a notebook, and a page as one file."""

from __future__ import annotations

import base64
import hashlib
import os
import pathlib
import secrets
import stat
from typing import Any

from ._error import SnaprollError
from ._html import cut, document, join, styles, tag
from ._html_execution import Limits
from ._html_patches import Budget
from ._html_objects import fragment_of, title_of
from ._html_style import SHEET
from ._library import VERSION

_CELL = 50  # Snapshots, or rows, of what a notebook shows.


def cell(item: Any) -> str:
    """What a notebook shows of an object; nothing that it needs is elsewhere."""
    budget = Budget(characters=300_000, lines=40, operations=20_000)
    limits = Limits(_CELL, budget, cell=True)
    try:
        inside = fragment_of(item, limits)
    except SnaprollError as problem:
        told = tag("p", f"{problem.code_name}: {problem}", class_="remove")
        inside = join([tag("code", repr(item)), told])
    return str(tag("div", styles(SHEET), inside, class_="snaproll cell"))


def page(item: Any, limit: int) -> str:
    """A page that nothing is loaded for and that runs nothing."""
    budget = Budget(characters=8_000_000, lines=300, operations=200_000)
    limits = Limits(limit, budget, cell=False)
    inside = fragment_of(item, limits)
    digest = base64.b64encode(hashlib.sha256(SHEET.encode()).digest()).decode()
    rules = (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    top = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=rules),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", cut(title_of(item), 200)),
        styles(SHEET),
    )
    foot = tag("footer", f"snaproll {VERSION}")
    body = tag("body", tag("main", inside), foot, class_="snaproll")
    return document(top, body, lang="en")


def write(path: str | os.PathLike[str], text: str) -> pathlib.Path:
    """Writes a file as a whole or not at all; its path.

    With the permissions of the one that it takes the place of, else those that
    new files have. A pipe or a device is written to, and stays.
    """
    made = pathlib.Path(path)  # TypeError of what is no path.
    told = os.fspath(path)
    try:
        if _is_special(told):
            _write(os.open(told, os.O_WRONLY), text)
        else:
            _replace(os.path.realpath(told) if told else "", text)
    except OSError as problem:
        # Of the path that was told, not of the file beside it.
        raise OSError(problem.errno, problem.strerror, told) from None
    return made


def _is_special(path: str) -> bool:
    """Whether something is there that is neither a file nor a folder."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _write(handle: int, text: str) -> None:
    with open(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _replace(target: str, text: str) -> None:
    beside = f"{target}.{secrets.token_hex(4)}.tmp" if target else ""
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        _write(handle, text)
        if os.path.exists(target):
            os.chmod(beside, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise
