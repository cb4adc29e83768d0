#!/usr/bin/env python3
"""What the library makes of texts, held against Python's json module.

    tests/fuzz/json_oracle.py <fuzz_replay> [--seed S] [--cases N] [--at K]

Half of the texts are values of a random generator, half are those with some
bytes changed. Both sides have to take and refuse the same ones, and the
canonical JSON (rule J5) is written here a second time, from Python's values.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

DEPTH, DIGITS, NUMBER = 1000, 300, 1000  # Rule J7.
CORPUS = Path(__file__).parent / "corpus" / "json"
PIECES = ["a", "key", '"', "\\", "/", "\n", "\x01", "\x7f", "é", "漢", "😀", "\u2028"]
BROKEN = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\\ud800", b"\\udc00", b"NaN", b"-", b"01"]
BROKEN += [b"1e999", b"\x00", b"\xef\xbb\xbf", b",", b"]", b"}", b'"', b"-0", b"1.", b"5e-324", b"1E+2"]


class Refused(ValueError):
    """A text that rule J5 to J7 refuse, and Python's module takes."""


def read_integer(text):
    if text == "-0":
        return -0.0
    if len(text.lstrip("-")) > DIGITS:
        raise Refused("digits")
    return int(text)


def read_double(text):
    if len(text) > NUMBER:
        raise Refused("bytes of a number")
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Refused("range")
    return number


def refuse(text):
    raise Refused(text)


def double(number):
    """With the fewest digits; plain from 1e-5 up to below 1e16."""
    text = repr(number)
    if "e" not in text:
        return text
    if 1e-5 <= abs(number) < 1e16:
        return format(Decimal(text), "f")
    digits, exponent = text.split("e")
    return f"{digits.removesuffix('.0')}e{exponent[0]}{exponent[1:].lstrip('0')}"


def written(value, depth=1):
    if depth > DEPTH:
        raise Refused("levels")
    if isinstance(value, float):
        return double(value)
    if isinstance(value, str):
        value.encode()  # A lone surrogate is a UnicodeEncodeError.
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(written(one, depth + 1) for one in value) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode())
        parts = (f"{written(name)}:{written(value[name], depth + 1)}" for name in names)
        return "{" + ",".join(parts) + "}"
    return json.dumps(value)


def expected(text):
    """Canonical JSON by Python, or nothing where the text is none."""
    try:
        value = json.loads(
            text.decode(),
            parse_int=read_integer,
            parse_float=read_double,
            parse_constant=refuse,
        )
        return written(value).encode()
    except ValueError:
        return b""


def make_number(draw):
    kind = draw.randrange(6)
    if kind == 0:
        return draw.randrange(-9, 10)
    if kind == 1:
        return draw.getrandbits(draw.randrange(1, 900)) * draw.choice((1, -1))
    if kind == 2:
        return draw.uniform(-1e6, 1e6)
    if kind == 3:
        return draw.choice((0.0, -0.0, 5e-324, 1e16, 1e-5, 9.999e-6, 1.7976931348623157e308))
    return draw.uniform(1, 10) * 10.0 ** draw.randrange(-300, 300)


def make(draw, budget):
    kind = draw.randrange(6 if budget else 4)
    if kind == 0:
        return draw.choice((None, True, False))
    if kind == 1:
        return make_number(draw)
    if kind < 4:
        return "".join(draw.choices(PIECES, k=draw.randrange(8)))
    many = range(draw.randrange(6))
    if kind == 4:
        return [make(draw, budget - 1) for _ in many]
    return {"".join(draw.choices(PIECES, k=draw.randrange(3))): make(draw, budget - 1) for _ in many}


def changed(draw, text):
    text = bytearray(text)
    for _ in range(draw.randrange(1, 4)):
        at = draw.randrange(len(text) + 1)
        if draw.randrange(2):
            text[at:at] = draw.choice(BROKEN)
        else:
            text[at : at + draw.randrange(1, 4)] = bytes(draw.choices(b'[]{},:"0123e.-\\ u\xc3', k=1))
    return bytes(text)


def case(seed, at, seeds):
    draw = random.Random(f"{seed}/{at}")
    if seeds and at % 8 == 7:
        return changed(draw, draw.choice(seeds))
    value = make(draw, draw.randrange(5))
    blanks = draw.choice(((",", ":"), (", ", " : "), ("\n,\t", ":\r")))
    text = json.dumps(value, ensure_ascii=bool(draw.randrange(2)), separators=blanks).encode()
    return changed(draw, text) if at % 2 else text


def answers(program, texts):
    told = b"".join(b"%d\n%s" % (len(text), text) for text in texts)
    out = subprocess.run([program, "--json"], input=told, stdout=subprocess.PIPE, check=True).stdout
    at = 0
    for _ in texts:
        end = out.index(b"\n", at)
        size = int(out[at:end])
        at = end + 1 + size
        yield out[end + 1 : at]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--at", type=int, help="one case alone")
    told = parser.parse_args()
    sys.setrecursionlimit(10 * DEPTH)
    begun = time.monotonic()
    seeds = [one.read_bytes() for one in sorted(CORPUS.glob("*"))]
    seeds = [one for one in seeds if len(one) < 2000]
    places = [told.at] if told.at is not None else range(told.cases)
    texts = [case(told.seed, at, seeds) for at in places]
    violations = taken = 0
    for at, text, found in zip(places, texts, answers(told.program, texts)):
        wanted = expected(text)
        taken += bool(wanted)
        if found != wanted:
            violations += 1
            print(f"BROKEN {text!r}\n  Python  {wanted!r}\n  library {found!r}")
            print(f"  replay: {sys.argv[0]} {told.program} --seed {told.seed} --at {at}")
    seconds = round(time.monotonic() - begun, 1)
    print(f"json_oracle: {len(texts)} texts, {taken} of them JSON, {violations} violations, "
          f"seed {told.seed}, {seconds} s")
    return violations > 0


if __name__ == "__main__":
    sys.exit(main())
