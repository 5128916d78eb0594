package prompts

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"evenkeel/coach"
)

// manners are ways of speaking that no colleague would be glad of: shame, pressure,
// praise beyond the facts, and news that no fact knows of. In English and German.
var manners = []struct {
	reason string
	is     *regexp.Regexp
}{
	{"shame", regexp.MustCompile(`\b(?:lazy|laziness|shame|shameful|ashamed|embarrass\w*|disgrace\w*|disappoint\w*|pathetic|sloppy|careless\w*|negligen\w*|neglectful|incompeten\w*|clueless|stupid\w*|foolish\w*|excuses?|fault|blame\w*|guilty|failure|failed again|you failed|you (?:have )?(?:neglected|dropped the ball|blown|blew|messed|screwed)|just hoping|hoping|overlook\w*|let (?:everyone|everybody|the team|us|them|your team) down|unprofessional|amateur\w*|inexcusable|unacceptable|poor (?:work|job|effort|performance)|bad (?:work|job|rep)|weak (?:rep|performance|effort)|worst (?:rep|seller|book|performer|of all)|asleep at|should know better|should have (?:known|done|called|asked)|what were you thinking|how (?:could|can) (?:you|any(?:one|body)|one)|sit(?:ting)? still|again\?!|not good enough|underperform\w*|loser|hopeless|useless|sad that|typical of you|as usual|always forget|never learn|your colleagues (?:do|are|manage)|everyone else|everybody else|others manage|unlike your|(?:others|colleagues|everyone|everybody|the rest) (?:on|in|of) (?:your|the) team|your (?:colleagues|peers|team-?mates)|looks? bad|reflects? (?:badly|poorly)|(?:keeps?|kept) happening|happens to you|seen this coming|(?:a|any) good (?:rep|seller|salesperson|colleague)|need(?:s|ed)? no remind\w*|to remind you|remind you again|(?:have |has )?not bothered|(?:not |never )?found (?:the )?time|habits?|left lying|let (?:\w+|§) (?:down|slide|slip)|useless|time-?wasters?|asleep|badly|never calls?|be let go|your (?:own )?(?:doing|mistake|neglect|inaction)|you (?:forgot|missed|ignored|overlooked|let)|nobody but you|only you can be|should(?: really)? (?:be|have been|feel) (?:ashamed|sorry|better|working|doing|embarrassed)|behind your (?:colleagues|peers)|feel (?:bad|sorry|guilty|small|awful)|blush\w*|cring\w*|red-faced|hang (?:your|its|their) head|(?:du|ihr) ha(?:st|bt) (?:es |das |ja |wieder |schon |einfach |wohl )?(?:vergessen|versäumt|verpasst|übersehen|verschlafen|verschleppt|versiebt)|hättest (?:du )?(?:\w+ ){0,4}(?:müssen|sollen|können|dürfen)|(?:weil|da) (?:niemand|keiner|du|ihr|man)|wie (?:immer|üblich|so oft)|schon wieder|andere (?:schaffen|können|machen|halten)|alle anderen|eure? kollegen|deine kollegen|zu langsam|zu bequem|unzuverlässig\w*|liegen (?:ge)?lassen|nicht (?:darum )?gekümmert|passiert (?:dir|euch)|ständig|dauernd|jedes mal|reiß dich|beschämend\w*|blamier\w*|traurig|faul\w*|schäm\w*|peinlich\w*|blamabel|enttäusch\w*|versag\w*|unfähig\w*|schlamp\w*|nachlässig\w*|schuld\w*|dumm\w*|blöd\w*|unprofessionell\w*|ausrede\w*)\b`)},
	{"pressure", regexp.MustCompile(`!!|\b(?:within the hour|apply pressure|asap|a\.s\.a\.p|urgent\w*|hurry|immediate\w*|right away|at once|last chance|final (?:chance|warning|notice)|(?:before|until) it(?:'s| is) too late|too late|or else (?:you|it|they|we|the|this)|act (?:now|fast)|no time to|running out of time|time is running|clock is ticking|ticking|now or never|must (?:act|close|sell|win|hit)|you must|no excuses|do or die|cannot afford|can not afford|(?:no|little|not much) time (?:is )?left|(?:it|they|he|she|this|that|the deal|all) (?:is|are|will be) (?:lost|gone)|or it is|depends? on (?:it|this|you)|at risk|costs? you|on the line|at stake for you|commission|lose everything|or (?:you(?:'ll| will| are going| lose)|else[.!,]|lose)|be reported|today or|(?:your|the) (?:number|target|year|quarter|bonus) (?:is (?:at|in|on)|hangs|depends|rides)|before (?:the day|today) is|do it (?:today|now)|deadline today|by (?:midnight|tonight)|will (?:be )?(?:noted|reported|escalated)|your (?:job|quota|bonus|commission|position) (?:is|depends|hangs)|at any cost|whatever it takes|push (?:them )?hard\w*|push for|press (?:them|him|her)|squeeze|corner them|force\b|close (?:it|this|them) (?:today|now|fast)|critical(?:ly)? (?:urgent|important)|crucial|drop everything|every (?:minute|hour|second) counts|without delay|instantly|emergency|alarm\w*|panic|disaster|catastroph\w*|must (?:sign|buy|order|commit|pay|decide (?:now|today))|keine zeit (?:mehr|zu verlieren)|(?:keine|kaum|wenig) zeit|sonst (?:ist|wird|sind|geht|verlier|bist|war|droht)\w*|(?:ist|wäre|geht) (?:es |er |sie |das )?(?:verloren|weg)|(?:noch )?heute (?:noch)?[,.;!]|um jeden preis|jetzt oder nie|die uhr (?:tickt|läuft)|letzte\w* (?:warnung|mahnung|gelegenheit)|verlierst|verlier\w* (?:du|ihr|wir)|verlieren wir|bist du (?:raus|weg)|(?:ist|wäre) dein (?:job|bonus)|du musst|ihr müsst|allerhöchste|schleunigst|schnellstens|auf dem spiel|gefährdet|droht\w*|sofort|dringend\w*|eilig|eilt|letzte chance|unbedingt|auf der stelle|unverzüglich|zu spät|höchste zeit|druck)\b`)},
	{"praise", regexp.MustCompile(`\b(?:amazing|awesome|fantastic|brilliant\w*|excellent\w*|outstanding (?:work|job|effort)|superb|incredible|genius|star|superstar|rock ?star|champion|hero|best (?:rep|seller|salesperson|on the team|in the team)|top (?:rep|performer|seller)|great (?:job|work|going|stuff|effort)|good (?:job|work|going|boy|girl)|nice (?:job|work|going|one)|well done|wonderful(?:ly)?|perfect(?:ly)?|flawless\w*|keep (?:it up|up the)|proud|congrat\w*|kudos|bravo|crush(?:ed|ing)|nail(?:ed|ing)|killing it|on fire|impress\w*|unbeatable|world[ -]class|talented|gifted|masterful\w*|phenomenal|stellar|magnificent|exceptional\w*|remarkabl\w*|glorious|gloriously|splendid|marvel\w*|talent\w*|finest|out of the ordinary|(?:nobody|no one|none|few) (?:does|do|did|is|are|can) (?:this |it |that )?(?:better|as)|better than (?:you|anyone|anybody|most)|one of (?:your|the) best|great skill|skil(?:l|led|ful|lful)\w*|your (?:charm|gift|instinct|touch of)|thanks to (?:you|your)|prizes?|rank(?:s|ed|ing)?|first among|admir\w*|envy|superior|second to none|you (?:all |truly |really )?deserve\w*|deserve\w* (?:praise|credit)|geborene\w*|naturtalent|genial\w*|überragend\w*|brillant\w*|exzellent\w*|beeindruck\w*|meisterhaft\w*|meisterlich\w*|unschlagbar\w*|phänomenal\w*|außergewöhnlich\w*|herausragend\w*|glänzend\w*|grandios\w*|wunderbar\w*|sagenhaft\w*|niemand \w+ (?:besser|wasser)|das wasser reicht|bist (?:der|die) beste\w*|gute arbeit|weiter so|ein held|profi|talent|(?:niemand|keiner) (?:kann|macht|schafft) (?:das |es )?(?:besser|so gut)|großartig\w*|fantastisch\w*|hervorragend\w*|glückwunsch|bravo|super|toll\w*|spitze|weltklasse|klasse|ausgezeichnet\w*|gut gemacht|stolz|beste\w* verkäufer\w*)\b`)},
	{"added", regexp.MustCompile(`\b(?:complain(?:ed|ing|s)?|angr\w+|furious|upset|annoyed|frustrat\w+|threaten\w*|competitor\w*|rival\w*|lawsuit|lawyer\w*|sue|sued|bankrupt\w*|insolven\w*|layoffs?|laid off|merger|merg(?:ed|ing)|acqui(?:red|sition)|takeover|ceo|cfo|cto|cio|cmo|coo|vp|director|board|procurement|purchasing|legal (?:team|department)|champion left|resign\w*|quit|fired|retir\w+|promoted|budget (?:cut|freeze|was|has|is)|cut their budget|price increase|cheaper|refund\w*|compensat\w*|penalt\w*|fine[ds]|outage|breach|hacked|downtime|crash(?:ed|es)|rumou?rs?|apparently|reportedly|allegedly|probably (?:will|leaving|lost)|is leaving|are leaving|will (?:leave|cancel|churn|switch|sign|renew|buy|close)|churn\w*|about to (?:leave|cancel|churn|sign|buy)|switch(?:ed|ing)? to|(?:decide[sd]?|want(?:s|ed)?|plan(?:s|ned)?|chose|chosen|agreed|mean(?:s|t)?) (?:\S+ ){0,5}to (?:leave|cancel|stay|switch|quit|go elsewhere)|hangs? by|going to (?:leave|cancel|sign|buy)|guarantee\w*|certain to|sure to|promise you|forecast\w*|predict\w*|expected to|likely to (?:lapse|leave|cancel|churn|lose|sign|renew)|satisfaction score|owing to|cost (?:them|us|you|him|her)|as a result|(?:market|economy|industry|sector|fair) (?:is|has|was) (?:slow\w*|down|weak\w*|soft\w*|shrink\w*|bad|tough|hard|clos\w*|mov\w*)|better price|price(?:s|d)?\b|buyer|left the company|chosen (?:somebody|someone|another|a)|somebody else|someone else|moved (?:away|out)|their warehouse|closing down|dropped since|fallen since|got worse|too much\b|sold too|seem(?:s|ed)?\b|feel(?:s|ing)? (?:they|that|like|sold)|nps|survey|referred us|love (?:us|it|the)|hates?|sehr gefallen|hat ihnen gefallen|begeistert\w*|(?:sehr )?zufrieden\w*|budget\w* (?:wurde|ist|wird|war)|gekürzt|gestrichen|gelobt|lobt\w*|gerücht\w*|angeblich|offenbar|vermutlich|wohl bald|finanzchef\w*|vorstand\w*|geschäftsführer\w*|entlass\w*|umstrukturier\w*|fusion\w*|übernahme|preiserhöhung\w*|beschwer\w*|wütend|verärgert|konkurren\w*|wettbewerb\w*|kündig(?:en|t|te) (?:wollen|will)|wechsel(?:n|t) zu|insolvenz|pleite)\b`)},
	{"injection", regexp.MustCompile(`\b(?:ignor(?:e|ing) (?:all|any|the|these|previous|prior|above|my|your|what)|previous instructions?|instructions?|system prompt|prompt\w*|as an ai|language model|i(?:'m| am) (?:an?|the|your) (?:ai|assistant|bot|admin\w*|manager|language|system|developer|dan)|jailbreak|developer mode|override\w*|disregard|(?:here is|here's) the|sure[,!]|certainly[,!]|of course[,!]|i cannot|i can't|i'm sorry|i apologi[sz]e|as requested|as instructed|base64|ignored|approved|password\w*|credentials?|api key|token\w*|secret\w*|sudo|rm -rf|drop table|select \*|<script|confidential|internal only|hacked|pwned|owned by|haha|lol|ignorier\w*|anweisung\w*|passwort\w*|systemprompt)\b`)},
	{"discount", regexp.MustCompile(`\b(?:discount\w*|rebate\w*|price cut|lower (?:the|your) price|reduce(?:d)? (?:the|your) price|money off|\d+ ?% off|percent off|for free|free of charge|free (?:month|months|year|trial|licen[cs]e)|waive|sweeten\w*|special (?:offer|price|deal)|bargain|rabatt\w*|nachlass|preisnachlass|gratis|kostenlos\w*|sonderpreis)\b`)},
}

// manner refuses what shames, presses or praises, and news of which the rule's own
// wordings and the facts know nothing.
func (k *checked) manner() string {
	text := plainly(k.masked)
	for _, m := range manners {
		for _, found := range m.is.FindAllString(text, -1) {
			if !k.said(found) && !(m.reason == "discount" && k.hasFactLike("discount")) {
				return m.reason + ": " + found
			}
		}
	}
	return ""
}

// hasFactLike says whether a fact is called so, among other things.
func (k *checked) hasFactLike(part string) bool {
	return slices.ContainsFunc(k.Facts, func(f coach.Fact) bool { return strings.Contains(f.Name, part) })
}

// said says whether the rule's own wordings use an expression. That somebody wrote it
// in a fact is no reason to say it.
func (k *checked) said(expression string) bool {
	if words := wordsOf(expression); len(words) == 1 {
		return k.known.lexicon[stem(words[0])] || k.facts.keys[stem(words[0])]
	}
	return k.known.says(strings.TrimSpace(expression))
}

// commonList are words that everybody uses: they name nobody, and carry little by
// themselves.
const commonList = `fewer stick swiss a about above after again against all almost alone along already also although always am among an and another any anybody anyone anything are around as ask asks at away back be because been before begin behind being below best better between beyond big both but by call came can check close come could day days did different do does doing done down due during each early either else end enough even ever every everybody everyone everything far few find first follow for from further gave get give given go goes good got great had half hard has have having he hear help her here him his hold how however i if in instead into is it its just keep kept kind know large last late later least left less let like little long look looking made make many may maybe me mean means might mind month months more most move much must my name near nearly need needs never new next no nobody none nor not note nothing now of off offer often old on once one only open or other others our out over own part past people perhaps pick place plain plan please point put quarter question quick quiet quite rather ready really reason record right said same say see seen send set several shall share she short should show side since small so some somebody someone something soon start step still stop such sure take takes talk team tell than thank thanks that the their theirs them then there these they thing things think this those though three through till time to today together tomorrow too top toward towards try turn two under unless until up upon us use very wait want wants was way we week weeks well went were what when where whether which while who whole whom whose why will with within without word words work works worth would write year years yes yet you your yours
agree agreed agreement alternatively arrange asking aim book broad broader budget build business care client clients commitment company consider contact contract contracts customer customers deal deals decide decision decline digest drop else expansion figure fix focus fresh going growth heads hearing heavy honest honestly however invite issue issues keeping key leave likewise lining list longer look meanwhile meet meeting metric metrics minimum moment money narrow numbers otherwise overall overdue paper park perfect phone pipeline portfolio problem promise promised promises proposal prospect prospects qualify quota quarterly reach real reconnect reminder renewal renewals remember reply reps respond revenue review reviews risk room ring sales save schedule sell selling separately settle share shared sharing shoulder silence simple simply situation sketch smart someone sort sound spare speak spend spread steps straight strengthen strong suggest summary support sweet spot talking term terms things today touch touches track trial trust typically update usual usually value verdict waiting watch weigh weight what's who's where's here's there's that's it's let's winning wins won worthwhile zero
der die das ein eine einen einem einer eines und oder aber auch noch nur schon sehr so wie wenn weil dass ob da hier dort nun jetzt dann denn mit ohne von vom zu zum zur bei beim aus auf an am im in ins für gegen über unter vor nach seit bis um durch zwischen ist sind war waren wird werden wurde hat haben hatte habt kann können soll sollte muss du dein deine deinen deinem deiner ihr ihre ihnen ihren er sie es wir uns unser unsere man sich sein seine nicht kein keine nichts mehr weniger viel wenig alle alles jede jeder jedes diese dieser dieses diesem diesen welche welcher was wer wem wen wann wo warum bitte frag frage fragen nenne nenn such suche überleg vereinbare vereinbart kläre klär ruf rufe gib geh sprich schreib schick halte mach lass nimm hol setz leg plane prüf bring zeig sag bleib denk`

var commonWords = wordSet(commonList)

// placing are facts that place the others; a text may take them as known.
var placing = wordSet("months quarter cadence_days stage since_time since top3 lenses touch_share suggest why months_days sign_count missing")

// dropped refuses a text that leaves out what every wording tells: whom it is about,
// and the figures and days without which it would say nothing.
func (k *checked) dropped() string {
	if k.Reference != "" {
		return k.droppedOf(k.Reference)
	}
	about, said := false, false
	for _, f := range k.Facts {
		if s, ok := f.Value.(string); ok && isAbout(f.Name) {
			about, said = true, said || k.mentions(s)
		}
	}
	if about && !said {
		return "dropped: whom it is about"
	}
	told, figures := k.told(), 0
	for _, name := range []string{"metric", "issue"} {
		if s, ok := k.fact(name).(string); ok && len(strings.Fields(s)) <= 3 && !k.tellsValue(name, s) {
			return "dropped: " + name
		}
	}
	if k.foreign() {
		return k.untold(told)
	}
	if k.known.tellsOf == nil {
		return ""
	}
	tells, some := k.known.tellsOf()
	for _, f := range k.Facts {
		if !k.isFigure(f.Name) {
			continue
		}
		figures++
		if slices.Contains(tells, f.Name) && k.known.needs[f.Name] && !placing[f.Name] && !told[f.Name] && !k.toldOtherwise(f.Name) && tellsHowMany(told) < 2 {
			return "dropped: " + f.Name
		}
	}
	if figures > 0 && !tellsSome(told) && some {
		return "dropped: every figure"
	}
	return ""
}

// told are the facts that the figures of a text tell.
func (k *checked) told() map[string]bool {
	out := map[string]bool{}
	for i := range k.figures {
		for _, f := range k.bearing(&k.figures[i]) {
			out[f] = true
		}
	}
	return out
}

// isAbout says whether a fact is whom a text is about.
func isAbout(fact string) bool {
	switch fact {
	case "account", "subject", "customer", "client", "deal":
		return true
	}
	return false
}

// isFigure says whether a fact is a number or a day, rather than a word.
func (k *checked) isFigure(name string) bool {
	for _, d := range k.facts.dates {
		if d.fact == name {
			return true
		}
	}
	for _, f := range k.facts.numbers {
		if f.fact == name && factWords[name].kind != text && factWords[name].kind != long && factWords[name].kind != account {
			return true
		}
	}
	return false
}

var singly = regexp.MustCompile(`\b(?:one|once|a|an|single|only|ein\w*|einmal)\b`)

// toldOtherwise says whether a count of one is told by a word that is no number.
func (k *checked) toldOtherwise(name string) bool {
	whole := foldText(k.Text)
	for _, f := range k.facts.numbers {
		if f.fact == name && f.value == 1 {
			return singly.MatchString(whole)
		}
	}
	return false
}

// mentions says whether a name, or a shorter form of it, was found in the text.
func (k *checked) mentions(name string) bool {
	if low := strings.ToLower(name); name == "" || strings.HasPrefix(low, "your ") || strings.HasPrefix(low, "the ") || !strings.ContainsFunc(name, unicode.IsUpper) {
		return true // a book, or the team
	}
	for _, form := range shorter(name) {
		for _, n := range k.named {
			if slices.ContainsFunc(shorter(n), func(s string) bool { return strings.EqualFold(s, straight(form)) }) {
				return true
			}
		}
	}
	return false
}

// droppedOf holds a text against the template's own: what that tells of numbers, days
// and names is told here too.
func (k *checked) droppedOf(reference string) string {
	r := &checked{Claim: k.Claim, lang: k.lang, known: k.known, facts: k.facts}
	r.masked, r.named = k.facts.mask(straight(reference))
	r.words = scan(r.masked)
	r.figures = figuresOf(r.words, k.lang)
	for _, name := range r.named {
		if !k.mentions(name) {
			return "dropped"
		}
	}
	told := k.told()
	for i := range r.figures {
		facts := r.bearing(&r.figures[i])
		if len(facts) == 0 {
			continue
		}
		some := false
		for _, f := range facts {
			some = some || f == "" || told[f]
		}
		if !some {
			return "dropped"
		}
	}
	return ""
}
