package coach

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// UpdateRep writes what f makes of a rep's entry (a new one for an unknown id).
// f is called again if another process wrote first; it returns false to leave
// the entry alone.
func (p *People) UpdateRep(ctx context.Context, id string, f func(*Rep) bool) (*Rep, error) {
	r := new(Rep)
	err := p.update(ctx, "rep/"+id, r, func() bool {
		r.ID = id
		return f(r)
	})
	return r, err
}

// UpdateAccount does the same for an account's entry.
func (p *People) UpdateAccount(ctx context.Context, id string, f func(*AccountProfile) bool) (*AccountProfile, error) {
	a := new(AccountProfile)
	err := p.update(ctx, "account/"+id, a, func() bool {
		a.ID = id
		return f(a)
	})
	return a, err
}

func (p *People) update(ctx context.Context, key string, v interface{ reset() }, f func() bool) error {
	for range 20 {
		old := p.rawEntry(key)
		v.reset()
		if old != "" {
			if err := json.Unmarshal([]byte(old), v); err != nil {
				return fmt.Errorf("coach: directory entry %s: %w", key, err)
			}
		}
		if !f() {
			return nil
		}
		b, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("coach: directory entry %s: %w", key, err)
		}
		if string(b) == old {
			return nil
		}
		lost, err := p.put(ctx, Entry{key, old, string(b)})
		if err != nil {
			return fmt.Errorf("coach: write directory entry %s: %w", key, err)
		}
		if len(lost) == 0 {
			return p.written(key, old, string(b))
		}
		if err := p.behind(ctx, key, old); err != nil {
			return err
		}
	}
	return errors.New("coach: directory entry " + key + " is written by others all the time")
}

// written takes in what this process wrote. Where something else is known by now
// than what it was made from, that is newer still.
func (p *People) written(key, old, is string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.writes++; p.reading > 0 {
		if p.wrote == nil {
			p.wrote = map[string]int{}
		}
		p.wrote[key] = p.writes
	}
	if p.raw[key] != old {
		return nil
	}
	return p.learn(key, is)
}

// behind reads an entry that was found to be another in the store than is known
// here, if need be with all the others.
func (p *People) behind(ctx context.Context, key, old string) error {
	if err := p.Refresh(ctx, 0); err != nil {
		return err
	}
	if p.rawEntry(key) != old {
		return nil
	}
	p.mu.Lock()
	p.version = 0
	p.mu.Unlock()
	return p.Refresh(ctx, 0)
}

// put writes an entry; a directory without a store lives in memory only.
func (p *People) put(ctx context.Context, e Entry) ([]string, error) {
	if p.store == nil {
		return nil, nil
	}
	return p.store.PutEntries(ctx, e)
}

func (p *People) rawEntry(key string) string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.raw[key]
}

func (r *Rep) reset() { *r = Rep{} }

func (a *AccountProfile) reset() { *a = AccountProfile{} }

// SlackProfile is what Slack says of a person.
type SlackProfile struct {
	User  string // Slack user id
	Name  string
	Email string
	Zone  string // IANA name
	Admin bool

	Locale string // "de-DE"; "" where Slack did not say
}

// Enrol returns the rep of a Slack user and takes in what Slack says now. A
// user is matched by Slack id, else by e-mail; a full member who is neither
// becomes a rep whose id is the Slack user id.
func (p *People) Enrol(ctx context.Context, s SlackProfile) (*Rep, error) {
	if err := p.Refresh(ctx, time.Second); err != nil {
		return nil, err
	}
	id := s.User
	if r := p.RepBySlack(s.User); r != nil {
		id = r.ID
	} else if r := p.RepByEmail(s.Email); r != nil {
		id = r.ID
	}
	erased := false
	r, err := p.UpdateRep(ctx, id, func(r *Rep) bool {
		if erased = id != s.User && r.isEmpty(); erased {
			return false
		}
		if r.Said == nil && r.Email == "" && r.SlackUser == "" && id == s.User {
			r.Nameless = true
		}
		r.SlackUser, r.SlackZone, r.Admin, r.Away = s.User, s.Zone, s.Admin, false
		r.SlackLocale = cmp.Or(s.Locale, r.SlackLocale)
		if r.Name == "" || r.Nameless {
			r.Name = s.Name
		}
		if r.Email == "" {
			r.Email = s.Email
		}
		return true
	})
	if erased { // by another process, since we looked: they come as a new person
		return p.Enrol(ctx, s)
	}
	return r, err
}

// Leave notes that a Slack user is no full member any more. Nothing is sent to their
// rep then, whose book stays as it is until Enrol finds them again.
func (p *People) Leave(ctx context.Context, user string) error {
	r := p.RepBySlack(user)
	if r == nil || r.SlackUser != user {
		return nil
	}
	_, err := p.UpdateRep(ctx, r.ID, func(r *Rep) bool {
		left := r.SlackUser == user && !r.Away && r.AliasOf == ""
		r.Away = r.Away || left
		return left
	})
	return err
}

// isEmpty says whether nothing was ever said of the rep: there is no entry.
func (r *Rep) isEmpty() bool {
	return r.Said == nil && r.Name == "" && r.Email == "" && r.SlackUser == "" && r.AliasOf == ""
}

// NewAccount makes an account from a name that somebody typed; one that is
// there already stays as it is.
func (p *People) NewAccount(ctx context.Context, id, name string) (*AccountProfile, error) {
	return p.UpdateAccount(ctx, id, func(a *AccountProfile) bool {
		if a.Name != "" || a.AliasOf != "" || a.Said != nil {
			return false
		}
		a.Name, a.Nameless = name, true
		return true
	})
}
