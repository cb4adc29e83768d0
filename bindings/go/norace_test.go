//go:build !race

package snaproll_test

const raceDetector = false
