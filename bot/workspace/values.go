package workspace

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// slot is where a state value keeps what was entered, by element type.
func slot(kind string) (key string, many bool) {
	switch kind {
	case "plain_text_input", "number_input", "email_text_input", "url_text_input":
		return "value", false
	case "static_select", "external_select", "radio_buttons", "overflow":
		return "selected_option", false
	case "multi_static_select", "multi_external_select", "checkboxes":
		return "selected_options", true
	case "users_select":
		return "selected_user", false
	case "multi_users_select":
		return "selected_users", true
	case "conversations_select":
		return "selected_conversation", false
	case "multi_conversations_select":
		return "selected_conversations", true
	case "channels_select":
		return "selected_channel", false
	case "multi_channels_select":
		return "selected_channels", true
	case "datepicker":
		return "selected_date", false
	case "timepicker":
		return "selected_time", false
	case "datetimepicker":
		return "selected_date_time", false
	case "rich_text_input":
		return "rich_text_value", false
	}
	return "", false
}

// initial is the state value of an element nobody has touched; nil for those
// without state, such as buttons.
func initial(e object) object {
	kind, _ := e["type"].(string)
	key, many := slot(kind)
	if key == "" || kind == "overflow" {
		return nil
	}
	value := e[strings.Replace(strings.Replace(key, "selected_", "initial_", 1), "rich_text_value", "initial_value", 1)]
	if key == "value" {
		value = e["initial_value"]
	}
	if value == nil && many {
		value = []any{}
	}
	return object{"type": kind, key: value}
}

// stateOf is what blocks hold before anybody enters anything.
func stateOf(raw json.RawMessage) stateValues {
	state := stateValues{}
	blocks, _ := decodeBlocks(raw)
	for _, b := range blocks {
		blockID, _ := b["block_id"].(string)
		for _, e := range elementsOf(b) {
			actionID, _ := e["action_id"].(string)
			if value := initial(e); value != nil && actionID != "" {
				state.set(blockID, actionID, value)
			}
		}
	}
	return state
}

func (v *view) begin() { v.state = stateOf(v.Blocks) }

// entered is the state value after a person entered or chose text in an
// element; several choices are separated by commas, and choices are named by
// their values. The message is what Slack's client shows at the field.
func entered(e object, input string) (value object, message string) {
	kind, _ := e["type"].(string)
	key, many := slot(kind)
	if key == "" {
		return nil, "cannot be filled in"
	}
	if input == "" {
		if many {
			return object{"type": kind, key: []any{}}, ""
		}
		return object{"type": kind, key: nil}, ""
	}
	parts := []string{input}
	if many {
		parts = strings.Split(input, ",")
	}
	var chosen []any
	for _, part := range parts {
		one, message := accept(e, kind, key, part)
		if message != "" {
			return nil, message
		}
		chosen = append(chosen, one)
	}
	if many {
		return object{"type": kind, key: chosen}, ""
	}
	return object{"type": kind, key: chosen[0]}, ""
}

// accept checks one entry as Slack's client does before it sends anything.
func accept(e object, kind, key, input string) (value any, message string) {
	switch {
	case strings.HasPrefix(key, "selected_option"):
		if kind == "external_select" || kind == "multi_external_select" {
			return object{"text": object{"type": "plain_text", "text": input}, "value": input}, ""
		}
		i := slices.IndexFunc(choices(e), func(o any) bool { option, _ := o.(object); return option["value"] == input })
		if i < 0 {
			return nil, fmt.Sprintf("there is no option %q", input)
		}
		return choices(e)[i], ""
	case kind == "datepicker":
		if _, err := time.Parse(time.DateOnly, input); err != nil {
			return nil, "Enter a date."
		}
	case kind == "timepicker":
		if !timeForm.MatchString(input) {
			return nil, "Enter a time."
		}
	case kind == "datetimepicker":
		n, err := strconv.ParseInt(input, 10, 64)
		if err != nil {
			return nil, "Enter a date and time."
		}
		return n, ""
	}
	return input, acceptText(e, kind, input)
}

func acceptText(e object, kind, input string) (message string) {
	switch kind {
	case "plain_text_input":
		return acceptLength(e, input)
	case "number_input":
		return acceptNumber(e, input)
	case "email_text_input":
		if _, err := mail.ParseAddress(input); err != nil {
			return "Enter a valid email address."
		}
	case "url_text_input":
		if u, err := url.Parse(input); err != nil || u.Scheme == "" || u.Host == "" {
			return "Enter a valid URL."
		}
	}
	return ""
}

func acceptLength(e object, input string) string {
	least, most := 0, 3000
	if n, ok := e["min_length"].(json.Number); ok {
		least, _ = strconv.Atoi(n.String())
	}
	if n, ok := e["max_length"].(json.Number); ok {
		most, _ = strconv.Atoi(n.String())
	}
	switch n := utf8.RuneCountInString(input); {
	case n < least:
		return fmt.Sprintf("Enter at least %d characters.", least)
	case n > most:
		return fmt.Sprintf("Enter at most %d characters.", most)
	}
	return ""
}

func acceptNumber(e object, input string) string {
	n, ok := new(big.Rat).SetString(input)
	if !ok || !numberForm.MatchString(input) {
		return "Enter a number."
	}
	if decimals, _ := e["is_decimal_allowed"].(bool); !decimals && !n.IsInt() {
		return "Enter a whole number."
	}
	if bound, _ := e["min_value"].(string); bound != "" {
		if least, ok := new(big.Rat).SetString(bound); ok && n.Cmp(least) < 0 {
			return "Enter a number of at least " + bound + "."
		}
	}
	if bound, _ := e["max_value"].(string); bound != "" {
		if most, ok := new(big.Rat).SetString(bound); ok && n.Cmp(most) > 0 {
			return "Enter a number of at most " + bound + "."
		}
	}
	return ""
}

// filled says whether a state value has anything in it.
func filled(value object) bool {
	for key, v := range value {
		if list, ok := v.([]any); key != "type" && v != nil && v != "" && !(ok && len(list) == 0) {
			return true
		}
	}
	return false
}
