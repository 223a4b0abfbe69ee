# One place for how every target is compiled: warnings are errors, ccache and mold where present.
add_library(authledger_compiler INTERFACE)
target_include_directories(authledger_compiler INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(authledger_compiler INTERFACE
  -Wall -Wextra -Werror -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Wconversion -Wno-sign-conversion -Wnull-dereference -Wformat=2)

# GCC 12 reports false positives of these inside its own library at -O2 (GCC bugs 105329, 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(authledger_compiler INTERFACE -Wno-restrict -Wno-null-dereference)
endif()
# Documents are built in as one text each, however long.
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  target_compile_options(authledger_compiler INTERFACE -Wno-overlength-strings)
endif()

if(AUTHLEDGER_SANITIZE)
  target_compile_options(authledger_compiler INTERFACE
    -fsanitize=${AUTHLEDGER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(authledger_compiler INTERFACE -fsanitize=${AUTHLEDGER_SANITIZE})
endif()

if(AUTHLEDGER_FUZZ)
  # RapidJSON adds to a null pointer when its first buffer is empty (stack.h, Reserve).
  target_compile_options(authledger_compiler INTERFACE -fno-sanitize=pointer-overflow)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Objects are the same in every checkout, and with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(authledger_compiler INTERFACE -fuse-ld=mold)
endif()
