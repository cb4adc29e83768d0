"""Shown: what objects look like in a notebook, and as a page."""

from __future__ import annotations

import os
import pathlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._html import Markup
    from ._html_execution import Limits


class Shown:
    """Base of what can be looked at."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """What a notebook shows: HTML of bounded size, without a script."""
        from ._html_page import cell  # Not before it is needed.

        return cell(self)

    def show(self, path: str | os.PathLike[str], *, limit: int = 1_000) -> pathlib.Path:
        """Writes it as one page that needs nothing else; the path.

        The file is replaced as a whole, or stays as it was. Of an execution the
        page has its timeline and what each step changed. Secret values are
        masked.

        limit: how many snapshots, or rows, are shown; the newest are.
        """
        from ._handle import natural
        from ._html_page import page, write

        most = natural(limit, "limit")
        return write(path, page(self, most))


class Fragment(Shown):
    """Base of what tells itself what is shown of it: of packages on top of this one."""

    __slots__ = ()

    def _title(self) -> str:
        """The title of its page."""
        raise NotImplementedError

    def _fragment(self, limits: Limits) -> Markup:
        """The inside of what is shown."""
        raise NotImplementedError
