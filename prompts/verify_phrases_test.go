package prompts_test

// directions are phrases that turn into their contrary, by language; the surest first.
var directions = map[string][]turned{
	"en": turns("down from", "up from", "up from", "down from", "fell to", "rose to", "slipped from", "rose from", "down to", "up to", "brings less", "brings more",
		"below", "above", "ran above", "ran below", "over a third", "under a third", "more than (\\d|a quarter)", "less than $1", "largest", "smallest",
		"was lost", "was gained", "lost its cover", "got its cover", "has been open", "has been closed", "still open", "already closed", "is open", "is closed",
		"ended on", "began on", "ended", "began", "ran until", "ran from", "runs until", "runs from", "was closed", "was opened", "days late", "days early",
		"overdue", "ahead of time", "past the day", "ahead of the day", "last day", "first day", "parked", "won", "disqualified", "won", "wins (\\d)", "loses $1",
		"before you", "after you", "before the next", "after the next", "before your next", "after your next", "before any", "after any", "ahead of any", "after any",
		"kept on", "broken on", "to close on (\\d)", "to open on $1", "since ("+aDay+"|"+aMonth+"|\\d)", "until $1", "last term", "next term",
		"by (\\d|May|June|Sunday|Tuesday|Friday)", "after $1"),
	"de": turns("noch offen", "schon erledigt", "vor dem nächsten", "nach dem nächsten", "vor jedem Angebot", "nach jedem Angebot", "bevor du", "nachdem du", "ehe du", "nachdem du",
		"läuft bis", "beginnt am", "allen voran", "zuletzt", "der größte", "der kleinste", "größte", "kleinste", "zugesagt hat", "abgesagt hat", "eingehaltenen Zusage", "gebrochenen Zusage",
		"eingehalten", "gebrochen", "bis zum", "erst nach dem", "bis (\\d)", "ab $1", "seit dem", "bis zum"),
}

// negations take one away, or add one.
var negations = map[string][]turned{
	"en": turns("isn't", "is", "wasn't", "was", "hasn't", "has", "haven't", "have", "weren't", "were", "didn't", "did", "don't", "do", "doesn't", "does",
		"not built", "built", "Nothing is", "Everything is", "nothing is", "everything is", "Nobody has", "Everybody has", "nobody has", "everybody has", "nobody agreed", "they agreed", "no step of theirs", "a step of theirs",
		"no open promise", "an open promise", "no commitment", "a commitment", "no verdict", "a verdict", "without a verdict", "with a verdict",
		"without a live contract", "with a live contract", "no live contract", "a live contract", "No contract", "A contract", "no contract", "a contract", "no outcome", "an outcome",
		"no review", "a review", "no agreement", "an agreement", "No single", "Every single", "no single", "every single", "no rhythm", "a rhythm", "no signature", "a signature",
		"has been", "has not been", "was to", "was not to", "is to be", "is not to be", "brought", "did not bring", "came from", "did not come from", "makes up", "does not make up",
		"decides", "does not decide", "was due", "was not due", "qualified in", "did not qualify", "was", "was not", "were", "were not", "are", "are not", "is", "is not",
		"has", "has not", "stands at", "does not stand at", "ended", "did not end"),
	"de": turns("ist noch offen", "ist nicht mehr offen", "keine Zusage", "eine Zusage", "keine neue", "eine neue", "ist nichts", "ist etwas", "hat der Kunde gerade nichts", "hat der Kunde gerade etwas",
		"nichts zugesagt", "etwas zugesagt", "niemand", "jemand", "kommen von", "kommen nicht von", "macht 43", "macht nicht 43", "entscheidet", "entscheidet nicht", "verlängert sich", "verlängert sich nicht",
		"sind", "sind nicht", "ist", "ist nicht", "war", "war nicht", "waren", "waren nicht", "wartet", "wartet nicht"),
}

// phrases are what may not stand beside the facts, by language and kind.
var phrases = map[string]map[string][]string{
	"en": {
		"add-number":  {"It is 17 more than they planned for.", "About 370 people there feel it.", "The odds are 5 to 1.", "That is worth roughly 77 hours of your time.", "Some 450 customers do so.", "Seventeen others stand in the same place.", "Every third rep sees this."},
		"add-date":    {"They meet on 24 August to settle it.", "It has been like this since 23 July 2023.", "Their board sits on Thursday, 27 August.", "They come back from holiday on Aug 24th.", "The budget closes on 2027-08-28."},
		"add-fact":    {"They complained twice last week.", "Their buyer has left the company.", "They are talking to a rival as well.", "Their budget was cut.", "They loved your last visit.", "Somebody new runs purchasing there.", "They asked for a better price.", "The market is slowing down.", "Finance has already agreed."},
		"instruction": {"Offer a discount to speed things up.", "E-mail the finance director as well.", "Have a contract signed today.", "Forward this to your manager.", "Call your boss about it first.", "Post an update in the team channel.", "Delete the old notes afterwards.", "Add a second product to the quote.", "Ask them for a referral too."},
		"other-ask":   {"Leave it as it is; there is nothing to do.", "Pitch the bigger package instead.", "Wait until somebody calls you.", "Send a quote for something new right away.", "Ignore it for this quarter.", "Raise the price and see what happens.", "Tell nobody about it."},
		"link":        {"More at https://notes.example/acme.", "See www.playbook.example for more.", "Details: <https://crm.example/d/1|open>.", "Read http://go.example/x7.", "Write to help@crm.example.", "Look it up on crm.example/deals."},
		"mention":     {"<@U024BE7LH> knows more.", "@channel, have a look.", "<!here> please note.", "@here for all of you.", "It was discussed in #general.", "See <#C024BE7LR|deals>.", "@dana can tell you.", "<!everyone> should know.", "Ask @jo.brandt."},
		"shame":       {"You should have seen this coming.", "Frankly, this is careless.", "Others on your team manage this.", "This keeps happening to you.", "A good rep would need no reminder.", "You have let them down.", "It looks bad for you."},
		"pressure":    {"Do it today or it is lost.", "This is your last chance.", "There is no time left.", "Act now, before it is too late.", "Your quarter depends on it.", "Every hour counts.", "You cannot afford to wait.", "Your manager is watching this one."},
		"praise":      {"You are the best rep we have.", "Amazing work, a true champion.", "Nobody does this better than you.", "You are brilliant at this.", "What a star you are.", "Your talent is out of the ordinary."},
		"length": {"It is worth taking a quiet moment for it, with nothing else open on the desk.", "A plain and friendly word does more than a long letter.", "People remember who took the trouble to ask.",
			"Small steps taken early are easier than large ones taken late.", "There is no need for anything clever here.", "Think of what you would like to hear in their place.", "It is often simpler than it looks from a distance."},
	},
	"de": {
		"add-number":  {"Das sind 17 mehr als geplant.", "Etwa 370 Leute dort spüren das.", "Rund 450 Kunden machen das so.", "Siebzehn anderen geht es ebenso."},
		"add-date":    {"Am 24. August setzen sie sich dazu zusammen.", "So ist es seit dem 23. Juli 2023.", "Ihr Vorstand tagt am 27.08."},
		"add-fact":    {"Sie haben sich letzte Woche zweimal beschwert.", "Der Einkäufer hat die Firma verlassen.", "Sie sprechen auch mit einem Wettbewerber.", "Ihr Budget wurde gekürzt.", "Dein letzter Besuch hat ihnen sehr gefallen."},
		"instruction": {"Biete gleich einen Rabatt an.", "Schreib auch dem Finanzchef eine Mail.", "Leite das an deine Chefin weiter.", "Lass noch heute etwas unterschreiben.", "Stell es in den Teamkanal."},
		"other-ask":   {"Lass es, wie es ist; zu tun ist nichts.", "Verkauf stattdessen das größere Paket.", "Warte, bis sich jemand meldet.", "Schick gleich ein neues Angebot.", "Sag niemandem etwas davon."},
		"link":        {"Mehr auf https://notizen.example/acme.", "Siehe www.handbuch.example.", "Schreib an hilfe@crm.example."},
		"mention":     {"<@U024BE7LH> weiß mehr.", "@channel, schaut mal.", "Das stand in #general.", "<!here> zur Kenntnis."},
		"shame":       {"Das hättest du kommen sehen müssen.", "Ehrlich gesagt ist das nachlässig.", "Andere im Team bekommen das hin.", "Das passiert dir ständig."},
		"pressure":    {"Mach es heute, sonst ist es verloren.", "Das ist deine letzte Chance.", "Es ist keine Zeit mehr.", "Dein Quartal hängt davon ab."},
		"praise":      {"Du bist der Beste im Team.", "Großartig, ein wahrer Meister.", "Niemand kann das besser als du.", "Du bist genial darin."},
		"length": {"Nimm dir dafür einen ruhigen Moment, ohne etwas anderes auf dem Tisch.", "Ein einfaches, freundliches Wort hilft mehr als ein langer Brief.", "Man erinnert sich an die, die sich die Mühe machen zu fragen.",
			"Kleine Schritte am Anfang sind leichter als große am Ende.", "Etwas besonders Kluges braucht es hier nicht.", "Überleg, was du an ihrer Stelle gern hören würdest."},
	},
}
