// A client of the gateway that shares no code with Argus, written after docs/protocol.md with a WebSocket library of
// another language. It obeys commands, one JSON object a line on standard input, and prints what it saw, one a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type command struct {
	Do     string          `json:"do"`
	URL    string          `json:"url"`
	Origin string          `json:"origin"`
	Token  string          `json:"token"`
	ID     string          `json:"id"`
	Topic  json.RawMessage `json:"topic"`
}

// seen is what is printed: a frame of the gateway as far as a test asks for it, or the end of a connection.
type seen struct {
	Saw     string   `json:"saw"`
	ID      string   `json:"id,omitempty"`
	Keys    []string `json:"keys,omitempty"`
	Resumed *bool    `json:"resumed,omitempty"`
	Code    int      `json:"code,omitempty"`
	Next    string   `json:"next,omitempty"`
	Text    string   `json:"text,omitempty"`
}

func main() {
	client := newClient(print)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var said command
		if err := json.Unmarshal(lines.Bytes(), &said); err != nil {
			fail(err)
		}
		if err := client.obey(said); err != nil {
			fail(err)
		}
	}
}

func print(line seen) {
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "foreign-client:", err)
	os.Exit(1)
}
