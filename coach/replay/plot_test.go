package replay_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/replay"
)

func TestPlotShowsWhatWasSentByWeekAndRule(t *testing.T) {
	t.Parallel()
	c := newCompany("ann", "bob")
	for i, due := range []int{4, 5, 11} {
		id := fmt.Sprint("D", i)
		c.deal("ann", id, 2, nil)
		c.promise("ann", id, 2, due, coach.Broken)
		c.promise("ann", id, 3, due, coach.Pending)
	}
	r := c.play(t, 2, 15, "commitment-overdue", "next-commitment")
	var out, again bytes.Buffer
	must(t, r.Plot(&out))
	must(t, r.Plot(&again))
	if out.String() != again.String() {
		t.Error("the same plot again is another")
	}
	for d := xml.NewDecoder(bytes.NewReader(out.Bytes())); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"2026-W45, commitment-overdue: 1.00", "2026-W46", "2 reps", ">messages<"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestPlotOfNothingIsStillAPlot(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := &replay.Result{From: *on(2), To: *on(3)}
	must(t, r.Plot(&out))
	if strings.Contains(out.String(), "NaN") || strings.Contains(out.String(), "Inf") || !strings.HasSuffix(out.String(), "</svg>\n") {
		t.Error(out.String())
	}
}
