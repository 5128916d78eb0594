package workspace

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// rule checks one value.
type rule func(c *checker, path string, value any)

// length checks a string's length in characters; a most of zero is no limit.
func (c *checker) length(path, text string, least, most int) {
	n := utf8.RuneCountInString(text)
	if n < least {
		c.fail(path, "must be more than %d characters", least-1)
	}
	if most > 0 && n > most {
		c.fail(path, "must be less than %d characters", most+1)
	}
}

// str is a plain JSON string.
func str(least, most int) rule {
	return func(c *checker, path string, value any) {
		text, ok := value.(string)
		if !ok {
			c.fail(path, "must be a string")
			return
		}
		c.length(path, text, least, most)
	}
}

// shown is a string that people read, so that it counts towards the total.
func shown(least, most int) rule {
	return func(c *checker, path string, value any) {
		str(least, most)(c, path, value)
		if text, ok := value.(string); ok {
			c.chars += utf8.RuneCountInString(text)
		}
	}
}

// text is a text object of the given types.
func text(most int, kinds ...string) rule {
	return func(c *checker, path string, value any) {
		o, ok := value.(object)
		if !ok {
			c.fail(path, "must be a text object")
			return
		}
		kind, _ := o["type"].(string)
		s := shape{need: map[string]rule{"text": shown(1, most)}, may: map[string]rule{}}
		switch kind {
		case "plain_text":
			s.may["emoji"] = boolean
		case "mrkdwn":
			s.may["verbatim"] = boolean
		}
		if !has(kinds, kind) {
			c.fail(path+"/type", "unsupported text type: %s", kind)
			return
		}
		c.shape(path, o, s)
	}
}

func plain(most int) rule   { return text(most, "plain_text") }
func anyText(most int) rule { return text(most, "plain_text", "mrkdwn") }

func has(list []string, item string) bool { return slices.Contains(list, item) }

func boolean(c *checker, path string, value any) {
	if _, ok := value.(bool); !ok {
		c.fail(path, "must be a boolean")
	}
}

// number is a JSON number within bounds.
func number(least, most float64) rule {
	return func(c *checker, path string, value any) {
		n, ok := value.(json.Number)
		f, err := n.Float64()
		if !ok || err != nil || f < least || f > most {
			c.fail(path, "must be a number from %g to %g", least, most)
		}
	}
}

func oneOf(values ...string) rule {
	return func(c *checker, path string, value any) {
		if s, ok := value.(string); !ok || !has(values, s) {
			c.fail(path, "must be one of %v", values)
		}
	}
}

// list is an array of so many items, each by the rule.
func list(least, most int, each rule) rule {
	return func(c *checker, path string, value any) {
		items, ok := value.([]any)
		if !ok {
			c.fail(path, "must be an array")
			return
		}
		if len(items) < least {
			c.fail(path, "must have at least %d items", least)
		}
		if len(items) > most {
			c.fail(path, "no more than %d items allowed", most)
		}
		for i, item := range items {
			each(c, path+"/"+strconv.Itoa(i), item)
		}
	}
}

// of is an object of one shape.
func of(s shape) rule {
	return func(c *checker, path string, value any) {
		o, ok := value.(object)
		if !ok {
			c.fail(path, "must be an object")
			return
		}
		c.shape(path, o, s)
	}
}
