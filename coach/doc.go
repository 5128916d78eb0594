// Package coach is what Even Keel knows about selling: books and accounts, the
// rules that look at them, the scorecard, and the one gate that decides what is
// said and when. It imports the standard library and nothing else; Redis, Slack
// and words come in through three interfaces (Store, Poster, Phraser).
//
// This page is the ten-minute tour. Read it, then decide.go, then one rule:
// "unqualified" in rules_customer.go is a good first one.
//
// # The words
//
//   - A rep has a book: their deals, commitments, touches, qualifications, and
//     what the coach said about them. An account is one customer or prospect;
//     several books may have a stake in it.
//   - A deal is open, won, lost, disqualified, or parked for later. A commitment
//     is what the client promised (time, data or money), never what we promised.
//     A touch is a contact. A qualification holds answers about a deal or an
//     account, and the verdicts that followed from them.
//   - An event is one thing that happened, in Slack, in a file or by the clock.
//     Its id comes from its meaning, so that the same thing told twice is the
//     same event.
//   - A rule is an entry in a table with a pure Check. A finding is what it says
//     of a subject (a deal, an account, a book, a team) at an instant: facts, and
//     how loudly they speak. Whether and how it is put into words is not its
//     business.
//   - A nudge is a finding that was written down, with what became of it. Its key
//     is rule/subject@start: the start of its episode, which is the time from
//     crossing the rule's line until the condition clears. A step or a new
//     quarter is a further nudge of the same episode.
//   - A message is one post in Slack with a few nudges in it. It remembers which
//     version was wanted and which has been shown; while they differ it is owed.
//   - A draft is what a rep may copy, change and send to a client, or ask one. It
//     tells only what the client knows too, and nobody sends it but the rep.
//   - A kind of fact is fed while it keeps reaching a book. Where touches are not
//     fed, "no touch" means nothing, and rules that need them are silent.
//     What they had found before it stopped is neither true nor mended: it rests.
//   - The gate holds a nudge back for a reason: cool-down, cap, snooze, a rule
//     that goes before. The reason stands on the nudge, for "why?".
//
// # The four steps
//
// Every trigger takes the same way, be it a line in #deals, a command, a button,
// a row of an import or the passing of time:
//
//	decide   Decide(book, event, moment) → Decision   pure       decide.go: apply*.go, look.go with rules_*.go, gate*.go
//	record   Store.Commit(change)                     one script handle.go
//	phrase   Phraser.Phrase(nudges)                   words only run.go
//	post     Poster.Post(message)                     Slack      run.go
//
// Coach.Handle does the first two; when it returns, everything is written and
// Slack may get its ack. Coach.Follow pays what is owed to other aggregates and
// does the last two. Coach.Run is the clock's way in: it claims what is due and
// does the same.
//
// A Decision is the write set itself: changed fields, summary rows, to-dos for
// others, when to look again. So the store compares nothing, a test needs no
// store, and what was not said has a reason one can look up.
//
// Check also returns next, the earliest instant at which time alone could change
// its answer, even when it found nothing. That is what makes the work follow
// what happened and what is due, instead of what exists: nobody walks all books
// every morning. A property test holds rules to it (next_test.go).
//
// # Three aggregates
//
// Each is a hash in one Redis slot with a field per record and a version, so one
// script writes a decision wholly or not at all.
//
//   - Book (book/REP, book.go): all of one rep's, and a summary of its deals by
//     month of closing, from which scorecards are added up without opening books.
//   - Account (account/ID, account.go): issues, wins and by whom, and which reps
//     have a stake. News there owes the stakeholders' books another look; rules
//     read the accounts they need afresh in the same decision. Whether an account
//     is a customer is computed from its wins, never stored.
//   - Team (team/NAME, team.go): what rules found of a team, which waits there for
//     the manager's digest, and the renewals of its members, of which its channel
//     hears once a day (renewals.go): who is on which, and what became of it.
//
// A renewal that nobody is on as its decision comes near is told to the owner's
// manager as a nudge in the manager's own book, for the daily message: so the
// gate, snooze and "why this?" hold for it too. It is told once for each term, and
// cleared when somebody takes the contract on.
//
// A manager's digest is a message of the manager's own book, decided by the gate
// like any other. What it says is put together when it is sent (digest_build.go),
// from the reports' books and from summaries: of a few reps only those that bear
// on them are read (facts_of.go), with what was prepared of everybody once a day.
//
// Names stand in a directory beside them (directory.go): reps, accounts, their
// aliases and merges, and which book holds which deal.
//
// Fields carry their history (field.go): a value with the time and the event it
// came from, the later time wins. So late news loses only what is older, and the
// order of arrival does not matter. What a line in a deals channel replaced is kept
// for a day, so that who deletes the line takes back what it recorded (undo.go).
//
// # The rooms
//
// Arrows point at this package, and bot, store and prompts never meet. A test
// holds the table (imports_test.go at the root). A further package needs a reason
// that none of these rooms could meet, and a line here and there.
//
//	room             what happens in it                                     what it may import
//	main             the commands, a short file each; the wiring            every room
//	coach            deciding                                               standard library
//	coach/parse      reading what people type: dates, amounts, names, lines coach; text libraries
//	coach/playbook   a team's settings, from YAML, errors with their place  coach; YAML
//	coach/replay     a whole Coach over a past stretch, on a store in memory        coach
//	store            Store on Redis: scripts, due work, leases, clock       coach; go-redis
//	store/embedded   a Redis inside the process, for demo and tests         miniredis
//	store/crm        files from elsewhere become events                     coach, coach/parse; YAML
//	prompts          words for what was decided: templates, or a model      coach; go-openai, gobreaker
//	bot              Slack: envelope, event, ack; messages, forms, Home     coach, coach/parse; slack-go, gonum plot
//	bot/workspace    a practice Slack with a page to sit in                 websocket; nothing of ours
//	bot/workspace/barebot  the least of a bot, to measure against           slack-go, go-redis; nothing of ours
//	store/storetest  starts Redis servers, for tests only                   store/embedded; go-redis
//	store/crm/crmtest  practice data, for tests only                        coach
//
// # What a crash does
//
// Nothing is kept in memory that matters. If the process dies …
//
//   - before the script ran: nothing is written, Slack got no ack and sends the
//     event again.
//   - after the script, before the ack: Slack sends it again, and its id is found
//     to be seen. A lost answer from Redis is the same case, so an error other
//     than the store's sentinels means "not known", never "not saved".
//   - while an account or another book is owed something: the to-do stands in the
//     same transaction as its cause. Any process applies it under its own id and
//     then strikes it out.
//   - while a message is owed: the book is due. Whoever claims it next takes the
//     message's lease.
//   - between Slack's taking the post and our writing that down: the lease has
//     run out unsettled, so the message is in doubt, and only then is the
//     channel's history searched for its key before it is posted again.
//   - with a wake-up claimed: the claim's lease ends and others may claim it. A
//     wake-up stands before what it is for is written; a needless one is
//     harmless, a missing one would be noticed only by the slow sweep.
//
// # Kinds of time
//
// Business time (Moment.Now, Config.Now; EVENKEEL_CLOCK moves it) is for rules,
// hours and due times. Redis's own time is for leases. The machine's monotonic
// clock is for deadlines. They are never compared with each other. Days are
// civil days in the rep's zone and are counted with the calendar (date.go).
//
// # Adding a rule
//
// An entry with its Check in the table of its idea (rules_*.go), a wording file
// in prompts, a case in rules_test.go. A playbook may then change its settings,
// and `evenkeel rules` lists them, by themselves.
package coach
