package bot_test

import (
	"testing"
)

// BenchmarkChoices answers what a form asks for while somebody types, among 10,000
// accounts and 500 deals of their own: Slack waits three seconds.
//
//	go test ./bot -run '^$' -bench Choices
func BenchmarkChoices(b *testing.B) {
	h := new(trips)
	s := open(b, func(set *setup) { set.hook = h })
	company10000(s)
	for _, c := range []struct{ name, typed string }{{"nothing", ""}, {"letter", "a"}, {"words", "acme data 77"}, {"typo", "Nothern Logistcs"}, {"unknown", "Zyxwv"}} {
		b.Run(c.name, func(b *testing.B) {
			h.forget()
			n, found := 0, 0
			for b.Loop() {
				found = s.bot.Offered(b.Context(), "UANN", c.typed)
				n++
			}
			if found == 0 {
				b.Fatal("nothing is offered")
			}
			b.ReportMetric(float64(h.count())/float64(n), "trips/op")
		})
	}
}
