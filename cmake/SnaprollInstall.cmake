# Install rules: libraries, headers, the CMake package and the pkg-config file.
# Both descriptions are relocatable: no absolute path is written into them.
set(SNAPROLL_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/snaproll")

install(TARGETS snaproll snaproll_core
  EXPORT snaproll-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
)
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

install(EXPORT snaproll-targets NAMESPACE snaproll::
  DESTINATION "${SNAPROLL_CMAKE_DIR}")
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

# snaproll.pc finds its prefix from where it lies itself.
file(RELATIVE_PATH SNAPROLL_PC_PREFIX
  "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" SNAPROLL_PC_PREFIX "${SNAPROLL_PC_PREFIX}")
set(SNAPROLL_PC_PRIVATE "-luuid")
if(SNAPROLL_WITH_ZSTD)
  string(PREPEND SNAPROLL_PC_PRIVATE "-lzstd ")
endif()
if(SNAPROLL_WITH_SQLITE)
  string(PREPEND SNAPROLL_PC_PRIVATE "-lsodium ")
  if(SNAPROLL_SQLITE STREQUAL "system")
    string(PREPEND SNAPROLL_PC_PRIVATE "-lsqlite3 ")
  endif()
endif()
configure_file("${PROJECT_SOURCE_DIR}/cmake/snaproll.pc.in"
  "${PROJECT_BINARY_DIR}/snaproll.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/snaproll.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
