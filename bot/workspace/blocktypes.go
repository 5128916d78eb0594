package workspace

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// blockShape is what a block of a type may hold.
func blockShape(kind string) (shape, bool) {
	messages := map[surface]bool{inMessage: true}
	var s shape
	switch kind {
	case "section":
		s = shape{may: map[string]rule{"text": anyText(3000), "fields": list(1, 10, anyText(2000)),
			"accessory": element(accessories), "expand": boolean}, also: textOrFields}
	case "header":
		s = shape{need: map[string]rule{"text": plain(150)}, may: map[string]rule{"level": number(1, 4)}}
	case "divider":
	case "context":
		s = shape{need: map[string]rule{"elements": list(1, 10, contextElement)}}
	case "actions":
		s = shape{need: map[string]rule{"elements": list(1, 25, element(actionElements))}}
	case "context_actions":
		s = shape{need: map[string]rule{"elements": list(1, 5, element([]string{"feedback_buttons", "icon_button"}))}, only: messages}
	case "input":
		s = shape{need: map[string]rule{"label": plain(2000), "element": element(inputElements)},
			may:  map[string]rule{"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
			also: func(c *checker, _ string, _ object) { c.inputs++ }}
	case "image":
		s = shape{need: map[string]rule{"alt_text": str(1, 2000)}, also: imageSource,
			may: map[string]rule{"image_url": str(1, 3000), "slack_file": nil, "title": plain(2000)}}
	case "rich_text":
		s = shape{need: map[string]rule{"elements": list(1, 1000, richElement)}}
	case "markdown":
		s = shape{need: map[string]rule{"text": markdown}, only: messages}
	case "alert":
		s = shape{need: map[string]rule{"text": anyText(3000)}, only: map[surface]bool{inModal: true},
			may: map[string]rule{"level": oneOf("default", "info", "warning", "error", "success")}}
	default:
		return rarerShape(kind, messages)
	}
	if s.may == nil {
		s.may = map[string]rule{}
	}
	return s, true
}

// rarerShape has the blocks with data in them, and those of which only the
// outline is checked.
func rarerShape(kind string, messages map[surface]bool) (shape, bool) {
	s := shape{may: map[string]rule{}}
	switch kind {
	case "table":
		s.need = map[string]rule{"rows": list(1, 100, list(1, 20, cell))}
		s.may["column_settings"] = list(0, 20, of(shape{may: map[string]rule{"align": oneOf("left", "center", "right"), "is_wrapped": boolean}}))
		s.only, s.also = messages, tableSize
	case "data_visualization":
		s.need = map[string]rule{"title": shown(1, 50), "chart": chart}
		s.only = messages
	case "data_table":
		s.need = map[string]rule{"caption": nil, "rows": list(1, 201, list(1, 20, nothing))}
		s.may["page_size"], s.may["columns"], s.may["row_header_column_index"] = number(1, 100), nil, nil
		s.only = messages
	case "container":
		s.need = map[string]rule{"child_blocks": list(1, 10, childBlock)}
		for _, name := range []string{"title", "rich_text_title", "subtitle", "icon", "width", "is_collapsible", "default_collapsed", "has_header_divider"} {
			s.may[name] = nil
		}
		s.only = messages
	case "layout":
		s.need = map[string]rule{"label": shown(1, 150), "rows": list(1, 20, layoutRow)}
		s.may["is_label_visible"], s.may["grid_lines"], s.may["fallback"] = boolean, nil, nil
		s.only = messages
	case "video", "file", "call", "card", "carousel", "plan", "task_card":
		return shape{may: map[string]rule{}, only: messages, need: nil, also: nil}.open(), true
	default:
		return shape{}, false
	}
	return s, true
}

// open lets any field pass: blocks that are known, and not looked into.
func (s shape) open() shape {
	for _, name := range []string{"title", "title_url", "description", "video_url", "thumbnail_url", "alt_text", "author_name",
		"provider_name", "provider_icon_url", "external_id", "source", "file_id", "call_id", "call", "subtitle", "body", "icon",
		"hero_image", "actions", "elements", "cards", "tasks", "task_id", "status", "details", "output", "sources", "plan_id", "subtext"} {
		s.may[name] = nil
	}
	return s
}

func nothing(*checker, string, any) {}

func textOrFields(c *checker, path string, o object) {
	if o["text"] == nil && o["fields"] == nil {
		c.fail(path, "missing required field: text or fields")
	}
}

func imageSource(c *checker, path string, o object) {
	if (o["image_url"] == nil) == (o["slack_file"] == nil) {
		c.fail(path, "needs image_url or slack_file, and not both")
	}
	if f, ok := o["slack_file"].(object); ok {
		if id, _ := f["id"].(string); !c.picture(id) {
			c.fail(path+"/slack_file", "invalid slack file")
		}
	}
}

func markdown(c *checker, path string, value any) {
	shown(1, maxMarkdownChars)(c, path, value)
	text, _ := value.(string)
	c.markdown += utf8.RuneCountInString(text)
}

func contextElement(c *checker, path string, value any) {
	if o, ok := value.(object); ok && o["type"] == "image" {
		element([]string{"image"})(c, path, value)
		return
	}
	anyText(3000)(c, path, value)
}

func childBlock(c *checker, path string, value any) {
	if o, ok := value.(object); ok {
		c.block(path, o)
		return
	}
	c.fail(path, "must be a block")
}

func layoutRow(c *checker, path string, value any) {
	item := of(shape{need: map[string]rule{"block": childBlock}, may: map[string]rule{"width": nil, "horizontal_alignment": nil}})
	of(shape{need: map[string]rule{"items": list(1, 3, item)}})(c, path, value)
}

// richElement checks a rich_text block's parts; inside them only that texts
// are not empty.
func richElement(c *checker, path string, value any) {
	o, _ := value.(object)
	kind, _ := o["type"].(string)
	if !has([]string{"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}, kind) {
		c.fail(path+"/type", "unsupported type: %s", kind)
		return
	}
	inner, ok := o["elements"].([]any)
	if !ok {
		c.fail(path, "missing required field: elements")
	}
	for i, e := range inner {
		at := path + "/elements/" + strconv.Itoa(i)
		o, _ := e.(object)
		switch {
		case kind == "rich_text_list":
			richElement(c, at, e)
		case o["type"] == nil:
			c.fail(at, "missing required field: type")
		case o["type"] == "text":
			shown(1, 0)(c, at+"/text", o["text"])
		}
	}
}

// cell is one cell of a table.
func cell(c *checker, path string, value any) {
	o, _ := value.(object)
	switch o["type"] {
	case "raw_text":
		of(shape{need: map[string]rule{"text": shown(1, 0)}})(c, path, value)
	case "raw_number":
		of(shape{need: map[string]rule{"value": nil}, may: map[string]rule{"text": shown(1, 0)}})(c, path, value)
	case "rich_text":
		of(shape{need: map[string]rule{"elements": list(1, 1000, richElement)}, may: map[string]rule{"block_id": nil}})(c, path, value)
	default:
		c.fail(path+"/type", "unsupported type: %v", o["type"])
	}
}

func tableSize(c *checker, path string, o object) {
	c.tables++
	raw, _ := json.Marshal([]object{o})
	total := 0
	for _, words := range blockText(raw) {
		total += utf8.RuneCountInString(words)
	}
	if total > maxTableChars {
		c.fail(path+"/rows", "a table holds no more than %d characters", maxTableChars)
	}
}
