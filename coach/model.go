package coach

// ModelSettings are what a playbook says about a language model that may word what
// rules decided. Whether there is one at all, the environment says.
type ModelSettings struct {
	On           bool
	Tone         string // how it is to sound
	TokensPerDay int64  // asked and answered, of the whole workspace in a day of UTC
	MoneyPerDay  float64
	Currency     string // of MoneyPerDay and Prices
	Prices       ModelPrices
	Prompts      map[string]string // text in place of a built-in prompt's, by id
}

// ModelPrices are what a million tokens cost.
type ModelPrices struct{ Input, Output float64 }

// Usage is what was asked of a model: tokens, and their cost in millionths of the
// unit of the playbook's currency for models.
type Usage struct{ Tokens, Micros int64 }

// Cost prices tokens; part of a millionth counts as one.
func (m ModelSettings) Cost(in, out int) Usage {
	cost := float64(in)*m.Prices.Input + float64(out)*m.Prices.Output
	micros := int64(cost)
	if float64(micros) < cost {
		micros++
	}
	return Usage{Tokens: int64(in + out), Micros: micros}
}

// PerDay is how much may be used in a day.
func (m ModelSettings) PerDay() Usage {
	return Usage{Tokens: m.TokensPerDay, Micros: int64(m.MoneyPerDay * 1e6)}
}
