package snaproll

// A call that may wait for a disk, or for a call that does, holds a thread of
// the operating system while it waits. So that ten thousand goroutines do not
// hold ten thousand threads, at most maxWaiting of such calls are under way at
// one time in a process; other goroutines wait for a place, which costs no
// thread.
//
// Whoever has a place never waits for another one: of a call with two handles
// only the first asks for one, and the second is held alone.

const maxWaiting = 16

var places = make(chan struct{}, maxWaiting)

func enter() { places <- struct{}{} }
func leave() { <-places }
