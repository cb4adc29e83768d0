package snaproll

// #include "snaproll.h"
import "C"

import (
	"io/fs"
	"time"
)

type cStoreOptions = C.snaproll_store_options

// StoreOption is one thing that a store is opened with: a [Durability], or what
// the functions of this type give.
type StoreOption interface {
	addStore(*cStoreOptions, *cError) status
}

type storeOption func(*cStoreOptions, *cError) status

func (o storeOption) addStore(to *cStoreOptions, e *cError) status { return o(to, e) }

// Durability is what a commit survives that was acknowledged.
type Durability int32

// The durabilities of a store.
const (
	SurvivesPowerLoss Durability = C.SNAPROLL_DURABILITY_POWER   // The default.
	SurvivesProcess   Durability = C.SNAPROLL_DURABILITY_PROCESS // Its death.
	SurvivesNothing   Durability = C.SNAPROLL_DURABILITY_NONE
)

func (d Durability) addStore(to *cStoreOptions, e *cError) status {
	return C.snaproll_store_options_set_durability(to, C.int32_t(d), e)
}

// ExistingFile makes no file where there is none.
func ExistingFile() StoreOption {
	return storeOption(func(to *cStoreOptions, e *cError) status {
		return C.snaproll_store_options_set_create(to, false, e)
	})
}

// ReadOnlyStore never writes to the store, and makes none.
func ReadOnlyStore() StoreOption {
	return storeOption(func(to *cStoreOptions, e *cError) status {
		return C.snaproll_store_options_set_read_only(to, true, e)
	})
}

// FileMode are the permissions of a file that is made; 0600 without it.
func FileMode(mode fs.FileMode) StoreOption {
	return storeOption(func(to *cStoreOptions, e *cError) status {
		return C.snaproll_store_options_set_file_mode(to, C.uint32_t(mode), e)
	})
}

// BusyTimeout is how long to wait for other processes, 0: not at all; 5 seconds
// without it.
func BusyTimeout(wait time.Duration) StoreOption {
	return storeOption(func(to *cStoreOptions, e *cError) status {
		return C.snaproll_store_options_set_busy_timeout(to, C.int64_t(wait), e)
	})
}

// MemoryBudget are the bytes of memory for states that can be read again, of all
// executions together; 256 MiB without it.
func MemoryBudget(bytes uint64) StoreOption {
	return storeOption(func(to *cStoreOptions, e *cError) status {
		return C.snaproll_store_options_set_memory_budget(to, C.uint64_t(bytes), e)
	})
}

// NoCompression stores records as they are.
func NoCompression() StoreOption {
	return storeOption(func(to *cStoreOptions, e *cError) status {
		return C.snaproll_store_options_set_compress(to, false, e)
	})
}

// storeOptions gives the options of the library, which the caller frees.
func storeOptions(given []StoreOption) (*cStoreOptions, error) {
	var made *cStoreOptions
	var e cError
	if err := check(C.snaproll_store_options_new(&made, &e), &e); err != nil {
		return nil, err
	}
	for _, one := range given {
		err := error(missing("StoreOption"))
		if one != nil {
			err = check(one.addStore(made, &e), &e)
		}
		if err != nil {
			C.snaproll_store_options_free(made)
			return nil, err
		}
	}
	return made, nil
}
