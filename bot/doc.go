// Package bot is Even Keel in Slack: envelopes come in over Socket Mode, become
// events for the coach, and are acknowledged once the coach has recorded them.
// It decides nothing about selling; it reads what people and apps say, asks
// back where that is unclear, and shows what the coach wants said.
//
// # The way of one envelope
//
//	connection.go   off the socket; one reader, which never blocks
//	receive.go      what is it, whose is it (wire.go, events.go): into that
//	                person's queue (queue.go)
//	people.go       Slack user -> rep; guests, bots and strangers get nothing
//	access.go       who may see and do what, on every path
//	commands.go     words -> coach.Event: place.go and labels.go find what they are
//	                about; deal.go, commit.go, touch.go, qualify.go with verdict.go,
//	                coachcmd.go; forms.go where they are filled in; in channels (channels.go) updates.go and apps.go
//	clicks.go       buttons, selects and forms -> coach.Event
//	coach.Handle    decided and recorded, or not known to be
//	ack.go          only now the ack, with the answer in it where Slack takes one
//	reactions.go    the tick on a recorded post
//	errands.go      ticks, hints, answers and Home tabs that did not get through at once
//	coach.Follow    what others and Slack are owed: messages.go posts it, as
//	                nudges.go shows it, at the pace of limits.go
//	digest.go       a manager's week in one message, as digest_lines.go and
//	                digest_board.go put it; the rest in a window (digest_more.go)
//	chart.go,       charts and tables in what the workspace takes, which
//	table.go        digest_refused.go finds out
//	home.go         the Home tab, whenever it is opened
//
// # What it promises when things fail
//
//   - An event whose outcome is not known stays unacknowledged: Slack sends it
//     again, and the coach drops what it has seen. A post and its metadata are
//     one update: their event bears the id slack/CHANNEL/TS, an edit's
//     slack/CHANNEL/TS/EDITED, its deletion's slack/CHANNEL/TS/deleted.
//   - A command or click whose outcome is not known within two seconds is
//     answered with "could not confirm that; please check". If the outcome is
//     known later, the real answer follows by response_url.
//   - A queue that is full drops an event unacknowledged; a command gets an
//     apology. A panic in one job ends that job.
//   - When Slack opens connections and drops them again, the bot backs off. When
//     Slack refuses a token for good, Run returns a *Fatal that names it.
//   - A kind of block that the workspace refuses is left out and shown otherwise:
//     a chart as a picture or in letters, a table in columns of text. That is
//     remembered for a day, by all processes together where they can be reached.
//     A refused message was not posted, so none is posted twice for it.
//   - Messages go out one a second and channel; Retry-After is honoured by
//     giving the message back to the coach (coach.ErrLater), never by sleeping.
//   - Whatever a person or an app wrote is shown as plain text: it can neither
//     mention anybody nor exceed a limit of Slack's.
//
// A rep sees their own book and nobody else's: each click is looked up in the
// clicker's own book, and a forged one finds nothing.
package bot
