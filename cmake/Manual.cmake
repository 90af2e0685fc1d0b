# Manual pages and shell completion come from the command itself.

set(manual "${PROJECT_BINARY_DIR}/manual")
add_custom_command(
  OUTPUT "${manual}/stamp"
  COMMAND "${PROJECT_SOURCE_DIR}/tools/write-manual" $<TARGET_FILE:truce-cli> "${manual}"
  DEPENDS truce-cli tools/write-manual
  COMMENT "Writing the manual pages"
  VERBATIM)
add_custom_target(manual ALL DEPENDS "${manual}/stamp")

install(DIRECTORY "${manual}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}")
install(FILES "${manual}/truce.bash" RENAME truce
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${manual}/truce.zsh" RENAME _truce
        DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
install(FILES "${manual}/truce.fish"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
