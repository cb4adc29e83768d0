# The version is written in project(); C programs need it as macros. The two
# are compared here, so that neither can move alone.
function(snaproll_check_version_header header)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
  file(STRINGS "${header}" lines
    REGEX "^#define SNAPROLL_VERSION_(MAJOR|MINOR|PATCH) ")
  foreach(part MAJOR MINOR PATCH)
    string(REGEX MATCH "SNAPROLL_VERSION_${part} +([0-9]+)" _ "${lines}")
    list(APPEND found "${CMAKE_MATCH_1}")
  endforeach()
  list(JOIN found "." found)
  if(NOT found STREQUAL PROJECT_VERSION)
    message(FATAL_ERROR
      "${header} says version ${found}, project() says ${PROJECT_VERSION}")
  endif()
endfunction()
