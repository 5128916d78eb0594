package workspace

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
)

var (
	dateForm   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	timeForm   = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
	numberForm = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

	selects = []string{"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select"}
	pickers        = []string{"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes"}
	accessories    = append(append([]string{"button", "image", "overflow", "workflow_button"}, selects...), pickers...)
	actionElements = append(append([]string{"button", "overflow", "workflow_button", "rich_text_input"}, selects...), pickers...)
	inputElements  = append(append([]string{"plain_text_input", "number_input", "email_text_input", "url_text_input",
		"rich_text_input", "file_input"}, selects...), pickers...)
)

// element is an interactive element (or image) of one of the types.
func element(kinds []string) rule {
	return func(c *checker, path string, value any) {
		o, _ := value.(object)
		kind, _ := o["type"].(string)
		if !has(kinds, kind) {
			c.fail(path+"/type", "unsupported type: %s", kind)
			return
		}
		s := elementShape(kind)
		if s.may == nil {
			s.may = map[string]rule{}
		}
		if kind != "image" {
			s.may["action_id"] = actionID
		}
		c.shape(path, o, s)
	}
}

func actionID(c *checker, path string, value any) {
	str(0, 255)(c, path, value)
	id, _ := value.(string)
	if id != "" && c.actions[id] {
		c.fail(path, "action_id %q already exists in this block", id)
	}
	c.actions[id] = true
}

func elementShape(kind string) shape {
	switch kind {
	case "button":
		return shape{need: map[string]rule{"text": plain(75)}, may: map[string]rule{"url": str(0, 3000), "value": str(0, 2000),
			"style": oneOf("primary", "danger"), "confirm": confirm, "accessibility_label": str(0, 75)}}
	case "image":
		return shape{need: map[string]rule{"alt_text": str(1, 2000)}, also: imageSource,
			may: map[string]rule{"image_url": str(1, 3000), "slack_file": nil}}
	case "overflow":
		return shape{need: map[string]rule{"options": list(1, 5, option("plain_text"))}, may: map[string]rule{"confirm": confirm}}
	case "radio_buttons", "checkboxes":
		return shape{need: map[string]rule{"options": list(1, 10, option("plain_text", "mrkdwn"))}, also: initialAmong,
			may: map[string]rule{"confirm": confirm, "focus_on_load": boolean, "initial_option": nil, "initial_options": nil}}
	case "datepicker":
		return picker("initial_date", dateForm)
	case "timepicker":
		s := picker("initial_time", timeForm)
		s.may["timezone"] = str(1, 0)
		return s
	case "datetimepicker":
		return shape{may: map[string]rule{"initial_date_time": number(1e9, 1e10-1), "confirm": confirm, "focus_on_load": boolean}}
	case "icon_button", "feedback_buttons", "workflow_button":
		return shape{may: map[string]rule{"icon": nil, "text": nil, "value": nil, "confirm": nil, "accessibility_label": nil,
			"visible_to_user_ids": nil, "positive_button": nil, "negative_button": nil, "workflow": nil, "style": nil}}
	}
	if has(inputElements[:6], kind) {
		return inputShape(kind)
	}
	return selectShape(kind)
}

func picker(initial string, form *regexp.Regexp) shape {
	return shape{may: map[string]rule{initial: matching(form), "placeholder": plain(150), "confirm": confirm, "focus_on_load": boolean}}
}

func matching(form *regexp.Regexp) rule {
	return func(c *checker, path string, value any) {
		if s, ok := value.(string); !ok || !form.MatchString(s) {
			c.fail(path, "must match %s", form)
		}
	}
}

func inputShape(kind string) shape {
	s := shape{may: map[string]rule{"placeholder": plain(150), "initial_value": str(0, 3000), "focus_on_load": boolean, "dispatch_action_config": nil}}
	switch kind {
	case "plain_text_input":
		s.may["multiline"], s.may["min_length"], s.may["max_length"] = boolean, number(0, 3000), number(1, 3000)
		s.also = initialFits
	case "number_input":
		s.need = map[string]rule{"is_decimal_allowed": boolean}
		s.may["min_value"], s.may["max_value"], s.may["initial_value"] = matching(numberForm), matching(numberForm), matching(numberForm)
	case "rich_text_input":
		s.may["initial_value"] = nil
	case "file_input":
		s.may = map[string]rule{"filetypes": nil, "max_files": number(1, 10)}
	}
	return s
}

func initialFits(c *checker, path string, o object) {
	initial, _ := o["initial_value"].(string)
	most, ok := o["max_length"].(json.Number)
	if n, err := strconv.Atoi(string(most)); ok && err == nil {
		c.length(path+"/initial_value", initial, 0, n)
	}
}

func selectShape(kind string) shape {
	s := shape{may: map[string]rule{"placeholder": plain(150), "confirm": confirm, "focus_on_load": boolean, "max_selected_items": number(1, 1e6)}}
	group := of(shape{need: map[string]rule{"label": plain(75), "options": list(1, 100, option("plain_text"))}})
	switch kind {
	case "static_select", "multi_static_select":
		s.may["options"], s.may["option_groups"] = list(1, 100, option("plain_text")), list(1, 100, group)
		s.may["initial_option"], s.may["initial_options"] = nil, nil
		s.also = func(c *checker, path string, o object) {
			if (o["options"] == nil) == (o["option_groups"] == nil) {
				c.fail(path, "needs options or option_groups, and not both")
			}
			initialAmong(c, path, o)
		}
	default:
		for _, name := range []string{"initial_user", "initial_users", "initial_conversation", "initial_conversations",
			"default_to_current_conversation", "filter", "initial_channel", "initial_channels", "response_url_enabled",
			"min_query_length", "initial_option", "initial_options"} {
			s.may[name] = nil
		}
	}
	return s
}

// option is one choice. Slack's pages disagree on how long a value may be; the
// shorter length is taken.
func option(kinds ...string) rule {
	return of(shape{need: map[string]rule{"text": text(75, kinds...), "value": str(1, 75)},
		may: map[string]rule{"description": text(75, kinds...), "url": str(1, 3000)}})
}

// initialAmong checks that what is chosen to begin with is one of the choices.
func initialAmong(c *checker, path string, o object) {
	chosen, _ := o["initial_options"].([]any)
	if one := o["initial_option"]; one != nil {
		chosen = append(chosen, one)
	}
	for _, want := range chosen {
		found := false
		for _, have := range choices(o) {
			found = found || reflect.DeepEqual(have, want)
		}
		if !found {
			c.fail(path, "initial option is not among the options")
		}
	}
}

// choices are the options of an element, in groups or not.
func choices(o object) []any {
	all, _ := o["options"].([]any)
	groups, _ := o["option_groups"].([]any)
	for _, g := range groups {
		group, _ := g.(object)
		more, _ := group["options"].([]any)
		all = append(all, more...)
	}
	return all
}

func confirm(c *checker, path string, value any) {
	of(shape{need: map[string]rule{"title": plain(100), "text": anyText(300), "confirm": plain(30), "deny": plain(30)},
		may: map[string]rule{"style": oneOf("primary", "danger")}})(c, path, value)
}
