module snaproll.dev/go/snaproll

go 1.24
