# cmake/fuzz.cmake - tests/fuzz/fuzz_*.c as libFuzzer programs (preset fuzz, clang); run by tools/fuzz.
# Warnings are gcc's business; clang has some of its own.
target_compile_options(jh_strict INTERFACE -fsanitize=fuzzer-no-link -Wno-error)
file(GLOB files CONFIGURE_DEPENDS tests/fuzz/fuzz_*.c)
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  add_executable(${name} ${file})
  target_link_libraries(${name} jh_cli)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()
