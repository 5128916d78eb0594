package prompts

import (
	"context"
	"errors"
	"fmt"

	"github.com/sashabaranov/go-openai"
)

// tryTokens are enough for a word.
const tryTokens = 16

// Try asks the service for a single word, to see whether it answers. It counts
// towards no budget.
func (m *Model) Try(ctx context.Context) error {
	r := openai.ChatCompletionRequest{Model: m.cfg.Name, Messages: []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleUser, Content: "Answer with the word: ready"}}}
	m.limit(&r, tryTokens)
	resp, err := m.client.CreateChatCompletion(ctx, r)
	if err != nil {
		return tried(ctx, err)
	}
	if len(resp.Choices) == 0 {
		return tried(ctx, emptyAnswer)
	}
	return nil
}

// tried says what is wrong in words for who set it up. What the service says itself
// may be of help, and holds nothing of ours here.
func tried(ctx context.Context, err error) error {
	var api *openai.APIError
	said := ""
	if errors.As(err, &api) {
		said = ": " + clip(api.Message, longLength)
	}
	f, ok := err.(failure)
	if !ok {
		f = why(ctx, err)
	}
	words := map[failure]string{
		notAllowed: "it refuses the key", notThere: "it knows no such model or address", tooSlow: "it does not answer in time",
		noLine: "nobody answers there", tooMany: "it is busy, or the account has no credit left", itsFault: "it fails",
		notJSON: "what answers there speaks another language", emptyAnswer: "it answers nothing",
	}[f]
	if words == "" {
		words = string(f)
	}
	return fmt.Errorf("%s%s", words, said)
}
