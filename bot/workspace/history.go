package workspace

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// paginate cuts a list by limit and cursor, and gives the next cursor.
func paginate[T any](all []T, r *request, most int) (page []T, next string, err *apiError) {
	start := 0
	if cursor := r.str("cursor"); cursor != "" {
		text, bad := base64.StdEncoding.DecodeString(cursor)
		at, bad2 := strconv.Atoi(strings.TrimPrefix(string(text), "at:"))
		if bad != nil || bad2 != nil || at < 0 || at > len(all) {
			return nil, "", refuse("invalid_cursor")
		}
		start = at
	}
	limit := most
	if r.str("limit") != "" {
		n, bad := strconv.Atoi(r.str("limit"))
		if bad != nil || n < 0 {
			return nil, "", refuse("invalid_limit")
		}
		if n > 0 {
			limit = min(n, most)
		}
	}
	end := min(start+limit, len(all))
	if end < len(all) {
		next = base64.StdEncoding.EncodeToString([]byte("at:" + strconv.Itoa(end)))
	}
	return all[start:end], next, nil
}

// readable finds the channel of a call, which the app must be in to read.
func (w *Workspace) readable(r *request) (*channel, *apiError) {
	c, err := w.known(r)
	if err != nil {
		return nil, err
	}
	if !c.has(w.cfg.BotUserID) {
		return nil, refuse("not_in_channel")
	}
	return c, nil
}

// known finds the channel of a call by id. A private channel the app is not in
// is not known to it.
func (w *Workspace) known(r *request) (*channel, *apiError) {
	c := w.channelByID(r.str("channel"))
	if c == nil || c.Private && !c.has(w.cfg.BotUserID) {
		return nil, refuse("channel_not_found")
	}
	return c, nil
}

// history answers conversations.history: newest first, oldest and latest
// exclusive unless inclusive, thread replies left out.
func (w *Workspace) history(r *request) (reply, *apiError) {
	c, err := w.readable(r)
	if err != nil {
		return nil, err
	}
	var found []*Message
	for _, m := range slices.Backward(c.messages) {
		if (m.ThreadTS == "" || m.ThreadTS == m.TS || m.Subtype == "thread_broadcast") && r.within(m.TS) {
			found = append(found, m)
		}
	}
	return w.pageOfMessages(found, r, 100)
}

// replies answers conversations.replies: the parent, then its replies, oldest
// first.
func (w *Workspace) replies(r *request) (reply, *apiError) {
	c, err := w.readable(r)
	if err != nil {
		return nil, err
	}
	if c.find(r.str("ts")) == nil {
		return nil, refuse("thread_not_found")
	}
	var found []*Message
	for _, m := range c.messages {
		if m.TS == r.str("ts") || m.ThreadTS == r.str("ts") && r.within(m.TS) {
			found = append(found, m)
		}
	}
	return w.pageOfMessages(found, r, 1000)
}

func (w *Workspace) pageOfMessages(found []*Message, r *request, usual int) (reply, *apiError) {
	most := 999
	if r.str("limit") == "" || r.str("limit") == "0" {
		most = usual
	}
	page, next, err := paginate(found, r, most)
	if err != nil {
		return nil, err
	}
	messages := []any{}
	for _, m := range page {
		messages = append(messages, w.wire(m, r.flag("include_all_metadata")))
	}
	return reply{"messages": messages, "has_more": next != "", "pin_count": 0,
		"response_metadata": reply{"next_cursor": next}}, nil
}

// within says whether a ts lies between oldest and latest. All have six
// decimals after as many digits, but callers may leave the decimals out.
func (r *request) within(ts string) bool {
	oldest, latest := r.str("oldest"), r.str("latest")
	if oldest != "" && oldest != "0" {
		if d := compareTS(ts, oldest); d < 0 || d == 0 && !r.flag("inclusive") {
			return false
		}
	}
	if latest != "" && latest != "0" {
		if d := compareTS(ts, latest); d > 0 || d == 0 && !r.flag("inclusive") {
			return false
		}
	}
	return true
}

func compareTS(a, b string) int { return slices.Compare(tsParts(a), tsParts(b)) }

func tsParts(ts string) []int64 {
	whole, part, _ := strings.Cut(ts, ".")
	seconds, _ := strconv.ParseInt(whole, 10, 64)
	micros, _ := strconv.ParseInt((part + "000000")[:6], 10, 64)
	return []int64{seconds, micros}
}
