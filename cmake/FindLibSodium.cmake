# LibSodium::LibSodium. Installed beside the package configuration, because who
# links the static libraries needs it too. Where SNAPROLL_STATIC_LIBRARIES is
# set, the archive and nothing else will do.
set(LibSodium_NAMES sodium)
if(SNAPROLL_STATIC_LIBRARIES)
  set(LibSodium_NAMES libsodium.a)
endif()
find_path(LibSodium_INCLUDE_DIR sodium.h)
find_library(LibSodium_LIBRARY NAMES ${LibSodium_NAMES})
mark_as_advanced(LibSodium_INCLUDE_DIR LibSodium_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibSodium
  REQUIRED_VARS LibSodium_LIBRARY LibSodium_INCLUDE_DIR)

if(LibSodium_FOUND AND NOT TARGET LibSodium::LibSodium)
  add_library(LibSodium::LibSodium UNKNOWN IMPORTED)
  set_target_properties(LibSodium::LibSodium PROPERTIES
    IMPORTED_LOCATION "${LibSodium_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${LibSodium_INCLUDE_DIR}"
  )
endif()
