"""What the files of the scenario runner share."""

from snaproll._json import encode


class Json(str):
    """Text that is JSON, as it goes into a reply."""

    @classmethod
    def object_of(cls, members):
        """An object whose members stand in their order."""
        told = (f'"{n}":{cls.text_of(value)}' for n, value in members.items())
        return cls("{" + ",".join(told) + "}")

    @classmethod
    def list_of(cls, items):
        return cls("[" + ",".join(map(cls.text_of, items)) + "]")

    @classmethod
    def text_of(cls, item):
        return item if isinstance(item, cls) else encode(item).decode()


def optional(call, *names):
    """The inputs of those names that are there, by name."""
    return {name: call[name] for name in names if name in call}
