"""The recipe for Conan 2, of the checkout or source archive that it lies in:

  tools/fetch_sqlite              (a source archive has SQLite already)
  conan create packaging/conan --build=missing

With the option system_libraries the libraries of Debian are used instead of
those of Conan Center.
"""

import os
import re

from conan import ConanFile
from conan.errors import ConanException
from conan.tools.build import check_min_cppstd, stdcpp_library
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rm, rmdir
from conan.tools.system.package_manager import Apt

required_conan_version = ">=2.4"


class SnaprollConan(ConanFile):
    name = "snaproll"
    description = "Snapshots and rollback for execution state"
    license = "Apache-2.0"
    topics = ("snapshot", "rollback", "durable-execution", "json")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {
        "shared": [True, False],
        "program": [True, False],
        "system_libraries": [True, False],
    }
    default_options = {
        "shared": False,
        "program": False,
        "system_libraries": False,
    }

    # The checkout, seen from the recipe.
    def _root(self):
        return os.path.join(self.recipe_folder, os.pardir, os.pardir)

    def set_version(self):
        project = load(self, os.path.join(self._root(), "CMakeLists.txt"))
        self.version = re.search(r"project\(snaproll VERSION ([0-9.]+)", project)[1]

    def export_sources(self):
        root, to = self._root(), self.export_sources_folder
        for pattern in (
            "CMakeLists.txt",
            "LICENSE",
            "NOTICE",
            "capi/*",
            "cli/*",
            "cmake/*",
            "include/*",
            "src/*",
            "tools/fetch_sqlite",
        ):
            copy(self, pattern, root, to)
        pinned = load(self, os.path.join(root, "tools", "fetch_sqlite"))
        version = re.search(r'^VERSION = "(.*)"$', pinned, re.MULTILINE)[1]
        if len(copy(self, f"build/sqlite/{version}/sqlite3.[ch]", root, to)) != 2:
            raise ConanException(
                f"SQLite is not in build/sqlite/{version}; tools/fetch_sqlite "
                "lays it there"
            )

    def validate(self):
        check_min_cppstd(self, 17)
        if self.settings.os != "Linux":
            raise ConanException("snaproll is for Linux")

    def requirements(self):
        if self.options.system_libraries:
            return
        self.requires("libsodium/[>=1.0.18 <1.1]")
        self.requires("rapidjson/1.1.0")
        self.requires("util-linux-libuuid/[>=2.38 <3]")
        self.requires("zstd/[>=1.5 <1.6]")
        if self.options.program:
            self.requires("cli11/[>=2.1 <3]", visible=False)

    def system_requirements(self):
        if not self.options.system_libraries:
            return
        packages = ["rapidjson-dev", "uuid-dev", "libsodium-dev", "libzstd-dev"]
        if self.options.program:
            packages.append("libcli11-dev")
        Apt(self).install(packages, check=True)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables.update(
            {
                "SNAPROLL_BUILD_CLI": bool(self.options.program),
                "SNAPROLL_BUILD_EXAMPLES": False,
                "SNAPROLL_BUILD_SHARED": bool(self.options.shared),
                "SNAPROLL_BUILD_TESTS": False,
                "SNAPROLL_STATIC_LIBRARIES": False,
            }
        )
        # The project's own modules find the libraries, by the paths in the
        # toolchain. What CMakeDeps makes has other targets under their names.
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        folder = self.package_folder
        for name in ("LICENSE", "NOTICE"):
            copy(self, name, self.source_folder, os.path.join(folder, "licenses"))
        # Conan makes both of what package_info says.
        rmdir(self, os.path.join(folder, "lib", "cmake"))
        rmdir(self, os.path.join(folder, "lib", "pkgconfig"))
        rmdir(self, os.path.join(folder, "share"))
        if self.options.shared:
            rm(self, "libsnaproll.a", os.path.join(folder, "lib"))

    def package_info(self):
        core = self.cpp_info.components["core"]
        core.libs = ["snaproll_core"]
        core.set_property("cmake_target_name", "snaproll::core")
        core.set_property("pkg_config_name", "snaproll-core")
        if self.options.system_libraries:
            core.system_libs = ["sodium", "zstd", "uuid"]
        else:
            core.requires = [
                "libsodium::libsodium",
                "rapidjson::rapidjson",
                "util-linux-libuuid::util-linux-libuuid",
                "zstd::zstdlib",
            ]
        core.system_libs += [stdcpp_library(self), "m", "pthread"]

        capi = self.cpp_info.components["snaproll"]
        capi.libs = ["snaproll"]
        capi.set_property("cmake_target_name", "snaproll::snaproll")
        capi.set_property("pkg_config_name", "snaproll")
        if not self.options.shared:
            capi.set_property("cmake_target_aliases", ["snaproll::snaproll_static"])
            capi.requires = ["core"]
