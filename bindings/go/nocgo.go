//go:build !cgo

package snaproll

// Without cgo this is all there is of the package, for the line that it fails with.
const _ int = "snaproll needs cgo: set CGO_ENABLED=1 and install a C compiler"
