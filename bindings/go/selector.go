package snaproll

/*
#include "snaproll.h"

enum { NAMES_STATE = 1, EVERYTHING_BUT = 2, ALLOW_NOTHING = 4 };

// Adds a name to the list with that number.
static int32_t add_name(snaproll_selector* selector, int list, const char* name,
                        size_t size, snaproll_error** error) {
  switch (list) {
    case 0: return snaproll_selector_add_variable(selector, name, size, error);
    case 1:
      return snaproll_selector_add_node_result(selector, name, size, error);
    case 2: return snaproll_selector_add_pointer(selector, name, size, error);
    default:
      return snaproll_selector_add_downstream_of(selector, name, size, error);
  }
}

// A selector in one crossing: `counts` names of each of the four lists, one
// after the other, with their sizes.
static int32_t selector_of(uint32_t flags, const char* names,
                           const size_t* sizes, const size_t* counts,
                           snaproll_selector** out, snaproll_error** error) {
  snaproll_selector* made = NULL;
  int32_t status = snaproll_selector_new(&made, error);
  for (int list = 0; list < 4; ++list) {
    for (size_t i = 0; i < counts[list] && status == SNAPROLL_OK; ++i) {
      status = add_name(made, list, names, *sizes, error);
      names += *sizes++;
    }
  }
  if (status == SNAPROLL_OK && (flags & NAMES_STATE))
    status = snaproll_selector_set_state(made, true, error);
  if (status == SNAPROLL_OK && (flags & EVERYTHING_BUT))
    status = snaproll_selector_set_everything_but(made, true, error);
  if (status == SNAPROLL_OK && (flags & ALLOW_NOTHING))
    status = snaproll_selector_set_allow_nothing(made, true, error);
  if (status == SNAPROLL_OK) {
    *out = made;
  } else {
    snaproll_selector_free(made);
  }
  return status;
}
*/
import "C"

import "unsafe"

type cSelector = C.snaproll_selector

// Selector is what a selective rollback takes back; nil stands for everything. A
// selector that names nothing is [ErrInvalidArgument], a name or glob that
// matches nothing [ErrNotFound], unless AllowNothing says that they may.
//
// In globs * stands for any run of characters, ? for one, and \x for x itself.
type Selector struct {
	Variables   []string // Names of variables, or globs.
	NodeResults []string // Ids of nodes whose results are meant, or globs.
	Pointers    []string // Begin with /variables, /node_results or /state.

	// DownstreamOf are nodes, each of which stands for itself and all nodes
	// downstream of it by the edges of the execution: their results, and the
	// variables that only these nodes wrote since the target. For plans of an
	// Execution alone.
	DownstreamOf []string

	State         bool // The execution's state.
	EverythingBut bool // Everything is taken back but what is named.
	AllowNothing  bool // Names and globs may match nothing.
}

// make gives the selector of the library, which the caller frees; nil of nil.
func (s *Selector) make() (*cSelector, error) {
	if s == nil {
		return nil, nil
	}
	var names []byte
	var sizes []C.size_t
	var counts [4]C.size_t
	for i, list := range [...][]string{s.Variables, s.NodeResults, s.Pointers, s.DownstreamOf} {
		counts[i] = C.size_t(len(list))
		for _, name := range list {
			names = append(names, name...)
			sizes = append(sizes, size(name))
		}
	}
	var made *cSelector
	var e cError
	status := C.selector_of(s.flags(), chars(names), unsafe.SliceData(sizes), &counts[0], &made, &e)
	return made, check(status, &e)
}

func (s *Selector) flags() (flags C.uint32_t) {
	if s.State {
		flags |= C.NAMES_STATE
	}
	if s.EverythingBut {
		flags |= C.EVERYTHING_BUT
	}
	if s.AllowNothing {
		flags |= C.ALLOW_NOTHING
	}
	return flags
}
