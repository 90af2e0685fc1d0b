# The style sheet and the script of the HTML report: src/report/html_assets.c puts the files
# into the library as they are.

set(assets "${PROJECT_SOURCE_DIR}/src/report/page")
set_source_files_properties(src/report/html_assets.c PROPERTIES
  COMPILE_DEFINITIONS "TRUCE_PAGE=\"${assets}\""
  OBJECT_DEPENDS "${assets}/page.css;${assets}/page.js")
