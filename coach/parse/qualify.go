package parse

import "strings"

const qualifyExample = "/qualify Acme problem=stock-outs employees=1200"

// Qualify reads the text of /qualify: ACCOUNT-OR-DEAL [key=value …]. A value
// without quotes goes on to the next key=. Which keys there are is the
// playbook's matter.
func (e Env) Qualify(text string) (Qualify, error) {
	line, ws, err := commandWords(text)
	if err != nil {
		return Qualify{}, err
	}
	n := 0
	for n < len(ws) && ws[n].key == "" {
		n++
	}
	q := Qualify{Subject: trimMarks(raw(line, ws[:n]))}
	if n == 1 && ws[0].quoted {
		q.Subject = ws[0].text
	}
	switch {
	case q.Subject == "":
		return Qualify{}, wrong(qualifyExample, "Whom shall I qualify? The account or deal comes first.")
	case n > 1 && ws[0].quoted:
		return Qualify{}, wrong(qualifyExample, "I do not know what to do with %s after the name.", quote(raw(line, ws[1:n])))
	}
	if err := fits("name", q.Subject); err != nil {
		return Qualify{}, err
	}
	q.Answers, err = answers(line, ws[n:])
	return q, err
}

// commandWords cleans and splits the text of a command.
func commandWords(text string) (string, []word, error) {
	line, err := oneLine(text)
	if err != nil {
		return "", nil, err
	}
	ws, err := split(line)
	return line, ws, err
}

// answers reads key=value pairs to the end of the line.
func answers(line string, ws []word) (map[string]string, error) {
	out := map[string]string{}
	for i := 0; i < len(ws); {
		n := i + 1
		for n < len(ws) && ws[n].key == "" {
			n++
		}
		value := ws[i].text
		if n > i+1 {
			if ws[i].quoted {
				return nil, wrong(qualifyExample, "I do not know what to do with %s after %s.", quote(raw(line, ws[i+1:n])), ws[i].key+"=")
			}
			value = strings.TrimSpace(line[ws[i].start+keyLen(line, ws[i]) : ws[n-1].end])
		}
		if err := fits("answer to "+ws[i].key, value); err != nil {
			return nil, err
		}
		out[ws[i].key] = strings.TrimRight(value, ",; ")
		i = n
	}
	return out, nil
}

// keyLen is the length of the key and its = in the line.
func keyLen(line string, w word) int { return strings.IndexByte(line[w.start:], '=') + 1 }
