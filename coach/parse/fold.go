package parse

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold brings the spellings of one name to one form: case, accents and
// punctuation go, & becomes and, legal forms such as GmbH or Inc. go from the
// end (the unmistakable ones from the middle too). A name that consists of
// nothing else keeps itself, so only a blank name folds to nothing. Folding
// twice changes nothing.
//
// An umlaut loses its dots, so Müller folds to muller; Spellings adds mueller.
func Fold(name string) string {
	plain := foldMarks(name)
	words := splitName(plain)
	if len(words) == 0 {
		return strings.Join(strings.Fields(plain), " ")
	}
	return strings.Join(dropForms(words), " ")
}

// Spellings are Fold(name) and, where the name has umlauts or the like, the
// form with ä written ae. Two names are the same if they share one.
func Spellings(name string) []string {
	out := []string{Fold(name)}
	if long := Fold(longUmlauts.Replace(norm.NFC.String(name))); long != out[0] {
		out = append(out, long)
	}
	return out
}

// SameName says whether two names share a spelling.
func SameName(a, b string) bool {
	for _, x := range Spellings(a) {
		for _, y := range Spellings(b) {
			if x == y && x != "" {
				return true
			}
		}
	}
	return false
}

var longUmlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue",
	"ø", "oe", "Ø", "Oe", "å", "aa", "Å", "Aa")

// stems are letters that Unicode does not take apart.
var stems = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "ł", "l", "þ", "th",
	"ı", "i", "ħ", "h", "ŧ", "t", "ŋ", "n")

// foldMarks lowers the case and takes the accents off letters.
func foldMarks(s string) string {
	s = norm.NFKD.String(strings.ToLower(norm.NFKD.String(strings.ToValidUTF8(s, " "))))
	s = strings.Map(func(r rune) rune {
		if r >= 0x0300 && r <= 0x036f || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(stems.Replace(s))
}

// splitName cuts a name into words of letters and digits. Points and
// apostrophes vanish without a gap: S.A. is sa, O'Brien is obrien.
func splitName(s string) []string {
	s = asianForms.Replace(strings.ReplaceAll(s, " a/s", " as"))
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			b.WriteRune(r)
		case strings.ContainsRune(".'’‘`´", r):
		case r == '&' || r == '+':
			b.WriteString(" and ")
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	if strings.Trim(strings.Join(words, ""), "and") == "" && !strings.ContainsFunc(s, unicode.IsLetter) {
		return nil // the words are only our own "and"s
	}
	return words
}

var asianForms = strings.NewReplacer("株式会社", " 株式会社 ", "有限公司", " 有限公司 ")

// dropForms takes legal forms away, but never the first word.
func dropForms(words []string) []string {
	n := len(words)
	for n > 1 && (trailingForms[words[n-1]] || surelyForms[words[n-1]] || n < len(words) && formJoints[words[n-1]]) {
		n--
	}
	out := words[:1:1]
	for _, w := range words[1:n] {
		if !surelyForms[w] {
			out = append(out, w)
		}
	}
	return out
}

// surelyForms are legal forms that are no other word, trailingForms those that
// may be one; formJoints may stand before one that was dropped.
var (
	surelyForms = set(`gmbh mbh inc incorporated ltd limited llc llp plc corp corporation pty pvt bvba sarl srl sro doo
		aktiengesellschaft ohg kgaa ggmbh oyj sdn bhd spzoo ltda eirl 株式会社 有限公司`)
	trailingForms = set(`ag sa co company ab as asa bv nv oy se kg ug ev ek sas sasu spa sl slu lp aps kk oo rl cv cva
		vof sp dd sca snc kft zrt ooo oao zao pte tbk eg ehf hf`)
	formJoints = set("and z de c")
)
