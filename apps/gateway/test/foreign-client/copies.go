package main

import (
	"encoding/json"
	"fmt"
	"sort"
)

type topic struct {
	Cluster  string `json:"cluster"`
	Group    string `json:"group"`
	Version  string `json:"version"`
	Resource string `json:"resource"`
}

// frame has every field that any frame of the gateway has which matters here.
type frame struct {
	Type    string `json:"type"`
	ID      string `json:"id"`
	View    int    `json:"view"`
	Prev    string `json:"prev"`
	At      string `json:"at"`
	First   bool   `json:"first"`
	Resumed bool   `json:"resumed"`
	Code    string `json:"code"`
	Views   []struct {
		View  int   `json:"view"`
		Topic topic `json:"topic"`
	} `json:"views"`
	Items  []item `json:"items"`
	Events []struct {
		Type string `json:"type"`
		item
	} `json:"events"`
}

type item struct {
	Key string `json:"key"`
	UID string `json:"uid"`
}

// held is a copy of what one subscription sees of one topic.
type held struct {
	id    string
	topic topic
	at    string
	items map[string]item
}

// copies keeps what the gateway said, by the rules of the protocol.
type copies struct {
	// By the number of the view: only within one connection.
	views map[int]*held
	// By subscription and topic: what outlives a connection.
	kept map[string]*held
}

func newCopies() *copies {
	return &copies{views: map[int]*held{}, kept: map[string]*held{}}
}

func (c *copies) reconnected() {
	c.views = map[int]*held{}
}

// positions is what a subscribe resumes from, by resource.
func (c *copies) positions(id string) map[string]string {
	from := map[string]string{}
	for _, it := range c.kept {
		if it.id == id && it.at != "" {
			from[it.topic.Cluster+"/"+it.topic.Group+"/"+it.topic.Resource] = it.at
		}
	}
	return from
}

// take brings a frame in, and says what there is now; a breach of the protocol is an error.
func (c *copies) take(text []byte) (seen, error) {
	var said frame
	if err := json.Unmarshal(text, &said); err != nil {
		return seen{}, err
	}
	switch said.Type {
	case "subscribed":
		for _, view := range said.Views {
			c.open(said.ID, view.View, view.Topic)
		}
		return seen{Saw: said.Type, ID: said.ID}, nil
	case "snapshot", "synced", "events", "bookmark":
		view, known := c.views[said.View]
		if !known {
			return seen{}, fmt.Errorf("%s for a view that was not introduced", said.Type)
		}
		return view.take(said)
	}
	return seen{Saw: said.Type, ID: said.ID, Text: said.Code}, nil
}

func (c *copies) open(id string, view int, of topic) {
	name := id + " " + of.Cluster + "/" + of.Group + "/" + of.Version + "/" + of.Resource
	if c.kept[name] == nil {
		c.kept[name] = &held{id: id, topic: of, items: map[string]item{}}
	}
	c.views[view] = c.kept[name]
}

func (h *held) take(said frame) (seen, error) {
	switch said.Type {
	case "snapshot":
		if said.First {
			h.items = map[string]item{}
		}
		for _, it := range said.Items {
			h.items[it.Key] = it
		}
	case "synced":
		h.at = said.At
		return seen{Saw: said.Type, ID: h.id, Keys: h.keys(), Resumed: &said.Resumed}, nil
	case "events", "bookmark":
		if said.Prev != h.at {
			return seen{}, fmt.Errorf("%s continues %s, and %s is held", said.Type, said.Prev, h.at)
		}
		h.at = said.At
		for _, event := range said.Events {
			if event.Type == "DELETED" {
				delete(h.items, event.Key)
			} else {
				h.items[event.Key] = event.item
			}
		}
	}
	return seen{Saw: said.Type, ID: h.id, Keys: h.keys()}, nil
}

func (h *held) keys() []string {
	keys := make([]string, 0, len(h.items))
	for key := range h.items {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
