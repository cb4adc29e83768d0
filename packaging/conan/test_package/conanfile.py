import os

from conan import ConanFile
from conan.errors import ConanException
from conan.tools.build import can_run
from conan.tools.cmake import CMake, cmake_layout
from conan.tools.files import load


class SnaprollTestConan(ConanFile):
    """Builds the examples of the project on the package, and compares what
    they print."""

    settings = "os", "arch", "compiler", "build_type"
    generators = "CMakeDeps", "CMakeToolchain"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self):
        if not can_run(self):
            return
        examples = os.path.join(self.source_folder, *[os.pardir] * 3, "examples")
        for language in ("c", "cpp"):
            program = os.path.join(self.cpp.build.bindir, f"hello_{language}")
            said = os.path.join(self.build_folder, f"{language}.output")
            self.run(f'"{program}" >"{said}"', env="conanrun")
            wanted = os.path.join(examples, language, "hello.output")
            if load(self, said) != load(self, wanted):
                raise ConanException(f"{program} says {load(self, said)}")
