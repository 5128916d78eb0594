package coach

import "sync"

// accountCache keeps decoded accounts, checked by version whenever they are
// asked for.
type accountCache struct {
	mu       sync.Mutex
	accounts map[string]*Account
}

func (c *accountCache) get(id string) *Account {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.accounts[id]
}

// put keeps an account unless there are as many as may be kept.
func (c *accountCache) put(a *Account, most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.accounts == nil {
		c.accounts = map[string]*Account{}
	}
	if c.accounts[a.ID] != nil || len(c.accounts) < most {
		c.accounts[a.ID] = a
	}
}

// decodeAccount decodes what was read of an account, unless it is the one held.
func (c *Coach) decodeAccount(id string, held *Account, as Aggregate) (*Account, error) {
	if held != nil && held.Version == as.Version && as.Fields == nil {
		a := *held
		a.Owed = as.Owed // comes with every reading
		return &a, nil
	}
	a, err := DecodeAccount(id, as)
	if err == nil && c.HoldAccounts > 0 {
		c.accounts.put(a, c.HoldAccounts)
	}
	return a, err
}
