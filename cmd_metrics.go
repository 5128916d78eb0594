package main

import (
	"context"
	"math"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"evenkeel/coach"
	"evenkeel/prompts"
)

// metrics are what /metrics shows: the process, Go, and what is asked of a model.
type metrics struct {
	registry *prometheus.Registry
	model    *modelMetrics
}

func newMetrics() *metrics {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return &metrics{r, newModelMetrics(r)}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 5 * time.Second})
}

// modelMetrics count what is asked of a model. Labels are words of ours: outcomes,
// rules and reasons, never what was said.
type modelMetrics struct {
	registry *prometheus.Registry
	calls    *prometheus.CounterVec
	tokens   *prometheus.CounterVec
	cost     prometheus.Counter
	hits     prometheus.Counter
	refused  *prometheus.CounterVec
	took     prometheus.Histogram
}

func newModelMetrics(r *prometheus.Registry) *modelMetrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "evenkeel", Subsystem: "model", Name: name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	m := &modelMetrics{registry: r,
		calls:   counter("calls_total", "Calls to the language model, and calls that were not made, by outcome.", "outcome"),
		tokens:  counter("tokens_total", "Tokens as the service counts them, in and out.", "direction"),
		cost:    counter("cost_total", "What calls cost, in the currency of the playbook's model settings.").WithLabelValues(),
		hits:    counter("cache_hits_total", "Nudges whose words came from memory.").WithLabelValues(),
		refused: counter("refused_total", "Wordings that were not posted, by rule and reason; the template went out.", "rule", "reason"),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "evenkeel", Subsystem: "model", Name: "call_seconds",
			Help: "How long the work of a model on one message took.", Buckets: []float64{.1, .25, .5, 1, 1.5, 2, 2.5, 3, 3.5, 4}}),
	}
	r.MustRegister(m.took)
	return m
}

// add counts what became of a call.
func (m *modelMetrics) add(r prompts.Report) {
	m.hits.Add(float64(r.Cached))
	if r.FromCache() {
		return
	}
	m.calls.WithLabelValues(r.Outcome).Inc()
	m.tokens.WithLabelValues("in").Add(float64(r.In))
	m.tokens.WithLabelValues("out").Add(float64(r.Out))
	m.cost.Add(float64(r.Used.Micros) / 1e6)
	m.took.Observe(r.Took.Seconds())
	for _, x := range r.Refused {
		m.refused.WithLabelValues(x.Rule, x.Reason).Inc()
	}
}

// watch shows a model's breaker, and what is left of its budget when somebody asks.
func (m *modelMetrics) watch(model *prompts.Model) {
	gauge := func(name, help string, f func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "evenkeel", Subsystem: "model", Name: name, Help: help}, f))
	}
	gauge("breaker_open", "1 while the model is left alone after failures, 0.5 while one call probes it, else 0.", func() float64 {
		return map[string]float64{"open": 1, "half-open": 0.5}[model.Breaker()]
	})
	left := func(of func(coach.Usage) float64) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			u, err := model.Left(ctx)
			if err != nil {
				return math.NaN()
			}
			return of(u)
		}
	}
	gauge("budget_left_tokens", "Tokens left of today's budget (UTC); NaN where that is not known.", left(func(u coach.Usage) float64 { return float64(u.Tokens) }))
	gauge("budget_left_money", "Money left of today's budget (UTC); NaN where that is not known.", left(func(u coach.Usage) float64 { return float64(u.Micros) / 1e6 }))
}
