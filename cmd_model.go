package main

import (
	"cmp"
	"context"
	"net/url"
	"time"

	"evenkeel/coach"
	"evenkeel/prompts"
	"evenkeel/store"
)

// modelled says whether the environment names a service whose models may word what
// was decided.
func (e *env) modelled() bool { return e.ModelKey != "" || e.ModelURL != "" }

// checkModel refuses an address at which no service could ever answer.
func (e *env) checkModel() error {
	u, err := url.Parse(e.ModelURL)
	if e.ModelURL == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return nil
	}
	return usagef("OPENAI_BASE_URL is %q; it wants a URL like https://api.openai.com/v1", e.ModelURL)
}

// model is the phraser that asks a service; call it only where one is named.
func (e *env) model(words *prompts.Template, p *coach.Playbook) prompts.ModelConfig {
	return prompts.ModelConfig{Words: words, Key: string(e.ModelKey), BaseURL: e.ModelURL, Name: e.ModelName, Settings: p.Model}
}

// model gives the bot in operation the phraser that its environment and playbook
// name: a model that falls back on the templates, or those alone.
func (s *service) model(o *opened) error {
	switch {
	case !s.env.modelled():
		return nil
	case !s.play.Model.On:
		s.log.Info("the playbook turns the language model off: the templates speak")
		return nil
	}
	cfg := s.env.model(o.words, s.play)
	cfg.Meter, cfg.Watch, cfg.Log = store.Meter{Redis: store.New(s.client, o.id)}, s.metrics.model.add, s.log
	m, err := prompts.NewModel(cfg)
	if err != nil {
		return usage{err}
	}
	s.metrics.model.watch(m)
	o.phraser = m
	s.log.Info("a language model words the daily messages", "model", cmp.Or(s.env.ModelName, prompts.DefaultModel))
	return nil
}

// model says whose words the coach uses, and tries a model with a request that
// costs next to nothing.
func (x *examination) model(ctx context.Context, e *env, p *coach.Playbook) {
	if !e.modelled() || p == nil {
		x.finding("words: the templates speak", nil, "")
		return
	}
	if !p.Model.On {
		x.note("words: the playbook turns the language model off (model.on): the templates speak")
		return
	}
	words, err := prompts.Templates(coach.Rules())
	if err == nil {
		err = tryModel(ctx, e.model(words, p))
	}
	x.finding("words: the model "+cmp.Or(e.ModelName, prompts.DefaultModel), err,
		"check OPENAI_API_KEY, OPENAI_BASE_URL (…/v1) and OPENAI_MODEL; until it answers, the templates speak")
}

func tryModel(ctx context.Context, cfg prompts.ModelConfig) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	m, err := prompts.NewModel(cfg)
	if err != nil {
		return err
	}
	return m.Try(ctx)
}
