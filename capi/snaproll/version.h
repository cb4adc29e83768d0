/* Version of the library, three ways: as macros, as a number, at run time.
 *
 * Thread word of the functions here: any thread, at any time. */
#ifndef SNAPROLL_VERSION_H
#define SNAPROLL_VERSION_H

#include <stdint.h>

#include "snaproll/export.h"

#define SNAPROLL_VERSION_MAJOR 0
#define SNAPROLL_VERSION_MINOR 1
#define SNAPROLL_VERSION_PATCH 0
#define SNAPROLL_VERSION_STRING "0.1.0"
/* MAJOR * 1000000 + MINOR * 1000 + PATCH */
#define SNAPROLL_VERSION_NUMBER 1000

#ifdef __cplusplus
extern "C" {
#endif

/** SNAPROLL_VERSION_NUMBER of the library that is running. Never fails.
 *  Since 0.1 */
SNAPROLL_API uint32_t snaproll_version_number(void);
/** SNAPROLL_VERSION_STRING of the library that is running, for ever valid.
 *  Never fails. Since 0.1 */
SNAPROLL_API const char* snaproll_version_string(void);

#ifdef __cplusplus
}
#endif
#endif
