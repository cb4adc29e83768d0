# What every target of this project is compiled and linked with. Flags are set
# target by target, so that a project that adds this one by add_subdirectory
# keeps its own.

# The warnings are the same for all; the two that C does not know are left out
# there.
set(SNAPROLL_WARNINGS
  -Wall
  -Wextra
  -Wpedantic
  -Wconversion
  -Wshadow
  -Wundef
  -Wcast-qual
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
)

# The OpenSSF set. Not under a sanitizer, which brings checks of its own and
# does not go together with _FORTIFY_SOURCE, and not in a debug build, which
# _FORTIFY_SOURCE needs optimization for.
set(SNAPROLL_HARDENING
  -U_FORTIFY_SOURCE
  -D_FORTIFY_SOURCE=3
  -D_GLIBCXX_ASSERTIONS
  -fstack-protector-strong
  -fstack-clash-protection
  -ftrivial-auto-var-init=zero
)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
  list(APPEND SNAPROLL_HARDENING -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  list(APPEND SNAPROLL_HARDENING -mbranch-protection=standard)
endif()

# A release is compiled for size: most of the code waits for a disk or tells of
# errors, and what is installed with every copy is downloaded with every copy.
# snaproll_optimize(<source>...) compiles for speed what all work passes through.
function(snaproll_optimize)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS
    $<$<CONFIG:Release>:-O2>)
endfunction()

# snaproll_target(<target>): language level, warnings, visibility, hardening
# and sanitizers.
function(snaproll_target target)
  target_compile_features(${target} PRIVATE cxx_std_17 c_std_99)
  set_target_properties(${target} PROPERTIES
    C_EXTENSIONS OFF
    CXX_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
  )
  target_compile_options(${target} PRIVATE
    ${SNAPROLL_WARNINGS}
    $<$<BOOL:${SNAPROLL_WERROR}>:-Werror>
    -ffunction-sections
    -fdata-sections
    $<$<CONFIG:Release>:-Os>
  )
  target_link_options(${target} PRIVATE
    -Wl,--gc-sections
    -Wl,-z,relro,-z,now,-z,noexecstack
  )
  if(SNAPROLL_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${SNAPROLL_SANITIZE}
      -fno-sanitize-recover=all
      -fno-omit-frame-pointer
    )
    target_link_options(${target} PRIVATE -fsanitize=${SNAPROLL_SANITIZE})
  else()
    target_compile_options(${target} PRIVATE
      "$<$<CONFIG:Release,RelWithDebInfo>:${SNAPROLL_HARDENING}>")
  endif()
endfunction()
