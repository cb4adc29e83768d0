package snaproll

// #include "snaproll.h"
import "C"

import (
	"bufio"
	"context"
	"errors"
	"io"
)

// ExportForm is a form of JSON lines that an execution is exported in.
type ExportForm int

// The forms of an export; Import reads both.
const (
	// ExportBundle are records and keyframes: an import of them has the same
	// history.
	ExportBundle ExportForm = iota
	// ExportFull are the context and each snapshot, oldest first, in the forms
	// of oxify-model.
	ExportFull
)

// Export writes an execution, one line after the other.
func (s *Store) Export(ctx context.Context, id string, form ExportForm, to io.Writer) error {
	if form != ExportBundle && form != ExportFull {
		return newError(ErrInvalidArgument, "there is no such ExportForm")
	}
	made, err := get(ctx, s, func(p *cStore, out **C.snaproll_exporter, e *cError) status {
		return C.snaproll_store_export(p, chars(id), size(id), form == ExportFull, out, e)
	})
	if err != nil {
		return err
	}
	defer inPlace(func() { C.snaproll_exporter_free(made) })
	for {
		line, err := s.exportLine(ctx, made)
		if err != nil || line == "" {
			return err
		}
		if _, err := io.WriteString(to, line); err != nil {
			return wrapped(ErrIO, err)
		}
	}
}

// inPlace makes a call that may wait, of no handle.
func inPlace(call func()) {
	_ = enter(always) // That is never done.
	defer leave()
	call()
}

// exportLine is the next line with its end, "" behind the last one.
func (s *Store) exportLine(ctx context.Context, exporter *C.snaproll_exporter) (string, error) {
	var more C.bool
	line, err := getText(ctx, s, func(_ *cStore, out *cBuf, e *cError) status {
		return C.snaproll_exporter_next(exporter, out, &more, e)
	})
	if err != nil || !bool(more) {
		return "", err
	}
	return line + "\n", nil
}

// Import makes an execution of an export of either form, and gives its id: as,
// or, where that is "", the one that the lines tell. Where it fails, nothing is
// there.
func (s *Store) Import(ctx context.Context, from io.Reader, as string) (id string, err error) {
	made, err := get(ctx, s, func(p *cStore, out **C.snaproll_importer, e *cError) status {
		return C.snaproll_store_import(p, chars(as), size(as), out, e)
	})
	if err != nil {
		return "", err
	}
	defer inPlace(func() { C.snaproll_importer_free(made) })
	if err := s.importLines(ctx, made, bufio.NewReader(from)); err != nil {
		return "", err
	}
	return getText(ctx, s, func(_ *cStore, out *cBuf, e *cError) status {
		return C.snaproll_importer_finish(made, out, e)
	})
}

func (s *Store) importLines(ctx context.Context, importer *C.snaproll_importer, from *bufio.Reader) error {
	for {
		line, failed := from.ReadBytes('\n')
		if failed != nil && !errors.Is(failed, io.EOF) {
			return wrapped(ErrIO, failed)
		}
		if failed == nil {
			line = line[:len(line)-1]
		} else if len(line) == 0 {
			return nil
		}
		err := do(ctx, s, func(_ *cStore, e *cError) status {
			return C.snaproll_importer_add(importer, chars(line), size(line), e)
		})
		if err != nil || failed != nil {
			return err
		}
	}
}
