package workspace

import (
	"encoding/json"
	"strconv"
)

// chart checks the chart of a data_visualization block.
func chart(c *checker, path string, value any) {
	c.charts++
	o, _ := value.(object)
	switch o["type"] {
	case "pie":
		segment := of(shape{need: map[string]rule{"label": shown(1, 20), "value": positive}})
		of(shape{need: map[string]rule{"segments": list(1, 6, segment)}})(c, path, value)
	case "bar", "area", "line":
		point := of(shape{need: map[string]rule{"label": str(1, 20), "value": number(-1e15, 1e15)}})
		series := of(shape{need: map[string]rule{"name": shown(1, 20), "data": list(1, 20, point)}})
		axis := of(shape{need: map[string]rule{"categories": list(1, 20, shown(1, 20))},
			may: map[string]rule{"x_label": shown(0, 50), "y_label": shown(0, 50)}})
		of(shape{need: map[string]rule{"series": list(1, 6, series), "axis_config": axis}, also: chartPoints})(c, path, value)
	default:
		c.fail(path+"/type", "unsupported type: %v", o["type"])
	}
}

func positive(c *checker, path string, value any) {
	n, _ := value.(json.Number)
	if f, err := n.Float64(); err != nil || f <= 0 {
		c.fail(path, "must be greater than 0")
	}
}

// chartPoints checks that series have different names, and each one point for
// every category.
func chartPoints(c *checker, path string, o object) {
	axis, _ := o["axis_config"].(object)
	categories, _ := axis["categories"].([]any)
	all, _ := o["series"].([]any)
	if len(categories) > len(distinct(categories)) {
		c.fail(path+"/axis_config/categories", "must be unique in the chart")
	}
	names := map[any]bool{}
	for i, one := range all {
		series, _ := one.(object)
		at := path + "/series/" + strconv.Itoa(i)
		name, _ := series["name"].(string)
		if names[name] {
			c.fail(at+"/name", "must be unique in the chart")
		}
		names[name] = true
		points := map[string]bool{}
		data, _ := series["data"].([]any)
		for _, p := range data {
			point, _ := p.(object)
			label, _ := point["label"].(string)
			points[label] = true
		}
		if len(data) != len(categories) || !covers(points, categories) {
			c.fail(at+"/data", "must have exactly one point for each category")
		}
	}
}

func distinct(values []any) map[any]bool {
	out := map[any]bool{}
	for _, v := range values {
		out[v] = true
	}
	return out
}

func covers(points map[string]bool, categories []any) bool {
	for _, category := range categories {
		if name, _ := category.(string); !points[name] {
			return false
		}
	}
	return true
}
