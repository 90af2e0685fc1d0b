# How every file of ours is compiled: the target truce-flags.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

add_library(truce-flags INTERFACE)
target_compile_options(truce-flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wpedantic
  # The same digits on every machine.
  -ffp-contract=off
  # Nobody looks at the processor's exception flags; what may not set one by mistake is no loop
  # for vector registers.  It changes no digit.
  -fno-trapping-math
  # Nor at errno after a square root, which is then one instruction.
  -fno-math-errno)

# A comma-separated list as -fsanitize= takes it; see the presets sanitize and fuzz.
set(TRUCE_SANITIZE "" CACHE STRING "sanitizers to build with")
if(TRUCE_SANITIZE)
  add_compile_options(-fsanitize=${TRUCE_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TRUCE_SANITIZE})
endif()
if(TRUCE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
