# Compiles for the target of the compilers in $SNAPROLL_ZIG_FOLDER/bin, with
# the libraries and headers in $SNAPROLL_ZIG_FOLDER/prefix and no others.
# tools/build_wheels makes both.
set(folder "$ENV{SNAPROLL_ZIG_FOLDER}")
get_filename_component(platform "${folder}" NAME)
string(REGEX MATCH "(x86_64|aarch64)$" CMAKE_SYSTEM_PROCESSOR "${platform}")
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER "${folder}/bin/cc")
set(CMAKE_CXX_COMPILER "${folder}/bin/c++")
set(CMAKE_AR "${folder}/bin/ar")
set(CMAKE_RANLIB "${folder}/bin/ranlib")
set(CMAKE_FIND_ROOT_PATH "${folder}/prefix")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
# A wheel is compiled for size (see snaproll_optimize), but for what names -O2
# itself. Optimized as a whole it takes zig half an hour to link. The flags
# are the same in all that is asked and linked, since zig builds its own
# libraries once for each kind of them.
foreach(language C CXX)
  set(CMAKE_${language}_FLAGS_INIT "-Os")
  set(CMAKE_${language}_FLAGS_RELEASE "-DNDEBUG" CACHE STRING "")
endforeach()
