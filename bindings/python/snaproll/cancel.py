"""Cancel: asks a long call on another thread to stop."""

from __future__ import annotations

from ._ffi import lib
from ._handle import Handle


class Cancel(Handle, noun="cancel"):
    """Given to a call that may run long; any thread may trigger it.

    Internally synchronized: threads may share it.

    >>> import snaproll
    >>> cancel, large = snaproll.Cancel(), snaproll.Value(list(range(100_000)))
    >>> cancel.trigger()  # By another thread, as a rule.
    >>> large.to_json(cancel)
    Traceback (most recent call last):
        ...
    snaproll._error.StoppedError: stopped while writing JSON
    """

    def __init__(self) -> None:
        self._init(lib.snaproll_cancel_new)

    def trigger(self) -> None:
        """The calls that were given it end with StoppedError, changing nothing."""
        self._call(lib.snaproll_cancel_trigger)
