package workspace

import "slices"

// Messages are what everybody in a channel sees, oldest first, thread replies
// included. The channel is an id or "#name".
func (w *Workspace) Messages(channelID string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.place(nil, channelID)
	if err != nil {
		return nil
	}
	return copies(c.messages)
}

// DM is the direct messages between a person and the app, oldest first.
func (w *Workspace) DM(userID string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	user, err := w.anyone(userID)
	if err != nil {
		return nil
	}
	return copies(w.dm(user).messages)
}

// DMChannel is the id of the direct messages between a person and the app.
func (w *Workspace) DMChannel(userID string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	user, err := w.anyone(userID)
	if err != nil {
		return ""
	}
	return w.dm(user).ID
}

// Ephemerals are the messages only this person sees, in all channels, in
// order: answers of the app, and Slackbot's words on failed commands.
func (w *Workspace) Ephemerals(userID string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	return copies(w.ephemerals[userID])
}

func copies(messages []*Message) []Message {
	var out []Message
	for _, m := range messages {
		out = append(out, m.clone())
	}
	return out
}

// Views are a person's open modals, the top one last.
func (w *Workspace) Views(userID string) []View {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []View
	for _, v := range w.stacks[userID] {
		out = append(out, v.View)
	}
	return out
}

// Home is a person's Home tab; false if nothing was published.
func (w *Workspace) Home(userID string) (View, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if home := w.homes[userID]; home != nil {
		return home.View, true
	}
	return View{}, false
}

// Members are the ids of those in a channel, the bot's user among them.
func (w *Workspace) Members(channelID string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.place(nil, channelID)
	if err != nil {
		return nil
	}
	return slices.Clone(c.Members)
}
