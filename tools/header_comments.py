"""The forms of the comments in the headers of both APIs.

C (capi/snaproll/*.h): the comment of a function ends with "Since x.y", tells
who owns what comes out, names codes that there are, and can be read alone; a
header tells the thread word of each handle that it frees.

C++ (include/snaproll/*.hpp): a header tells its thread word, and each public
type, alias, constant and function has a comment of its own. Fields of plain
structs, and what every class has (copies, moves, comparisons), need none. The
same goes for the wrapper (capi/snaproll_abi/*.hpp), whose comments name the
functions of C.
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
CAPI = ROOT / "capi/snaproll"
CORE = ROOT / "include/snaproll"
WRAPPER = ROOT / "capi/snaproll_abi"

WORDS = (
    "immutable - share freely",
    "internally synchronized",
    "one thread at a time",
    "any thread, at any time",
)
CODE = re.compile(r"\bSNAPROLL_(\w+) = -?\d+")
NAME = re.compile(r"\bsnaproll_\w*[a-z0-9]\b")
# What is written in capitals beside the codes.
CAPITALS = {"NULL", "NUL", "JSON", "UTF", "RFC"}


def plain(comment):
    """The text of a comment, without its stars and line ends."""
    return " ".join(re.sub(r"^\s*(/\*\*?|\*/|\*)|\*/", "", line).strip()
                    for line in comment.splitlines()).strip()


def codes():
    enum = re.search(r"enum snaproll_code \{.*?\};",
                     (CAPI / "error.h").read_text(encoding="utf-8"), re.S)
    return set(CODE.findall(enum[0])) | {"SNAPROLL_OK"}


def c_faults_of(function, known_codes):
    text = plain(function.doc)
    arguments = function.arguments
    if not re.search(r"Since \d+\.\d+$", text):
        yield 'does not end with "Since x.y"'
    if re.search(r"\bas above\b", text, re.I):
        yield "can not be read alone: name the function that it is as"
    outs = set(re.findall(r"\bsnaproll_(\w+)\*\* ?\w+", arguments))
    if outs - {"error", "id"} and not re.search(r"\bowns|owned by", text):
        yield "does not tell who owns the handle that comes out"
    if re.search(r"\bsnaproll_buf\* out\b", arguments) and (
            "disposes" not in text):
        yield "does not tell who disposes the text that comes out"
    told = re.search(r"Errors\b[^:.]*: (.*)", text)
    errors = told[1] if told else ""
    if "Errors" in text and not told:
        yield 'has "Errors" without a colon'
    for word in re.findall(r"\b[A-Z][A-Z_]{2,}\b", errors):
        if word not in known_codes | CAPITALS and "SNAPROLL_" not in word:
            yield f"names {word}, which is no code"
    elsewhere = re.search(r"as there|those of", errors)
    for argument, code in ((", snaproll_cancel\\* cancel", "STOPPED"),
                           ("char\\* json", "PARSE"),
                           ("char\\* pointer", "PARSE"),
                           ("char\\* utf8", "PARSE")):
        if re.search(argument, arguments) and code not in errors and (
                not elsewhere):
            yield f"does not tell of {code}"


def c_faults(functions):
    """`functions` as check_header.py reads them."""
    known_codes = codes()
    texts = {path.name: path.read_text(encoding="utf-8")
             for path in CAPI.glob("*.h")}
    declared = set(NAME.findall(
        " ".join(re.sub(r"/\*.*?\*/", "", text, flags=re.S)
                 for text in texts.values())))
    for function in functions:
        for fault in c_faults_of(function, known_codes):
            yield f"{function.header}: {function.name}: {fault}"
        for name in sorted(set(NAME.findall(function.doc)) - declared):
            yield f"{function.header}: {function.name}: there is no {name}"
    freed = {}
    for function in functions:
        if function.name.endswith("_free"):
            freed.setdefault(function.header, []).append(function.name[:-5])
    for header in sorted({function.header for function in functions}):
        head = plain(texts[header].partition("#ifndef")[0])
        _, told, words = head.partition("Thread word")
        if not told:
            yield f"{header}: its head tells no thread word"
        for handle in freed.get(header, []):
            if not re.search(rf"\b{handle}\b", words) or not any(
                    word in words for word in WORDS):
                yield f"{header}: its head tells no thread word of {handle}"


# C++ -------------------------------------------------------------------------

SPECIAL = re.compile(
    r"operator(=|==|!=|<)\s*\(|^(friend|template <> struct)\b|~"
    r"|= (default|delete)$|^using Handle::Handle$")


def end_of(text, at, opening, closing):
    """Behind the bracket that closes the one at `at`."""
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == opening) - (text[i] == closing)
        if depth == 0:
            return i + 1
    raise ValueError("a bracket is not closed")


def blank(text):
    """Without what stands in strings, characters and plain comments; the
    places stay, and so do the comments of declarations."""
    def cover(match):
        return re.sub(r"[^\n]", " ", match[0])
    text = re.sub(r"(?<!/)//(?!/).*", cover, text)
    text = re.sub(r"^#(?:.*\\\n)*.*", cover, text, flags=re.M)
    return re.sub(r"""(///.*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""",
                  lambda m: m[1] or cover(m), text)


def is_special(statement, scope):
    """What every class has: copies, moves, comparisons, the destructor; and
    what is told in its class."""
    if not scope and re.search(r"\w::\w+\(", statement):
        return True
    copy = scope and re.match(
        rf"(constexpr |explicit )*{scope}\((const )?{scope}&&?", statement)
    return bool(copy or SPECIAL.search(statement))


def needs_comment(statement):
    if re.match(r"(template\s*<.*>\s*)?(class|struct|enum|using)\b",
                statement, re.S):
        return "{" in statement or statement.startswith("using")
    if re.match(r"(inline |static )*constexpr\b", statement):
        return True
    before = statement.partition("=")[0]
    return "operator" in statement or "(" in before


def declarations(text, begin=0, end=None, scope="", public=True):
    """(place, statement, has a comment, scope) of what is public."""
    end = len(text) if end is None else end
    at, commented = begin, False
    while True:
        found = re.compile(r"\s*").match(text, at)
        at = found.end()
        if at >= end or text[at] == "}":
            return
        if text.startswith("///", at):
            commented = not text.startswith("///<", at)
            at = text.index("\n", at)
            continue
        access = re.compile(r"(public|private|protected):").match(text, at)
        if access:
            public, commented = access[1] == "public", False
            at = access.end()
            continue
        start, depth = at, 0
        while text[at] not in "{;" or depth:
            depth += (text[at] in "([") - (text[at] in ")]")
            at += 1
        statement = " ".join(text[start:at].split())
        body = None
        if text[at] == "{":
            close = end_of(text, at, "{", "}")
            body = (at + 1, close - 1)
            at = close
            behind = re.compile(r"\s*;").match(text, at)
            at = behind.end() if behind else at
        else:
            at += 1
        line_end = text.find("\n", at)
        commented = commented or "///<" in text[at:line_end]
        inner = re.match(r"(?:template .*?> )?(?:class|struct)"
                         r"(?: \[\[\w+\]\])? (\w+)", statement)
        if re.match(r"namespace", statement):
            if "detail" not in statement:
                yield from declarations(text, *body, "", True)
        elif public:
            shown = statement + (" {" if body else "")
            if needs_comment(shown) and not is_special(statement, scope):
                yield start, statement, commented, scope
            if inner and body and not statement.startswith("enum"):
                yield from declarations(text, *body, inner[1],
                                        "class " not in statement)
        commented = False


def uncommented(path, text):
    told = None  # the overloads that the last comment tells of
    for at, statement, commented, scope in declarations(blank(text)):
        called = re.search(r"(operator\W+|\w+) ?\(", statement)
        name = (scope, called[1] if called else statement)
        if commented:
            told = name
        elif name != told:
            line = text.count("\n", 0, at) + 1
            where = f"{scope}: " if scope else ""
            yield f"{path.name}:{line}: {where}{statement[:60]} has no comment"


def core_faults():
    for path in sorted(CORE.glob("*.hpp")):
        text = path.read_text(encoding="utf-8")
        if "Thread word" not in text.partition("#pragma")[0]:
            yield f"{path.name}: its head tells no thread word"
        yield from uncommented(path, text)


def wrapper_faults(functions):
    names = {function.name for function in functions}
    for path in sorted(WRAPPER.glob("*.hpp")):
        text = path.read_text(encoding="utf-8")
        yield from uncommented(path, text)
        for name in re.findall(r"/// As (\w+)\.", text):
            if name.startswith("snaproll_") and name not in names:
                yield f"{path.name}: there is no {name}"
