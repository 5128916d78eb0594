package crm

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

func mappingFields(m *Mapping) fields {
	return fields{
		{"version", "The version of this file's format.", true, reading{readVersion, schema{"const": 1}}},
		{"dates", "How dates are written, like DD.MM.YYYY or MM/DD/YYYY hh:mm; the first that fits holds. Without it as in 2026-03-31.", false, dates(&m.dates)},
		{"numbers", `How the number 1234.50 is written, like "1,234.50" or "1.234,50". Without it as 1234.50.`, false, parsed(&m.numbers, parseNumberPattern)},
		{"currency", "The currency of all amounts, where a file says nothing of it.", false, parsed(&m.currency, currencyCode)},
		{"files", "The foreign files, each with the file of ours that it becomes.", true, many(&m.entries, "file", (*mapReader).entry)},
	}
}

func entryFields(e *entry) fields {
	return fields{
		{"file", "The file's name, or a pattern like *deals*.csv, in any case.", true, parsed(&e.file, filePattern)},
		{"has", "Headings by which the file is known, besides its name.", false, names(&e.has)},
		{"lacks", "Headings that the file must not have.", false, names(&e.lacks)},
		{"to", "The file of ours that it becomes.", true, reading{readTable(&e.table), schema{"enum": strings.Split(fileNames(), ", ")}}},
		{"columns", "Our columns, each with the foreign one it is made of. Without any, the file is in our form already.", false, columns(&e.columns, false)},
		{"optional", "The same for foreign columns that the file may lack.", false, columns(&e.columns, true)},
		{"constants", "Our columns that hold the same in all rows.", false, constants(&e.columns)},
		{"skip", "Rows that are left out: those for which one of these holds.", false, many(&e.skip, "skip", (*mapReader).condition)},
		{"footer", "Rows of a single cell are remarks of the exporting program and left out.", false, yes(&e.footer)},
	}
}

func sourceFields(s *source) fields {
	return fields{
		{"column", "The foreign heading; of several, the first whose cell is not empty.", false, names(&s.columns)},
		{"join", "Foreign headings whose cells are put together, with a blank between them.", false, names(&s.join)},
		{"values", `What cells become: "Closed*" is all that begin so, "*" all others but empty cells. A cell that is not listed stays as it is.`, false, valueMap(&s.values)},
		{"add", "What to add to a date, like 12 months or [12 months, -1 day].", false, stepList(&s.add)},
		{"else", "What to take where this gives nothing.", false, reading{readElse(&s.other), ref("source")}},
	}
}

func conditionFields(c *condition) fields {
	return fields{
		{"column", "The foreign heading.", true, word(&c.column)},
		{"is", "The row is left out if its cell is one of these.", false, cells(&c.is)},
		{"not", "The row is left out if its cell is none of these.", false, cells(&c.not)},
		{"optional", "The file may lack the column; then no row is left out.", false, yes(&c.optional)},
	}
}

// mapping reads the whole file.
func (r *mapReader) mapping(n *yaml.Node, m *Mapping) {
	r.object(n, mappingFields(m))
	if len(m.entries) == 0 && len(r.errs) == 0 {
		r.bad(n, "files is empty: name at least one")
	}
	if len(r.errs) > 0 {
		return
	}
	for _, e := range m.entries {
		if m.currency != "" && !e.asIs() && slices.Contains(e.table.columns, "currency") && !e.fills("currency") {
			e.columns = append(e.columns, &column{name: "currency", constant: m.currency})
		}
	}
}

// fills says whether an entry has something for a column of ours.
func (e *entry) fills(name string) bool {
	return slices.ContainsFunc(e.columns, func(c *column) bool { return c.name == name })
}

func (r *mapReader) entry(n *yaml.Node, e *entry) {
	e.line, e.col = n.Line, n.Column
	before := len(r.errs)
	r.object(n, entryFields(e))
	if len(r.errs) == before {
		r.check(n, e)
	}
}

func (r *mapReader) condition(n *yaml.Node, c *condition) {
	c.line, c.at = n.Line, n.Column
	before := len(r.errs)
	r.object(n, conditionFields(c))
	if len(r.errs) == before && (c.is == nil) == (c.not == nil) {
		r.bad(n, "write one of is and not")
	}
}
