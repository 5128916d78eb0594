package coach_test

import (
	"testing"

	"pgregory.net/rapid"

	"evenkeel/coach"
)

// spot is a written sweet spot with one criterion of each kind.
func spot() *coach.SweetSpot {
	from, to := 200.0, 5000.0
	return &coach.SweetSpot{Written: true, Problems: []string{"stock-outs", "shrinkage"}, Criteria: []coach.Criterion{
		{Key: "problem", Weight: 35, Critical: true},
		{Key: "segment", Weight: 20, Never: []coach.Never{{Value: "reseller", Why: "they compete with us"}}},
		{Key: "employees", Weight: 15, Number: true, Fits: &coach.Fits{From: &from, To: &to}},
		{Key: "budget", Weight: 15},
		{Key: "timing", Weight: 15, Timing: true, Later: []string{"next year"}},
	}}
}

func TestVerdicts(t *testing.T) {
	for name, tc := range map[string]struct {
		answers map[string]string
		want    coach.Judgement
		low     int
		high    int
	}{
		"AllMetIsIn":                {map[string]string{"problem": "Stock-Outs ", "segment": "grocery", "employees": "200", "budget": "yes", "timing": "now"}, coach.In, 100, 100},
		"SeventyIsIn":               {map[string]string{"problem": "shrinkage", "segment": "grocery", "employees": "5,000"}, coach.In, 70, 100},
		"SixtyFiveIsEdge":           {map[string]string{"problem": "shrinkage", "employees": "300", "budget": "yes"}, coach.Edge, 65, 100},
		"NothingKnownIsEdge":        {nil, coach.Edge, 0, 100},
		"ACriticalUnknownIsEdge":    {map[string]string{"segment": "grocery", "employees": "300", "budget": "yes", "timing": "now"}, coach.Edge, 65, 100},
		"ACriticalFailedIsOut":      {map[string]string{"problem": "menus", "segment": "grocery", "employees": "300", "budget": "yes", "timing": "now"}, coach.Outside, 65, 65},
		"ANeverIsOut":               {map[string]string{"problem": "shrinkage", "segment": "Reseller", "employees": "300", "budget": "yes", "timing": "now"}, coach.Outside, 80, 80},
		"TimingFailedIsLater":       {map[string]string{"problem": "shrinkage", "segment": "grocery", "employees": "300", "budget": "yes", "timing": "Next Year"}, coach.NotNow, 85, 85},
		"OutGoesBeforeLater":        {map[string]string{"problem": "menus", "timing": "next year"}, coach.Outside, 0, 50},
		"JustOutsideARangeFails":    {map[string]string{"problem": "shrinkage", "segment": "grocery", "employees": "199", "budget": "yes", "timing": "now"}, coach.In, 85, 85},
		"TheWordUnknownIsUnknown":   {map[string]string{"problem": "unknown", "segment": "grocery"}, coach.Edge, 20, 100},
		"WhatIsNoNumberFailsARange": {map[string]string{"problem": "shrinkage", "employees": "many"}, coach.Edge, 35, 85},
	} {
		t.Run(name, func(t *testing.T) {
			v := spot().Judge(tc.answers)
			if v.Judgement != tc.want || v.Low != tc.low || v.High != tc.high {
				t.Errorf("judged %q (%d to %d), want %q (%d to %d)", v.Judgement, v.Low, v.High, tc.want, tc.low, tc.high)
			}
		})
	}
}

func TestUntilTheSweetSpotIsWrittenThereIsNoVerdict(t *testing.T) {
	s := spot()
	s.Written = false
	if v := s.Judge(map[string]string{"problem": "menus"}); v.Judgement != coach.Unjudged {
		t.Errorf("judged %q", v.Judgement)
	}
}

func TestLearningMoreNeverLowersLowNorRaisesHigh(t *testing.T) {
	values := map[string][]string{"problem": {"shrinkage", "menus"}, "segment": {"grocery", "reseller"}, "employees": {"300", "3"}, "budget": {"yes", "no"}, "timing": {"now", "next year"}}
	rapid.Check(t, func(t *rapid.T) {
		answers := map[string]string{}
		before := spot().Judge(answers)
		for _, c := range rapid.Permutation(spot().Criteria).Draw(t, "order") {
			answers[c.Key] = rapid.SampledFrom(values[c.Key]).Draw(t, c.Key)
			after := spot().Judge(answers)
			if after.Low < before.Low || after.High > before.High || after.Low > after.High {
				t.Fatalf("from %d-%d to %d-%d by %s", before.Low, before.High, after.Low, after.High, c.Key)
			}
			before = after
		}
	})
}
