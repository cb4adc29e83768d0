package snaproll_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"snaproll.dev/go/snaproll"
)

// memoryFolder is a folder in memory, where the sync is not what is tested.
func memoryFolder(t testing.TB) string {
	t.Helper()
	folder := of(os.MkdirTemp("/dev/shm", "snaproll"))
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// newStore is a store in a file of its own, and the path of that.
func newStore(t testing.TB, options ...snaproll.StoreOption) (*snaproll.Store, string) {
	t.Helper()
	path := filepath.Join(memoryFolder(t), "runs.db")
	return openStore(t, path, options...), path
}

func openStore(t testing.TB, path string, options ...snaproll.StoreOption) *snaproll.Store {
	t.Helper()
	store, err := snaproll.OpenStore(ctx, path, options...)
	need(t, err)
	t.Cleanup(func() { store.Close() })
	return store
}

// open opens an execution without automatic snapshots.
func open(
	t testing.TB, store *snaproll.Store, id string, options ...snaproll.OpenOption,
) *snaproll.Execution {
	t.Helper()
	run, err := store.Execution(ctx, id, append(options, snaproll.NoAutoSnapshot())...)
	need(t, err)
	t.Cleanup(func() { run.Close() })
	return run
}

// finish runs a node to its end.
func finish(
	ctx context.Context, run *snaproll.Execution, node string, output any,
) error {
	step, err := run.StepBegin(ctx, node)
	if err != nil {
		return err
	}
	defer step.Close()
	return step.Finish(ctx, output)
}

// digests are those of all snapshots, newest first, behind that of the working
// state.
func digests(t testing.TB, run *snaproll.Execution) []string {
	t.Helper()
	all := []string{of(run.Digest())}
	manager := run.Manager()
	defer manager.Close() // What is not closed keeps the file open.
	list := of(manager.List())
	defer list.Close()
	for i := range of(list.Count()) {
		snapshot := of(list.At(i))
		all = append(all, of(snapshot.Digest()))
		snapshot.Close()
	}
	return all
}

// lockFile locks the file of a store as another process that writes would, until
// it is told to let go.
func lockFile(t testing.TB, path string) (release func()) {
	t.Helper()
	const ofDescriptor, writeLock = 37, 120 // F_OFD_SETLK; a byte of the -shm file.
	// Closing it would drop the locks of SQLite in this process.
	fd := of(syscall.Open(path+"-shm", syscall.O_RDWR|syscall.O_CLOEXEC, 0))
	set := func(kind int16) {
		lock := syscall.Flock_t{Type: kind, Start: writeLock, Len: 1}
		need(t, syscall.FcntlFlock(uintptr(fd), ofDescriptor, &lock))
	}
	set(syscall.F_WRLCK)
	return func() { set(syscall.F_UNLCK) }
}
