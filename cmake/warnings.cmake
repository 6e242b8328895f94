# jh_strict: what every source of ours is compiled with.
add_library(jh_strict INTERFACE)
target_compile_definitions(jh_strict INTERFACE _POSIX_C_SOURCE=200809L _FILE_OFFSET_BITS=64)
target_compile_options(jh_strict INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wconversion -Wdouble-promotion -Wformat=2
  -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef -Wcast-qual
  -Wnull-dereference -Wimplicit-fallthrough -Werror
  -ffp-contract=off # the same bits on every machine
  -fno-math-errno   # sqrt becomes one instruction; errno of libm is never read
  -include ${CMAKE_SOURCE_DIR}/src/base/banned.h)
if(JH_SANITIZE)
  target_compile_options(jh_strict INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer
                         -fno-sanitize-recover=undefined)
  target_link_options(jh_strict INTERFACE -fsanitize=address,undefined)
  target_compile_definitions(jh_strict INTERFACE JH_SANITIZED=1)
else()
  target_compile_options(jh_strict INTERFACE -fstack-protector-strong)
  target_compile_definitions(jh_strict INTERFACE $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
  target_link_options(jh_strict INTERFACE -Wl,-z,relro,-z,now)
endif()
