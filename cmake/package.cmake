# What `cmake --install` puts where, and the Debian package of it: `cpack --preset release`.
install(TARGETS authledger authledgerd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY payers schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/authledger
        PATTERN "examples" EXCLUDE)
install(FILES README.md CHANGELOG.md docs/operations.md tools/package/copyright
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES tools/package/authledgerd.service DESTINATION lib/systemd/system)
install(FILES tools/package/authledgerd.toml DESTINATION /etc/authledger)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The authledger authors <authledger@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/package)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # what the programs link
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, tzdata, ca-certificates, fonts-noto-core")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-wqy-zenhei, fonts-symbola")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${PROJECT_SOURCE_DIR}/tools/package/postinst ${PROJECT_SOURCE_DIR}/tools/package/prerm
    ${PROJECT_SOURCE_DIR}/tools/package/postrm ${PROJECT_SOURCE_DIR}/tools/package/conffiles)
include(CPack)
