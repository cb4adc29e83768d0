"""B1 through Go: builds the program in go_no_memory and lays the allocator under it.

What it is told, it tells the program: --seed, --case, --place, --mode, --at, --control.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

from report import HERE, ROOT, compiled, library, watched


def pkg_config(folder, shared):
    """A folder that tells where the library to be proven is."""
    text = (
        f"Name: snaproll\nDescription: the library that is proven\nVersion: 0.1.0\n"
        f"Libs: -L{shared.parent} -lsnaproll -Wl,-rpath,{shared.parent}\n"
        f"Cflags: -I{ROOT / 'capi'}\n"
    )
    pathlib.Path(folder, "snaproll.pc").write_text(text, encoding="utf-8")
    return str(folder)


def main():
    shared = library().absolute()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PKG_CONFIG_PATH": pkg_config(folder, shared),
            "CGO_CPPFLAGS": f"-I{ROOT / 'capi'}",
        }
        program = str(pathlib.Path(folder, "go_no_memory"))
        build = ["go", "-C", HERE / "go_no_memory", "build", "-o", program, "."]
        subprocess.run(build, check=True, env=environment)
        preload = compiled(folder, HERE / "failing_malloc.c")
        environment["LD_PRELOAD"] = str(preload)
        what = "allocations of the library failed, through Go"
        return watched([program, *sys.argv[1:]], "B1", what, environment)


if __name__ == "__main__":
    sys.exit(main())
