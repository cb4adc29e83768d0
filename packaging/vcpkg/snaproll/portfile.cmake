# An overlay port: it builds the source archive that it lies in (which has
# SQLite), or a checkout in which tools/fetch_sqlite was called.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

# The port libuuid is of a time before uuid_generate_sha1.
message(STATUS "${PORT} links the system's libuuid, of util-linux 2.31 or \
newer. Debian and Ubuntu: apt-get install uuid-dev")

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS
  FEATURES
    tools SNAPROLL_BUILD_CLI
)
string(COMPARE EQUAL "${VCPKG_LIBRARY_LINKAGE}" "dynamic" SHARED)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    ${FEATURE_OPTIONS}
    -DSNAPROLL_BUILD_EXAMPLES=OFF
    -DSNAPROLL_BUILD_SHARED=${SHARED}
    -DSNAPROLL_BUILD_TESTS=OFF
    -DSNAPROLL_STATIC_LIBRARIES=OFF
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/snaproll)
vcpkg_fixup_pkgconfig()
if("tools" IN_LIST FEATURES)
  vcpkg_copy_tools(TOOL_NAMES snaproll AUTO_CLEAN)
endif()

file(REMOVE_RECURSE
  "${CURRENT_PACKAGES_DIR}/debug/include"
  "${CURRENT_PACKAGES_DIR}/debug/share"
  "${CURRENT_PACKAGES_DIR}/share/doc"
)
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage"
  DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST
  "${SOURCE_PATH}/LICENSE" "${SOURCE_PATH}/NOTICE")
