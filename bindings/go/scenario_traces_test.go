package snaproll_test

import (
	"bufio"
	"os"
	"testing"
)

// The traces of tests/proof/traces.py, which compares the replies with those of
// the other languages.
func TestTracesAreReplayedForTheProof(t *testing.T) {
	path, told := os.Getenv("SNAPROLL_TRACES"), os.Getenv("SNAPROLL_TRACES_TOLD")
	if path == "" {
		t.Skip("tests/proof/traces.py tells the file")
	}
	lines, replies := of(os.Open(path)), of(os.Create(told))
	defer lines.Close()
	t.Chdir(memoryFolder(t))
	r := &replay{named: map[string]any{}}
	defer r.close()
	out := bufio.NewWriter(replies)
	in := bufio.NewScanner(lines)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		reply, err := r.run(in.Bytes())
		need(t, err)
		of(out.WriteString(reply + "\n"))
	}
	need(t, in.Err())
	need(t, out.Flush())
	need(t, replies.Close())
}
