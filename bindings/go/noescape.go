package snaproll

// What reads and writes variables is called so often that its outputs are kept
// on the stack. C keeps no pointer of a call and never calls back.

/*
#cgo noescape snaproll_context_append
#cgo noescape snaproll_context_append_text
#cgo noescape snaproll_context_get_variable
#cgo noescape snaproll_context_get_variable_bool
#cgo noescape snaproll_context_get_variable_double
#cgo noescape snaproll_context_get_variable_int64
#cgo noescape snaproll_context_get_variable_text
#cgo noescape snaproll_context_set_variable
#cgo noescape snaproll_context_set_variable_bool
#cgo noescape snaproll_context_set_variable_double
#cgo noescape snaproll_context_set_variable_int64
#cgo noescape snaproll_context_set_variable_null
#cgo noescape snaproll_context_set_variable_text
#cgo noescape snaproll_buf_dispose
#cgo nocallback snaproll_context_append
#cgo nocallback snaproll_context_append_text
#cgo nocallback snaproll_context_get_variable
#cgo nocallback snaproll_context_get_variable_bool
#cgo nocallback snaproll_context_get_variable_double
#cgo nocallback snaproll_context_get_variable_int64
#cgo nocallback snaproll_context_get_variable_text
#cgo nocallback snaproll_context_set_variable
#cgo nocallback snaproll_context_set_variable_bool
#cgo nocallback snaproll_context_set_variable_double
#cgo nocallback snaproll_context_set_variable_int64
#cgo nocallback snaproll_context_set_variable_null
#cgo nocallback snaproll_context_set_variable_text
#cgo nocallback snaproll_buf_dispose
#include "snaproll.h"
*/
import "C"
