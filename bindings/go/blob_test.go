package snaproll_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

// nobody is the hash of no blob that anybody finds.
var nobody = strings.Repeat("0", 64)

func reference(hash string) map[string]string { return map[string]string{"$blob": hash} }

// noise is bytes that no two numbers have in common.
func noise(number, size int) []byte {
	data := make([]byte, size)
	state := uint64(number)*0x9e3779b97f4a7c15 + 1
	for i := range data {
		state = state*6364136223846793005 + 1442695040888963407
		data[i] = byte(state >> 56)
	}
	return data
}

func TestBlobsComeBackByTheirHash(t *testing.T) {
	store, _ := newStore(t)
	for where, run := range map[string]*snaproll.Execution{
		"memory": newRun(t), "store": open(t, store, "run"),
	} {
		for _, size := range []int{0, 1, 4096, 4097, 16_385, 300_000} {
			data := noise(size, size)
			hash := of(run.PutBlob(data))
			need(t, run.Set("blob", reference(hash)))
			of(run.Snapshot(ctx))
			if got := of(run.GetBlob(hash)); !bytes.Equal(got, data) {
				t.Errorf("%s: other bytes of %d came back", where, size)
			}
		}
		wantEqual(t, "a hash", of(run.PutBlob([]byte("abc"))),
			"bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
		wantEqual(t, "nil and empty", of(run.PutBlob(nil)), of(run.PutBlob([]byte{})))
		wantEqual(t, "bytes", len(of(run.GetBlob(of(run.PutBlob(nil))))), 0)
	}
}

func TestBlobsAreCopiesInBothWays(t *testing.T) {
	run := newRun(t)
	data := []byte("before")
	hash := of(run.PutBlob(data))
	copy(data, "behind")
	got := of(run.GetBlob(hash))
	wantEqual(t, "what was put", string(got), "before")
	copy(got, "behind")
	wantEqual(t, "what is there", string(of(run.GetBlob(hash))), "before")
}

func TestWhatIsNoHashOrNobodysIsTold(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	for _, get := range []func(string) ([]byte, error){run.GetBlob, store.GetBlob, newRun(t).GetBlob} {
		for _, bad := range []string{"", "0", nobody[1:], nobody + "0", strings.Repeat("A", 64),
			strings.Repeat("\xff", 64), strings.Repeat("\x00", 64)} {
			data, err := get(bad)
			wantCode(t, err, snaproll.ErrInvalidArgument)
			wantEqual(t, "bytes", data == nil, true)
		}
		_, err := get(nobody)
		wantCode(t, err, snaproll.ErrNotFound)
	}
}

func TestBlobsAreInTheStoreWithTheCommitThatBringsTheirHash(t *testing.T) {
	store, path := newStore(t)
	run := open(t, store, "run")
	hash := of(run.PutBlob(noise(1, 10_000)))
	need(t, run.Save(ctx))
	wantCode(t, fails(store.GetBlob(hash)), snaproll.ErrNotFound)
	need(t, run.Set("blob", reference(hash)))
	need(t, run.Save(ctx))
	other := openStore(t, path)
	wantEqual(t, "bytes", hex.EncodeToString(of(other.GetBlob(hash))),
		hex.EncodeToString(noise(1, 10_000)))
	reader := open(t, other, "run", snaproll.OpenRead)
	of(reader.GetBlob(hash))
	wantCode(t, fails(reader.PutBlob(nil)), snaproll.ErrReadOnly)
}

func TestBlobsAreStoredOnceAndLeaveWithTheLastOfThem(t *testing.T) {
	store, _ := newStore(t)
	data := noise(2, 50_000)
	var hash string
	for _, id := range []string{"a", "b"} {
		run := open(t, store, id)
		hash = of(run.PutBlob(data))
		need(t, run.Set("blob", reference(hash)))
		of(run.Snapshot(ctx))
		need(t, run.Close())
	}
	stats := of(store.Stats(ctx))
	if stats.Blobs != 1 || stats.BlobBytes < 50_000 || stats.BlobBytes > 55_000 {
		t.Errorf("%d blobs of %d bytes", stats.Blobs, stats.BlobBytes)
	}
	for _, id := range []string{"a", "b"} {
		of(store.GetBlob(hash))
		need(t, store.Delete(ctx, id))
	}
	wantCode(t, fails(store.GetBlob(hash)), snaproll.ErrNotFound)
	stats = of(store.Stats(ctx))
	wantEqual(t, "blobs", stats.Blobs, 0)
	wantEqual(t, "bytes", stats.BlobBytes, 0)
}

func TestBlobsAreInForksCopiesAndExports(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	hash := of(run.PutBlob(noise(3, 20_000)))
	need(t, run.Set("blob", reference(hash)))
	of(run.Snapshot(ctx))
	need(t, run.Close())
	need(t, store.Fork(ctx, "run", nil, "fork"))
	for _, form := range []snaproll.ExportForm{snaproll.ExportBundle, snaproll.ExportFull} {
		other, _ := newStore(t)
		var lines bytes.Buffer
		need(t, store.Export(ctx, "fork", form, &lines))
		of(other.Import(ctx, &lines, "imported"))
		of(other.GetBlob(hash))
	}
	other, _ := newStore(t)
	need(t, store.Copy(ctx, "run", other, "copied"))
	of(other.GetBlob(hash))
	need(t, store.Delete(ctx, "run"))
	of(store.GetBlob(hash)) // The fork has it.
}

func TestErasingAReferenceTakesTheBytesFromTheFile(t *testing.T) {
	store, path := newStore(t, snaproll.NoCompression())
	mark := noise(4, 32)
	run := open(t, store, "run")
	hash := of(run.PutBlob(bytes.Repeat(mark, 500)))
	need(t, run.Set("blob", reference(hash)))
	of(run.Snapshot(ctx))
	of(run.Erase(ctx, snaproll.What{Pointer: "/variables/blob"}))
	wantCode(t, fails(run.GetBlob(hash)), snaproll.ErrNotFound)
	for _, file := range of(filepath.Glob(path + "*")) {
		if bytes.Contains(of(os.ReadFile(file)), mark) {
			t.Errorf("they stand in %s still", file)
		}
	}
}

func TestBlobsOfWhatIsClosedAreRefused(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	hash := of(run.PutBlob(nil))
	need(t, run.Close())
	wantCode(t, fails(run.PutBlob(nil)), snaproll.ErrUnusable)
	wantCode(t, fails(run.GetBlob(hash)), snaproll.ErrUnusable)
	need(t, store.Close())
	wantCode(t, fails(store.GetBlob(hash)), snaproll.ErrUnusable)
}

func ExampleExecution_PutBlob() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	hash, err := run.PutBlob([]byte("\x89PNG"))
	if err != nil {
		panic(err)
	}
	_ = run.Set("picture", map[string]string{"$blob": hash})
	picture, _ := snaproll.Get[map[string]string](run, "picture")
	data, err := run.GetBlob(picture["$blob"])
	fmt.Printf("%q %v\n", data, err)
	// Output: "\x89PNG" <nil>
}
