package workspace

import (
	"regexp"
	"strings"
)

var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

	// typedParts are what Slack's clients turn into links: URLs, e-mail
	// addresses, @handles, #channels, and bare domains.
	typedParts = regexp.MustCompile(`https?://[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@[\w.-]+|#[\w-]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io)\b`)
	// handles are what a slash command with should_escape turns into links.
	handles = regexp.MustCompile(`@[\w.-]+|#[\w-]+`)
)

func escape(text string) string   { return escaper.Replace(text) }
func unescape(text string) string { return unescaper.Replace(text) }

func mentions(text, userID string) bool {
	return strings.Contains(text, "<@"+userID+">") || strings.Contains(text, "<@"+userID+"|")
}

// typed is what a person's words become: escaped, and linked as Slack's
// clients do it. An app sees "<http://acme.com|acme.com>" for "acme.com".
func (w *Workspace) typed(text string) string {
	return replaceParts(typedParts, text, func(part string) string {
		switch {
		case strings.HasPrefix(part, "http"):
			return "<" + escape(part) + ">"
		case strings.HasPrefix(part, "@"), strings.HasPrefix(part, "#"):
			return w.linked(part, false)
		case strings.Contains(part, "@"):
			return "<mailto:" + part + "|" + part + ">"
		}
		return "<http://" + part + "|" + part + ">"
	})
}

// typedCommand is a command's text under should_escape: handles and channels
// linked with their names, the rest as typed.
func (w *Workspace) typedCommand(text string) string {
	var out strings.Builder
	last := 0
	for _, at := range handles.FindAllStringIndex(text, -1) {
		out.WriteString(text[last:at[0]])
		if at[0] > 0 && !strings.ContainsAny(text[at[0]-1:at[0]], " \t\n(=,:") {
			out.WriteString(text[at[0]:at[1]]) // ann@acme.com is no handle.
		} else {
			out.WriteString(unescape(w.linked(text[at[0]:at[1]], true)))
		}
		last = at[1]
	}
	return out.String() + text[last:]
}

// replaceParts escapes what lies between the parts and replaces the parts.
func replaceParts(parts *regexp.Regexp, text string, replace func(string) string) string {
	var out strings.Builder
	last := 0
	for _, at := range parts.FindAllStringIndex(text, -1) {
		out.WriteString(escape(text[last:at[0]]))
		out.WriteString(replace(text[at[0]:at[1]]))
		last = at[1]
	}
	return out.String() + escape(text[last:])
}

// linked turns @handle and #channel into Slack's tokens if they are known.
func (w *Workspace) linked(part string, withName bool) string {
	name := part[1:]
	if part[0] == '#' {
		for _, c := range w.channels {
			if c.Name == name {
				return "<#" + c.ID + "|" + c.Name + ">"
			}
		}
		return escape(part)
	}
	for _, user := range w.users {
		if user.Name == name && withName {
			return "<@" + user.ID + "|" + user.Name + ">"
		}
		if user.Name == name {
			return "<@" + user.ID + ">"
		}
	}
	return escape(part)
}
