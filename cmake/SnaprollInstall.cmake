# Install rules: libraries, headers, the CMake package, the pkg-config files and
# the licenses. Nothing that is installed names where it was built or lies.
set(SNAPROLL_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/snaproll")

# The static targets are exported apart: who links the shared library needs
# none of the packages that they are linked with.
set(SNAPROLL_STATIC_TARGETS snaproll_core snaproll_static)
if(SNAPROLL_BUILD_SHARED)
  install(TARGETS snaproll EXPORT snaproll-targets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  )
  install(EXPORT snaproll-targets NAMESPACE snaproll::
    DESTINATION "${SNAPROLL_CMAKE_DIR}")
else()
  list(APPEND SNAPROLL_STATIC_TARGETS snaproll)
endif()
install(TARGETS ${SNAPROLL_STATIC_TARGETS} EXPORT snaproll-static-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
)
install(EXPORT snaproll-static-targets NAMESPACE snaproll::
  DESTINATION "${SNAPROLL_CMAKE_DIR}")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/snaproll"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/capi/snaproll"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/capi/snaproll_abi"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(FILES
  "${PROJECT_SOURCE_DIR}/capi/snaproll.h"
  "${PROJECT_SOURCE_DIR}/capi/snaproll.hpp"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/NOTICE"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# What the static libraries are linked with, as packages of CMake and of the
# linker.
set(SNAPROLL_DEPENDENCIES Threads LibUuid)
set(SNAPROLL_PC_LIBRARIES "-luuid -lstdc++ -lm -lpthread")
if(SNAPROLL_WITH_ZSTD)
  list(APPEND SNAPROLL_DEPENDENCIES LibZstd)
  string(PREPEND SNAPROLL_PC_LIBRARIES "-lzstd ")
endif()
if(SNAPROLL_WITH_SQLITE)
  list(APPEND SNAPROLL_DEPENDENCIES LibSodium)
  string(PREPEND SNAPROLL_PC_LIBRARIES "-lsodium ")
  if(SNAPROLL_SQLITE STREQUAL "system")
    list(APPEND SNAPROLL_DEPENDENCIES SQLite3)
    string(PREPEND SNAPROLL_PC_LIBRARIES "-lsqlite3 ")
  endif()
endif()

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/snaproll-config.cmake.in"
  "${PROJECT_BINARY_DIR}/snaproll-config.cmake"
  INSTALL_DESTINATION "${SNAPROLL_CMAKE_DIR}"
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/snaproll-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/snaproll-config.cmake"
  "${PROJECT_BINARY_DIR}/snaproll-config-version.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindLibSodium.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindLibUuid.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindLibZstd.cmake"
  DESTINATION "${SNAPROLL_CMAKE_DIR}")

# The .pc files find their prefix from where they lie themselves: snaproll is
# the C ABI, snaproll-static its static library, snaproll-core the C++ API.
file(RELATIVE_PATH SNAPROLL_PC_PREFIX
  "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" SNAPROLL_PC_PREFIX "${SNAPROLL_PC_PREFIX}")
foreach(name snaproll snaproll-static snaproll-core)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in"
    "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()
