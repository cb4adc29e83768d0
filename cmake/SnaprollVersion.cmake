# The version is written in project(); C programs need it as macros. The two
# are compared here, so that neither can move alone.
function(snaproll_check_version_header header)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
  file(STRINGS "${header}" lines REGEX "^#define SNAPROLL_VERSION_")
  math(EXPR number "${PROJECT_VERSION_MAJOR} * 1000000 + \
    ${PROJECT_VERSION_MINOR} * 1000 + ${PROJECT_VERSION_PATCH}")
  foreach(expected
      "MAJOR ${PROJECT_VERSION_MAJOR}"
      "MINOR ${PROJECT_VERSION_MINOR}"
      "PATCH ${PROJECT_VERSION_PATCH}"
      "NUMBER ${number}"
      "STRING \"${PROJECT_VERSION}\"")
    if(NOT "#define SNAPROLL_VERSION_${expected}" IN_LIST lines)
      message(FATAL_ERROR "project() has version ${PROJECT_VERSION}, so "
        "${header} needs: #define SNAPROLL_VERSION_${expected}")
    endif()
  endforeach()
endfunction()
