package coach

// English is the language that the coach always speaks.
const English = "en"

// Languages are those that a playbook may allow: those with wording files.
func Languages() []string { return []string{English, "de"} }
