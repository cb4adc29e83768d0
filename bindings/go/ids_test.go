package snaproll_test

import (
	"encoding/json"
	"testing"

	"snaproll.dev/go/snaproll"
)

func TestIDsAreDrawnAndMoveAsText(t *testing.T) {
	id := of(snaproll.NewID())
	wantEqual(t, "another", id == of(snaproll.NewID()), false)
	wantEqual(t, "version", id[6]>>4, 7)
	var back snaproll.ID
	need(t, json.Unmarshal(of(json.Marshal(id)), &back))
	wantEqual(t, "by JSON", back, id)
	need(t, back.UnmarshalText([]byte("0190A1B2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")))
	wantEqual(t, "by text", back.String(), "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
	before := back
	wantCode(t, back.UnmarshalText([]byte("no id")), snaproll.ErrInvalidArgument)
	wantEqual(t, "after an error", back, before)
}

func TestVersionsAgree(t *testing.T) {
	wantEqual(t, "version", snaproll.Version(), "0.1.0")
	wantEqual(t, "number", snaproll.VersionNumber(), 1000)
}
