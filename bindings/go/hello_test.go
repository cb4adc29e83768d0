package snaproll_test

import (
	"os"
	"os/exec"
	"testing"
)

func TestHelloPrintsWhatItSays(t *testing.T) {
	want, err := os.ReadFile("../../examples/go/hello.output")
	need(t, err)
	hello := exec.Command("go", "run", ".")
	hello.Dir = "../../examples/go/hello"
	hello.Stderr = os.Stderr
	got, err := hello.Output()
	need(t, err)
	wantEqual(t, "output", string(got), string(want))
}
