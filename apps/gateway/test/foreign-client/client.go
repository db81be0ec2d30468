package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// client holds one connection at a time, and what it copied over all of them.
type client struct {
	print  func(seen)
	mutex  sync.Mutex
	copy   *copies
	socket *websocket.Conn
	cut    context.CancelFunc
	done   chan struct{}
}

func newClient(print func(seen)) *client {
	return &client{print: print, copy: newCopies()}
}

func (c *client) obey(said command) error {
	switch said.Do {
	case "dial":
		return c.dial(said)
	case "renew":
		return c.say(map[string]any{"type": "renew", "token": said.Token})
	case "subscribe":
		return c.subscribe(said)
	case "vanish":
		c.cut()
		<-c.done
		return nil
	}
	return fmt.Errorf("nothing is called %q", said.Do)
}

// dial opens a socket, says hello and begins to read.
func (c *client) dial(said command) error {
	within, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	socket, answer, err := websocket.Dial(within, said.URL, &websocket.DialOptions{
		Subprotocols: []string{"argus.v1"},
		HTTPHeader:   http.Header{"Origin": {said.Origin}},
	})
	if err != nil {
		return err
	}
	if answer.Header.Get("Sec-WebSocket-Protocol") != "argus.v1" {
		return errors.New("the gateway chose another subprotocol")
	}
	socket.SetReadLimit(16 << 20)
	living, cut := context.WithCancel(context.Background())
	c.mutex.Lock()
	c.socket, c.cut, c.done = socket, cut, make(chan struct{})
	c.copy.reconnected()
	c.mutex.Unlock()
	go c.read(living)
	return c.say(map[string]any{"type": "hello", "token": said.Token})
}

// subscribe resumes from what is held, as far as anything is.
func (c *client) subscribe(said command) error {
	frame := map[string]any{"type": "subscribe", "id": said.ID, "topic": said.Topic, "shape": "row"}
	c.mutex.Lock()
	if from := c.copy.positions(said.ID); len(from) > 0 {
		frame["from"] = from
	}
	c.mutex.Unlock()
	return c.say(frame)
}

func (c *client) say(frame map[string]any) error {
	text, err := json.Marshal(frame)
	if err != nil {
		return err
	}
	within, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return c.socket.Write(within, websocket.MessageText, text)
}

func (c *client) read(living context.Context) {
	defer close(c.done)
	for {
		kind, text, err := c.socket.Read(living)
		if err != nil {
			code := int(websocket.CloseStatus(err))
			c.print(seen{Saw: "closed", Code: code, Next: afterClose(code)})
			return
		}
		if kind != websocket.MessageText {
			fail(errors.New("a frame that is no text"))
		}
		c.mutex.Lock()
		line, err := c.copy.take(text)
		c.mutex.Unlock()
		if err != nil {
			fail(err)
		}
		c.print(line)
	}
}

// afterClose is the rule of the ranges: a code that is new here is obeyed all the same.
func afterClose(code int) string {
	switch {
	case code >= 4500 && code <= 4999:
		return "stop"
	case code >= 4100 && code <= 4199:
		return "refresh"
	}
	return "redial"
}
