package parse

import (
	"time"

	"evenkeel/coach"
)

// Env is what the reading of a line depends on. Index may be nil and Stages
// empty: then no name and no stage is known.
type Env struct {
	// Today is the civil day it is for the person who typed.
	Today coach.Date
	// FiscalStart is the month in which the fiscal year starts; zero: January.
	FiscalStart time.Month
	// Default and Dollar are ISO codes: of an amount without a currency, and
	// of a bare $. Empty: USD.
	Default, Dollar string
	// Stages are the playbook's, as they are to be written.
	Stages []string
	// Index holds the accounts and deals that may be named.
	Index *Index
}

// Limits on what is read. Longer lines and texts are refused with a sentence.
const (
	MaxLine = 3000 // characters in a line
	MaxText = 2000 // characters in one name, note, reason or answer
)

// Qualify is what a /qualify line says.
type Qualify struct {
	// Subject is the account or deal as typed, without quotes.
	Subject string
	// Answers by key in lower case. Empty: none were given, open the form. An
	// answer may be empty: it takes an earlier one back.
	Answers map[string]string
}

// Deal is what a /deal line or a channel update says. A nil or empty field was
// not mentioned.
type Deal struct {
	// Subject is the account or deal as typed, without quotes.
	Subject string
	// Known says that the Index knows Subject, exactly or under several ids.
	Known bool

	Name, Product *string
	// Stage is written as in Env.Stages where it is one of them.
	Stage *string
	// Amount is in Currency where that is given, else in Env.Default. When the
	// deal has a currency of its own, use AmountIn.
	Amount *coach.Money
	// AmountText is the amount as typed.
	AmountText string
	// Currency is the ISO code that the line names. Empty: it names none.
	Currency string
	// Close is the close date; with an outcome of won, lost or disqualified it
	// is the day of closing. It may lie on either side of today.
	Close *coach.Date
	// Kind is new, expansion or renewal.
	Kind   string
	Source string
	// Outcome is won, lost, disqualified or later.
	Outcome string
	// Until is the date of later.
	Until *coach.Date
	// Reason and Refer belong to an outcome.
	Reason, Refer string
	// Note is what followed the fields of a channel update.
	Note string
}

// Commit is what a /commit line says.
type Commit struct {
	Subject string
	Known   bool
	// Kind is time, data or money. It may be empty when Status is not.
	Kind string
	// What was promised. It may be empty when Status is not.
	What string
	// Due is zero where no date was given.
	Due coach.Date
	// Status is kept, broken or withdrawn. Empty: a new commitment.
	Status string
}

// Touch is what a /touch line says. Kind decides which other fields count.
type Touch struct {
	Subject string
	Known   bool
	// Kind is care, sales, future, review, waiting, issue, fixed, metric or
	// hours.
	Kind string
	// In says that the customer made the contact.
	In bool
	// At is the day of the touch, or that on which an issue came up or was fixed.
	// Zero: now.
	At coach.Date
	// Note belongs to care, sales, future, review, waiting and hours.
	Note string
	// Future holds diagnosis, prescription, prognosis, as far as named.
	Future []string
	// Severity of an issue: low, medium or high.
	Severity string
	// What is the issue, or what was fixed.
	What string
	// Promised is the day that they were promised for an issue; zero: none.
	Promised coach.Date
	// Metric is the name of a metric; Actual and Target are plain decimals
	// such as 99.5 or -3; Unit is "%" or a word; Direction is at_least,
	// at_most or empty.
	Metric, Actual, Target, Unit, Direction string
	// Minutes is the time of hours, in minutes.
	Minutes int
	// Every is the rhythm agreed at a review, in days; 0: none was said. Next is
	// the day of the next one; zero: none was said.
	Every int
	Next  coach.Date
}

// Verdict says what a line in a deals channel is.
type Verdict int

const (
	// Talk is no update: leave it alone.
	Talk Verdict = iota
	// Nearly was meant as an update and cannot be read: answer with Hint, to
	// the author only.
	Nearly
	// Clear is an update: Deal holds it.
	Clear
)

func (v Verdict) String() string { return [...]string{"talk", "nearly", "clear"}[v] }

// Update is the reading of one line in a deals channel.
type Update struct {
	Verdict Verdict
	// Line is the line that was read.
	Line string
	Deal Deal
	// Hint is set when Verdict is Nearly.
	Hint *Error
}

// AmountIn reads the amount once more for a deal with a currency of its own:
// that currency then takes the place of Env.Default. A currency that the line
// names stays.
func (d Deal) AmountIn(currency string) (coach.Money, error) {
	if d.Amount == nil || d.Currency != "" {
		return d.money(), nil
	}
	return Amount(d.AmountText, Currencies{Default: currency})
}

func (d Deal) money() coach.Money {
	if d.Amount == nil {
		return coach.Money{}
	}
	return *d.Amount
}

func (e Env) when(p Prefer) When { return When{Today: e.Today, Prefer: p, FiscalStart: e.FiscalStart} }

func (e Env) currencies() Currencies { return Currencies{Default: e.Default, Dollar: e.Dollar} }

// Date reads a date for this Env.
func (e Env) Date(text string, p Prefer) (coach.Date, error) { return Date(text, e.when(p)) }

// Amount reads an amount for this Env.
func (e Env) Amount(text string) (coach.Money, error) { return Amount(text, e.currencies()) }

// Bare says that the line names a deal and says nothing of it.
func (d Deal) Bare() bool { return d == Deal{Subject: d.Subject, Known: d.Known} }
