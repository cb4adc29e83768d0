# Which SQLite the store stands on. Every version from 3.7.0 to 3.51.2 can
# damage a file in WAL mode when two connections write and checkpoint at the
# same time, so the bundled one is never older than this.
set(SNAPROLL_SQLITE_MINIMUM 3.51.3)

if(SNAPROLL_SQLITE STREQUAL "bundled")
  add_subdirectory("${PROJECT_SOURCE_DIR}/cmake/sqlite" sqlite)
elseif(SNAPROLL_SQLITE STREQUAL "system")
  find_package(SQLite3 REQUIRED)
else()
  message(FATAL_ERROR
    "SNAPROLL_SQLITE is '${SNAPROLL_SQLITE}'; it is bundled or system")
endif()

# snaproll_use_sqlite(<target>): its header, which a target that links
# snaproll_core needs to call it. SNAPROLL_SQLITE_SYSTEM tells the sources that
# the version is only known when the program runs. They ask, and below the
# minimum they use no WAL.
function(snaproll_use_sqlite target)
  if(SNAPROLL_SQLITE STREQUAL "system")
    target_compile_definitions(${target} PRIVATE SNAPROLL_SQLITE_SYSTEM=1)
    target_link_libraries(${target} PRIVATE SQLite::SQLite3)
  else()
    target_include_directories(${target} SYSTEM PRIVATE
      $<TARGET_PROPERTY:snaproll_sqlite,INTERFACE_INCLUDE_DIRECTORIES>)
  endif()
endfunction()
