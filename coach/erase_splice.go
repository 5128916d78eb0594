package coach

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// splice rewrites the strings in a JSON record and leaves every other byte as
// it is: what a newer program wrote beside them too. keep is given the keys that
// lead to a string and says what it is to be; a question that answers stand under
// is such a string too. Something that is no JSON stays.
func splice(raw string, keep func(path []string, s string) string) string {
	dec := json.NewDecoder(bytes.NewReader([]byte(raw)))
	var out bytes.Buffer
	var at cursor
	copied := 0
	for {
		before := int(dec.InputOffset())
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return raw
		}
		s, is := token.(string)
		key, path := at.step(token), at.path()
		if key {
			path = path[:len(path)-1]
		}
		if !is || key && (len(path) == 0 || path[len(path)-1] != "answers") {
			continue
		}
		next := keep(path, s)
		if next == s {
			continue
		}
		text, _ := json.Marshal(next) // a string always encodes
		start := before + bytes.IndexByte([]byte(raw[before:]), '"')
		out.WriteString(raw[copied:start])
		out.Write(text)
		copied = int(dec.InputOffset())
	}
	out.WriteString(raw[copied:])
	return out.String()
}

// cursor is where in a record a decoder stands.
type cursor struct{ in []level }

type level struct {
	object bool
	key    string // of an object: the latest
	value  bool   // … and its value comes next
}

// step takes in a token and says whether it was an object's key.
func (c *cursor) step(token json.Token) (key bool) {
	switch token {
	case json.Delim('{'), json.Delim('['):
		c.took()
		c.in = append(c.in, level{object: token == json.Delim('{')})
		return false
	case json.Delim('}'), json.Delim(']'):
		c.in = c.in[:len(c.in)-1]
		return false
	}
	if n := len(c.in); n > 0 && c.in[n-1].object && !c.in[n-1].value {
		c.in[n-1].key, c.in[n-1].value = token.(string), true
		return true
	}
	c.took()
	return false
}

// took notes that the value of the latest key has come.
func (c *cursor) took() {
	if n := len(c.in); n > 0 {
		c.in[n-1].value = false
	}
}

func (c *cursor) path() []string {
	var path []string
	for _, l := range c.in {
		if l.object {
			path = append(path, l.key)
		}
	}
	return path
}
