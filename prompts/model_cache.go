package prompts

import (
	lru "container/list"
	"sync"
)

// cached is how many wordings are kept in memory: some hundred kilobytes, a few
// days of a large company.
const cached = 2048

// cache remembers words by what was asked, also that none were good; what was used
// longest ago goes first. The zero value is empty.
type cache struct {
	mu    sync.Mutex
	order lru.List // of keys, the latest first
	at    map[string]*lru.Element
}

type entry struct {
	key   string
	words words // empty: refused
}

func (c *cache) get(key string) (w words, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.at[key]
	if e == nil {
		return w, false
	}
	c.order.MoveToFront(e)
	return e.Value.(entry).words, true
}

func (c *cache) put(key string, w words) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at == nil {
		c.at = map[string]*lru.Element{}
	}
	if e := c.at[key]; e != nil {
		c.order.Remove(e)
	}
	c.at[key] = c.order.PushFront(entry{key, w})
	if len(c.at) > cached {
		last := c.order.Back()
		c.order.Remove(last)
		delete(c.at, last.Value.(entry).key)
	}
}
