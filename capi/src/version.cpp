#include "snaproll/version.h"

uint32_t snaproll_version_number() { return SNAPROLL_VERSION_NUMBER; }

const char* snaproll_version_string() { return SNAPROLL_VERSION_STRING; }
