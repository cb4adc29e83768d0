# snaproll-uninstalled.pc: the libraries of this build tree, for those who name
# the tree in PKG_CONFIG_PATH. pkg-config prefers such a file to that of an
# installed package.
configure_file("${CMAKE_CURRENT_LIST_DIR}/snaproll-uninstalled.pc.in"
  "${PROJECT_BINARY_DIR}/snaproll-uninstalled.pc" @ONLY)
