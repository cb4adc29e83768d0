#include "exit_code.hpp"

#include <snaproll.h>

namespace snaproll::cli {

ExitCode exit_code_of(int32_t status) {
  switch (status) {
    case SNAPROLL_OK:
      return kDone;
    case SNAPROLL_INVALID_ARGUMENT:
    case SNAPROLL_PARSE:
    case SNAPROLL_TYPE:
    case SNAPROLL_RANGE:
    case SNAPROLL_LIMIT:
      return kUsage;
    case SNAPROLL_NOT_FOUND:
      return kNotFound;
    case SNAPROLL_AMBIGUOUS:
      return kAmbiguous;
    case SNAPROLL_EXISTS:
    case SNAPROLL_CONFLICT:
    case SNAPROLL_OWNED:
    case SNAPROLL_HELD:
    case SNAPROLL_BUSY:
      return kConflict;
    case SNAPROLL_CORRUPT:
    case SNAPROLL_FORMAT:
      return kCorrupt;
    case SNAPROLL_READ_ONLY:
    case SNAPROLL_IO:
    case SNAPROLL_UNKNOWN:
    case SNAPROLL_UNUSABLE:
    case SNAPROLL_KEY:
      return kAccess;
    default:
      return kInternal;
  }
}

}  // namespace snaproll::cli
