package snaproll

// #include "snaproll.h"
import "C"

import (
	"errors"
	"fmt"
	"runtime/cgo"
	"strings"
	"sync"
)

//export snaprollMigrate
func snaprollMigrate(data C.uintptr_t, state *cValue, out **cValue, e *cError) C.int32_t {
	given, err := makeValue(func(made **cValue, e *cError) status {
		return C.snaproll_value_ref(state, made, e)
	})
	if err == nil {
		defer given.Close()
		err = migrateInto(cgo.Handle(data).Value().(Migrate), given, out)
	}
	if err == nil {
		return C.SNAPROLL_OK
	}
	code := ErrInvalidArgument
	line := strings.ToValidUTF8(err.Error(), "?")
	var own *Error
	if errors.As(err, &own) {
		code, line = own.Code, own.Message
	}
	line = strings.Join(strings.Fields(line), " ")
	if line == "" {
		line = "it failed without a word"
	}
	causes.add(line, err)
	*e = C.snaproll_error_new(C.int32_t(code), chars(line), size(line))
	return C.int32_t(code)
}

//export snaprollLetGo
func snaprollLetGo(data C.uintptr_t) { cgo.Handle(data).Delete() }

// migrateInto hands over what the function makes of a state. A panic must not
// unwind what is between it and who called.
func migrateInto(migrate Migrate, state *Value, out **cValue) (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("it panicked: %v", panicked)
		}
	}()
	made, err := migrate(state)
	if err != nil {
		return err
	}
	value, err := NewValue(made)
	if err != nil {
		return err
	}
	defer value.Close()
	*out, err = get(always, value, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_ref(p, out, e)
	})
	return err
}

// causes are what callbacks failed with, by the line that was told of it, until an
// error of the library that ends with that line is taken.
var causes heldCauses

type heldCauses struct {
	mutex sync.Mutex
	lines map[string][]error // Of calls at one time, which may fail with one line.
	kept  int
}

// mostCauses is for those that no error is ever taken of.
const mostCauses = 64

func (c *heldCauses) add(line string, err error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.lines == nil || c.kept >= mostCauses {
		c.lines, c.kept = map[string][]error{}, 0
	}
	c.lines[line] = append(c.lines[line], err)
	c.kept++
}

func (c *heldCauses) take(message string) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for line, errs := range c.lines {
		if !strings.HasSuffix(message, line) {
			continue
		}
		last := len(errs) - 1
		if c.lines[line] = errs[:last]; last == 0 {
			delete(c.lines, line)
		}
		c.kept--
		return errs[last]
	}
	return nil
}
