# LibZstd::LibZstd. Installed beside the package configuration, because who
# links the static libraries needs it too. Where SNAPROLL_STATIC_LIBRARIES is
# set, the archive and nothing else will do.
set(LibZstd_NAMES zstd)
if(SNAPROLL_STATIC_LIBRARIES)
  set(LibZstd_NAMES libzstd.a)
endif()
find_path(LibZstd_INCLUDE_DIR zstd.h)
find_library(LibZstd_LIBRARY NAMES ${LibZstd_NAMES})
mark_as_advanced(LibZstd_INCLUDE_DIR LibZstd_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibZstd
  REQUIRED_VARS LibZstd_LIBRARY LibZstd_INCLUDE_DIR)

if(LibZstd_FOUND AND NOT TARGET LibZstd::LibZstd)
  add_library(LibZstd::LibZstd UNKNOWN IMPORTED)
  set_target_properties(LibZstd::LibZstd PROPERTIES
    IMPORTED_LOCATION "${LibZstd_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${LibZstd_INCLUDE_DIR}"
  )
endif()
