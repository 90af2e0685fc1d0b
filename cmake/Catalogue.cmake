# The Chinese texts: po/zh.po is compiled and put into the library by src/base/tr.c, which
# finds the compiled file under the macro TRUCE_ZH_MO.

find_program(MSGFMT msgfmt REQUIRED)
set(TRUCE_ZH_MO "${PROJECT_BINARY_DIR}/zh.mo")
add_custom_command(
  OUTPUT "${TRUCE_ZH_MO}"
  COMMAND ${MSGFMT} -o "${TRUCE_ZH_MO}" "${PROJECT_SOURCE_DIR}/po/zh.po"
  DEPENDS po/zh.po
  COMMENT "Compiling po/zh.po"
  VERBATIM)
set_source_files_properties(src/base/tr.c PROPERTIES
  COMPILE_DEFINITIONS "TRUCE_ZH_MO=\"${TRUCE_ZH_MO}\""
  OBJECT_DEPENDS "${TRUCE_ZH_MO}")
