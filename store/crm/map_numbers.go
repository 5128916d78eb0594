package crm

import (
	"fmt"
	"regexp"
	"strings"
)

// numberColumns are our columns that hold numbers, whatever the file.
var numberColumns = []string{
	"employees", "amount", "yearly_value", "discount", "margin", "notice_days", "target", "actual", "hours", "cadence_days",
}

// numberPattern is one way of writing numbers.
type numberPattern struct {
	text    string
	group   string // between thousands; empty: nothing
	decimal string
	shape   *regexp.Regexp // whole part, then decimals with their sign
}

var numberPatterns = regexp.MustCompile(`^1([,.' ]?)234([,.])50$`)

// blanks are the blanks that programs put between thousands.
var blanks = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "’", "'")

// parseNumberPattern reads a pattern, the number 1234.50 as it is written.
func parseNumberPattern(text string) (*numberPattern, error) {
	m := numberPatterns.FindStringSubmatch(blanks.Replace(text))
	if m == nil || m[1] == m[2] {
		return nil, fmt.Errorf(`%s is not understood; write one of "1,234.50", "1.234,50", "1 234,50", "1'234.50", "1234,50"`, short(text))
	}
	p := &numberPattern{text: text, group: m[1], decimal: m[2]}
	whole := `[0-9]+`
	if p.group != "" {
		whole += `|[0-9]{1,3}(?:` + regexp.QuoteMeta(p.group) + `[0-9]{3})+`
	}
	p.shape = regexp.MustCompile(`^([+-]?(?:` + whole + `))(?:` + regexp.QuoteMeta(p.decimal) + `([0-9]+))?(?: ?(%))?$`)
	return p, nil
}

// number turns a number as it is written into ours. Without a pattern it stays.
func (m *Mapping) number(s string) (string, error) {
	p := m.numbers
	if p == nil {
		return s, nil
	}
	parts := p.shape.FindStringSubmatch(blanks.Replace(s))
	if parts == nil {
		return "", fmt.Errorf("%s is no number like %s", short(s), p.text)
	}
	whole := strings.TrimPrefix(parts[1], "+")
	if p.group != "" {
		whole = strings.ReplaceAll(whole, p.group, "")
	}
	if parts[2] != "" {
		whole += "." + parts[2]
	}
	return whole + parts[3], nil
}
