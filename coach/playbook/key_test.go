package playbook_test

import (
	"fmt"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

func TestAKeyIsAWordThatCanBeTypedBeforeAnEqualsSign(t *testing.T) {
	t.Parallel()
	for key, good := range map[string]bool{
		"team-size_2": true, "größe": true, "業種": true, "e\u0301tape": true, strings.Repeat("ä", 40): true,
		strings.Repeat("ä", 41): false, "Größe": false, "bIg": false, "2nd": false, "-x": false, "a.b": false, "a b": false, "\u0301a": false,
	} {
		text := fmt.Sprintf("sweet_spot: {criteria: [{key: %q, ask: What?, weight: 100, critical: true}]}\n", key)
		_, err := playbook.Load("p.yaml", []byte(text), coach.Rules())
		if refused := err != nil && strings.Contains(err.Error(), "cannot be typed as a key"); refused == good {
			t.Errorf("%s: %v", key, err)
		}
	}
}
