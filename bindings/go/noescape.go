package snaproll

// What is called most often keeps its outputs on the stack: C keeps no pointer of
// these calls and never calls back.

/*
#cgo noescape set_null
#cgo nocallback set_null
#cgo noescape set_bool
#cgo nocallback set_bool
#cgo noescape set_int64
#cgo nocallback set_int64
#cgo noescape set_double
#cgo nocallback set_double
#cgo noescape set_text
#cgo nocallback set_text
#cgo noescape set_json
#cgo nocallback set_json
#cgo noescape get_bool
#cgo nocallback get_bool
#cgo noescape get_int64
#cgo nocallback get_int64
#cgo noescape get_double
#cgo nocallback get_double
#cgo noescape append_json
#cgo nocallback append_json
#cgo noescape append_text
#cgo nocallback append_text
#cgo noescape count_snapshots
#cgo nocallback count_snapshots
#cgo noescape get_text
#cgo nocallback get_text
#cgo noescape get_json
#cgo nocallback get_json
#cgo noescape snaproll_buf_dispose
#cgo nocallback snaproll_buf_dispose
#include "variables.h"
*/
import "C"
