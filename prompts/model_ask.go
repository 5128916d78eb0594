package prompts

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"

	"evenkeel/coach"
)

// One call to a model: whether it may be made (breaker, budget), the call, and what
// came of it, in a word.

// failure is why there were no words, as logs and metrics name it.
type failure string

func (f failure) Error() string { return "prompts: no words of a model: " + string(f) }

const (
	overBudget  failure = "budget"       // today's is used up
	noMeter     failure = "meter"        // nobody knows whether it is
	broken      failure = "breaker"      // it failed too often in a row, and is left alone
	tooSlow     failure = "timeout"      //
	noLine      failure = "connection"   // refused, reset or cut off in the middle
	tooMany     failure = "rate_limited" // 429
	itsFault    failure = "server"       // 5xx
	notThere    failure = "not_found"    // 404: another model, another address
	notAllowed  failure = "auth"         // 401, 403
	badRequest  failure = "bad_request"  // any other 4xx
	tooLarge    failure = "too_large"    //
	emptyAnswer failure = "empty"        //
	refusal     failure = "refusal"      // it would not
	cutOff      failure = "cut_off"      // it ran out of tokens
	notJSON     failure = "not_json"     //
	wrongCount  failure = "wrong_count"  // not one for each nudge
)

// outcome is an error in the word for it.
func outcome(err error) string {
	var f failure
	switch {
	case err == nil:
		return wentWell
	case errors.As(err, &f):
		return string(f)
	}
	return string(noLine)
}

// The breaker: so many failures in a row, and none is asked for so long; then one
// is, and decides.
const (
	failuresInARow = 5
	leftAlone      = time.Minute
)

func newBreaker() *gobreaker.CircuitBreaker[answer] {
	return gobreaker.NewCircuitBreaker[answer](gobreaker.Settings{
		Name: "model", MaxRequests: 1, Timeout: leftAlone,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= failuresInARow },
		IsExcluded:  func(err error) bool { return errors.Is(err, overBudget) || errors.Is(err, noMeter) },
	})
}

// Breaker is its state: closed (all is well), open, or half-open.
func (m *Model) Breaker() string { return m.breaker.State().String() }

// answer is what a model said to one call.
type answer struct {
	words   []words
	in, out int // tokens
	used    coach.Usage
}

// ask asks for the words of so many things.
func (m *Model) ask(ctx context.Context, as role, d document, want int) (a answer, err error) {
	_, err = m.breaker.Execute(func() (answer, error) {
		a, err = m.paid(ctx, m.request(as, d, want))
		if err != nil {
			return a, err
		}
		a.words, err = readAnswer(a.words[0].Say, want)
		return a, err
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		err = broken
	}
	return a, err
}

// request is the very call, short of how its answer is to be dressed.
func (m *Model) request(as role, d document, want int) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{Model: m.cfg.Name, Messages: []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: as.system},
		{Role: openai.ChatMessageRoleUser, Content: d.String()},
	}}
	m.limit(&r, answerTokens*(want+1))
	return r
}

// limit bounds an answer's tokens.
func (m *Model) limit(r *openai.ChatCompletionRequest, most int) {
	if thinks(m.cfg.Name) {
		r.MaxCompletionTokens = thinking * most
		return
	}
	//lint:ignore SA1019 many compatible services know the limit by this name only
	r.MaxTokens = most
}

// limited is the limit of an answer's tokens.
func limited(r openai.ChatCompletionRequest) int {
	//lint:ignore SA1019 see limit
	return r.MaxTokens + r.MaxCompletionTokens
}

const (
	answerTokens = 160 // of one nudge's words, generously
	thinking     = 4   // times as many for models that think first
	letters      = 3   // in a token, at the least in English
)

// thinks says whether a model is one of those that think first, which take their
// limit by another name.
func thinks(model string) bool {
	for _, series := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(model, series) {
			return true
		}
	}
	return false
}

// estimate is what a call may use at most.
func (m *Model) estimate(r openai.ChatCompletionRequest) coach.Usage {
	n := 0
	for _, msg := range r.Messages {
		n += utf8.RuneCountInString(msg.Content)
	}
	return m.cfg.Settings.Cost(n/letters, limited(r))
}

// call asks, in the form that the service has; the answer's text stands in the
// first words' Say.
func (m *Model) call(ctx context.Context, r openai.ChatCompletionRequest) (answer, error) {
	if !m.plain.Load() {
		r.ResponseFormat = structured
	}
	resp, err := m.client.CreateChatCompletion(ctx, r)
	if err != nil && r.ResponseFormat != nil && hasNoStructure(err) {
		m.plain.Store(true)
		r.ResponseFormat = nil
		resp, err = m.client.CreateChatCompletion(ctx, r)
	}
	if err != nil {
		return answer{}, why(ctx, err)
	}
	a := answer{in: resp.Usage.PromptTokens, out: resp.Usage.CompletionTokens}
	text, err := content(resp)
	a.words = []words{{Say: text}}
	return a, err
}

// content is the text of an answer.
func content(resp openai.ChatCompletionResponse) (string, error) {
	if len(resp.Choices) == 0 {
		return "", emptyAnswer
	}
	c := resp.Choices[0]
	switch {
	case c.Message.Refusal != "" || c.FinishReason == openai.FinishReasonContentFilter:
		return "", refusal
	case c.FinishReason == openai.FinishReasonLength:
		return "", cutOff
	case strings.TrimSpace(c.Message.Content) == "":
		return "", emptyAnswer
	}
	return c.Message.Content, nil
}

// structured is the answer's shape, for services that can be held to one.
var structured = &openai.ChatCompletionResponseFormat{
	Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
	JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: "nudges", Strict: true, Schema: json.RawMessage(`{"type":"object",` +
		`"properties":{"nudges":{"type":"array","items":{"type":"object","properties":{"n":{"type":"integer"},` +
		`"title":{"type":"string"},"say":{"type":"string"},"ask":{"type":"string"}},` +
		`"required":["n","title","say","ask"],"additionalProperties":false}}},"required":["nudges"],"additionalProperties":false}`)},
}

// hasNoStructure says whether a service refused a call for the form of its answer.
func hasNoStructure(err error) bool {
	if code := status(err); code != http.StatusBadRequest && code != http.StatusUnprocessableEntity {
		return false
	}
	said := strings.ToLower(err.Error())
	return strings.Contains(said, "response_format") || strings.Contains(said, "response format") || strings.Contains(said, "schema") ||
		strings.Contains(said, "structured")
}

// status is the HTTP status in an error, 0 without one.
func status(err error) int {
	var api *openai.APIError
	var req *openai.RequestError
	switch {
	case errors.As(err, &api):
		return api.HTTPStatusCode
	case errors.As(err, &req):
		return req.HTTPStatusCode
	}
	return 0
}

// why puts an error of a call in a word. What the service says itself goes nowhere:
// it may quote what it was sent.
func why(ctx context.Context, err error) failure {
	switch code := status(err); {
	case code == http.StatusTooManyRequests:
		return tooMany
	case code >= 500:
		return itsFault
	case code == http.StatusNotFound:
		return notThere
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return notAllowed
	case code >= 400:
		return badRequest
	case ctx.Err() != nil:
		return tooSlow
	case errors.As(err, new(*url.Error)):
		return noLine
	case errors.As(err, new(*http.MaxBytesError)):
		return tooLarge
	case errors.As(err, new(*json.SyntaxError)), errors.As(err, new(*json.UnmarshalTypeError)):
		return notJSON
	case errors.Is(err, io.EOF):
		return emptyAnswer
	}
	return noLine
}
