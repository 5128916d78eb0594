package prompts

import (
	"slices"
	"strings"
)

// How a bare number may be written, in digits and in words.

// value reads a number in digits or in words.
func (p *figureReader) value(i int) ([]digits, int) {
	if i >= len(p.w) {
		return nil, 0
	}
	if p.w[i].kind == digitsToken {
		t, n := p.low(i), 1
		for i+n < len(p.w) && p.w[i+n].kind == digitsToken && len(p.low(i+n)) == 3 && len(t) <= 7 && !strings.ContainsAny(t, ".,") && p.w[i+n].at-p.w[i+n-1].end == 1 {
			t += p.low(i + n) // 50 000
			n++
		}
		if suffix := p.low(i + n); p.glued(i+n) && slices.Contains([]string{"st", "nd", "rd", "th"}, suffix) {
			n++
		}
		return readDigits(t), n
	}
	if p.w[i].kind != wordToken {
		return nil, 0
	}
	return p.inWords(i)
}

// inWords reads forty-three, twelve hundred and fifty thousand.
func (p *figureReader) inWords(i int) ([]digits, int) {
	if p.low(i) == "one" && p.low(i+1) == "and" && p.low(i+2) == "a" && p.low(i+3) == "quarter" {
		return []digits{{1.25, 0.05}}, 4
	}
	if p.lang.compound != nil {
		if v, ok := p.lang.compound(p.low(i)); ok {
			return []digits{{v, 0.5}}, 1
		}
	}
	if n := ordinals[p.low(i)]; n > 2 && p.lang.months[p.low(i+1)] == 0 && p.lang != languages["de"] {
		return []digits{{float64(n), 0.5}}, 1
	}
	sum, group, n, any := 0.0, 0.0, 0, false
	for j := i; j < len(p.w); j++ {
		word := p.low(j)
		parts := strings.Split(word, "-")
		if v, ok := p.small(parts); ok {
			group, any, n = group+v, true, j-i+1
			continue
		}
		scale, ok := p.lang.scales[word]
		switch {
		case word == "and" && any && p.low(j+1) == "a" && p.low(j+2) == "half" && p.lang.scales[p.low(j+3)] >= 1e3:
			sum, group = sum+(group+0.5)*p.lang.scales[p.low(j+3)], 0
			return []digits{{sum, 0.05 * p.lang.scales[p.low(j+3)]}}, j + 4 - i
		case ok && len(word) > 2 && (any || p.low(j-1) == "a"):
			if !any {
				group, any = 1, true
			}
			if scale >= 1e3 {
				sum, group = sum+max(group, 1)*scale, 0
			} else {
				group *= scale
			}
			n = j - i + 1
			continue
		case word == "and" && any && (sum > 0 || group >= 100) && p.isSmall(j+1):
			continue
		case word == "a" && j == i && (p.lang.scales[p.low(j+1)] >= 100 && len(p.low(j+1)) > 2 || p.low(j+1) == "dozen" || p.low(j+1) == "couple"):
			continue
		case word == "half" && p.low(j+1) == "a" && p.low(j+2) == "dozen" && j == i:
			return []digits{{6, 0.5}}, 3
		}
		break
	}
	if !any {
		return nil, 0
	}
	v, within := sum+group, 0.5
	for scale := 0.1; p.low(i+n) == "point" || scale < 0.1; scale /= 10 {
		k := i + n
		if scale == 0.1 {
			k++
		}
		d, ok := p.lang.numbers[p.low(k)]
		if !ok || d > 9 {
			break
		}
		v, within, n = v+d*scale, scale/2, k-i+1
	}
	if p.low(i+n) == "and" && p.low(i+n+1) == "a" && p.low(i+n+2) == "half" {
		v, within, n = v+0.5, 0.25, n+3
	}
	return []digits{{v, within}}, n
}

func (p *figureReader) isSmall(i int) bool {
	_, ok := p.small(strings.Split(p.low(i), "-"))
	return ok
}

func (p *figureReader) small(parts []string) (float64, bool) {
	sum := 0.0
	for i, part := range parts {
		v, ok := p.lang.numbers[part]
		if !ok || i > 0 && (v >= 10 || sum < 20) {
			return 0, false
		}
		sum += v
	}
	return sum, len(parts) > 0
}
