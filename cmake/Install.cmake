# What `cmake --install` puts where.

include(CMakePackageConfigHelpers)

install(TARGETS truce truce-cli EXPORT TruceTargets)
install(DIRECTORY include/truce TYPE INCLUDE FILES_MATCHING PATTERN "*.h")
install(DIRECTORY mechanisms models DESTINATION "${CMAKE_INSTALL_DATADIR}/truce" OPTIONAL)
install(FILES LICENSE NOTICE CITATION.cff DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/truce")

# find_package(Truce)
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/Truce")
configure_package_config_file(cmake/TruceConfig.cmake.in "${PROJECT_BINARY_DIR}/TruceConfig.cmake"
                              INSTALL_DESTINATION "${package}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/TruceConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(EXPORT TruceTargets NAMESPACE Truce:: DESTINATION "${package}")
install(FILES "${PROJECT_BINARY_DIR}/TruceConfig.cmake"
              "${PROJECT_BINARY_DIR}/TruceConfigVersion.cmake"
        DESTINATION "${package}")

# pkg-config truce.  A shared libtruce brings what it needs along; whoever links a static
# one asks for --static.
file(RELATIVE_PATH TO_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" TO_PREFIX "${TO_PREFIX}")
configure_file(cmake/truce.pc.in "${PROJECT_BINARY_DIR}/truce.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/truce.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
