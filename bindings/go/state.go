package snaproll

// #include "snaproll.h"
import "C"

import "encoding/json"

// StateKind is what state an execution is in.
type StateKind int32

// The states of an execution.
const (
	Running   StateKind = C.SNAPROLL_RUNNING
	Completed StateKind = C.SNAPROLL_COMPLETED
	Failed    StateKind = C.SNAPROLL_FAILED
	Cancelled StateKind = C.SNAPROLL_CANCELLED
	Paused    StateKind = C.SNAPROLL_PAUSED
)

var stateNames = []string{"Running", "Completed", "Failed", "Cancelled", "Paused"}

// String is its name, as in the JSON form.
func (k StateKind) String() string { return nameOf(stateNames, int(k)) }

// UnmarshalJSON reads what MarshalJSON writes.
func (k *StateKind) UnmarshalJSON(text []byte) error {
	var name string
	if json.Unmarshal(text, &name) == nil {
		for kind, known := range stateNames {
			if name == known {
				*k = StateKind(kind)
				return nil
			}
		}
	}
	return newError(ErrType, "no state of an execution: "+string(text))
}

// MarshalJSON is its name.
func (k StateKind) MarshalJSON() ([]byte, error) { return encode(k.String()) }

// State is the state of an execution, with the message of Failed.
type State struct {
	Kind    StateKind
	Message string
}

// String is its name, and the message.
func (s State) String() string {
	if s.Kind == Failed {
		return "Failed: " + s.Message
	}
	return s.Kind.String()
}

// MarshalJSON is "Running", or {"Failed":"message"}.
func (s State) MarshalJSON() ([]byte, error) {
	if s.Kind == Failed {
		return encode(map[string]string{"Failed": s.Message})
	}
	return encode(s.Kind.String())
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *State) UnmarshalJSON(text []byte) error {
	var failed struct{ Failed *string }
	if json.Unmarshal(text, &failed) == nil && failed.Failed != nil {
		*s = State{Failed, *failed.Failed}
		return nil
	}
	var name string
	if json.Unmarshal(text, &name) == nil {
		for kind, known := range stateNames {
			if name == known && StateKind(kind) != Failed {
				*s = State{Kind: StateKind(kind)}
				return nil
			}
		}
	}
	return newError(ErrType, "no state of an execution: "+string(text))
}
