/* SNAPROLL_API: what the shared library exports. */
#ifndef SNAPROLL_EXPORT_H
#define SNAPROLL_EXPORT_H

#if defined(__GNUC__)
#define SNAPROLL_API __attribute__((visibility("default")))
#else
#define SNAPROLL_API
#endif

#endif
