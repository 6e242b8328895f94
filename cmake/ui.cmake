# The pages: npm builds ui/dist, gzip packs it, embed puts it into the program.
# Without JH_UI the program says so on its start page and everything else works.
if(JH_UI AND EXISTS ${CMAKE_SOURCE_DIR}/ui/package.json)
  message(STATUS "pages: from ui/dist (tools/build-ui)")
  set(dist ${CMAKE_BINARY_DIR}/ui)
  file(GLOB_RECURSE ui_sources CONFIGURE_DEPENDS ui/src/* ui/public/* ui/*.json ui/*.ts ui/index.html)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/ui.stamp
    COMMAND ${CMAKE_SOURCE_DIR}/tools/build-ui ${CMAKE_SOURCE_DIR}/ui ${dist}
    COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/ui.stamp
    DEPENDS ${ui_sources} ${CMAKE_SOURCE_DIR}/data/messages.zh-CN.json
            ${CMAKE_SOURCE_DIR}/data/messages.en.json VERBATIM)
  set(out ${CMAKE_BINARY_DIR}/embed_ui.c)
  add_custom_command(OUTPUT ${out} COMMAND embed ui ${dist} > ${out}
                     DEPENDS embed ${CMAKE_BINARY_DIR}/ui.stamp VERBATIM)
  set_property(SOURCE ${out} PROPERTY OBJECT_DEPENDS ${CMAKE_BINARY_DIR}/ui.stamp)
  target_sources(jh_embedded PRIVATE ${out})
else()
  file(WRITE ${CMAKE_BINARY_DIR}/embed_ui.c
    "#include \"base/embed.h\"\nconst struct jh_embeds jh_embed_ui = {0, 0};\n")
  target_sources(jh_embedded PRIVATE ${CMAKE_BINARY_DIR}/embed_ui.c)
endif()
