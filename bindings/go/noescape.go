package snaproll

// What reads and writes variables is called so often that its outputs are kept
// on the stack. C keeps no pointer of a call and never calls back.

/*
#cgo noescape snaproll_context_append
#cgo noescape snaproll_context_append_text
#cgo noescape snaproll_buf_dispose
#cgo nocallback snaproll_context_append
#cgo nocallback snaproll_context_append_text
#cgo nocallback snaproll_buf_dispose
#include "snaproll.h"
*/
import "C"
