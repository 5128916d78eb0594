// Package parse reads what people type: dates, amounts, account names, the
// lines of the slash commands and the updates in a deals channel.
//
// It knows nothing of Slack or of the store. Every function is pure, apart
// from the Index, which holds the names of one workspace. A line that cannot
// be read gives an *Error, whose text is a sentence for the person who typed
// it and which shows the right form. Nothing is ever guessed that could be
// wrong by a thousand; callers echo what was understood.
//
// The commands and channel updates are methods of Env, which holds what a
// reading depends on: the day it is for the rep, their currency, the stages
// and the known names.
package parse
