"""Reads the numbers and texts of docs/format.md from bytes."""

import struct
import uuid


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        self.at += size
        assert self.at <= len(self.data)
        return self.data[self.at - size : self.at]

    def varint(self):
        number = shift = 0
        while True:
            byte = self.take(1)[0]
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def fixed(self):
        return struct.unpack("<q", self.take(8))[0]

    def text(self):
        return self.take(self.varint())

    def id(self):
        return uuid.UUID(bytes=self.take(16))

    def end(self):
        assert self.at == len(self.data)
