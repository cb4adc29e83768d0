module snaproll.dev/go/snaproll/proof

go 1.24

require snaproll.dev/go/snaproll v0.0.0

replace snaproll.dev/go/snaproll => ../../../bindings/go
