module argus/foreign-client

// Old enough for the Go that distributions carry.
go 1.19

require github.com/coder/websocket v1.8.12
