package mpclient

import (
	"slices"
	"strings"
	"time"
)

// DocumentFault says what is wrong with an identification; "" is nothing.
type DocumentFault string

// The faults, in the order they are looked for.
const (
	DocHalf        DocumentFault = "half"        // a type without a number or the reverse
	DocUnknownType DocumentFault = "unknown"     // a type of none of the seven sites
	DocOtherSite   DocumentFault = "other_site"  // a type of another site
	DocPunctuated  DocumentFault = "punctuated"  // separators, or lower-case letters
	DocCharset     DocumentFault = "charset"     // letters where only digits go, or the reverse
	DocLength      DocumentFault = "length"      // too short or too long
	DocCheckDigit  DocumentFault = "check_digit" // the check digit does not follow from the others
	DocRareType    DocumentFault = "rare_type"   // right, of a type that one source alone lists, with doubts
	DocNewForm     DocumentFault = "new_form"    // right, in a form the platform is not known to take: CNPJ with letters
)

// DocumentCheck is the judgement on one identification.
type DocumentCheck struct {
	Fault DocumentFault
	// Certain tells whether the platform refuses it by what is published. Check digits are known to be looked at
	// for CPF, CNPJ and RUT only: the guides' own test data, such as the Uruguayan CI 12345678, lack them elsewhere.
	Certain bool
	Clean   string   // the number without separators, in capitals: personal data
	Min     int      // shortest length of the type
	Max     int      // longest length of the type
	Sites   []SiteID // DocOtherSite: where the type exists
}

// documentType is a row of GET /v1/identification_types, and what a check digit is made of.
type documentType struct {
	id       string
	min, max int
	letters  bool // letters are possible
	unsure   bool // listed with doubts, or only in some sources
	rare     bool // in one source alone
	certain  bool // the platform looks at the check digit
	right    func(number string) bool
}

var documentTypes = map[SiteID][]documentType{
	MLA: {{id: "DNI", min: 7, max: 8}, {id: "CI", min: 1, max: 9}, {id: "LC", min: 6, max: 7}, {id: "LE", min: 6, max: 7},
		{id: "CUIL", min: 11, max: 11, right: rightCUIT}, {id: "CUIT", min: 11, max: 11, right: rightCUIT}, {id: "Otro", min: 5, max: 20}},
	MLB: {{id: "CPF", min: 11, max: 11, right: rightCPF, certain: true}, {id: "CNPJ", min: 14, max: 14, right: rightCNPJ, certain: true}},
	// Mexico publishes no types; the specification's country file names these two.
	MLM: {{id: "RFC", min: 12, max: 13, letters: true, unsure: true, right: rightRFC}, {id: "CURP", min: 18, max: 18, letters: true, unsure: true, right: rightCURP}},
	MLC: {{id: "RUT", min: 7, max: 20, letters: true, right: rightRUT, certain: true}, {id: "Otro", min: 5, max: 20}},
	MCO: {{id: "CC", min: 5, max: 20}, {id: "CE", min: 5, max: 20}, {id: "NIT", min: 5, max: 20, right: rightNIT}, {id: "PPN", min: 5, max: 20, letters: true, unsure: true, rare: true}, {id: "Otro", min: 5, max: 20}},
	MPE: {{id: "DNI", min: 8, max: 8}, {id: "CE", min: 9, max: 12}, {id: "C.E", min: 9, max: 12}, {id: "RUC", min: 11, max: 11, right: rightRUC}, {id: "Otro", min: 5, max: 20, unsure: true}},
	MLU: {{id: "CI", min: 7, max: 8, right: rightCI}, {id: "Otro", min: 5, max: 20}},
}

// DocumentTypes lists the types of a site.
func DocumentTypes(site SiteID) []string {
	var out []string
	for _, t := range documentTypes[site] {
		out = append(out, t.id)
	}
	return out
}

// SitesOfDocument lists the sites that have a document type.
func SitesOfDocument(kind string) []SiteID {
	var out []SiteID
	for _, s := range Sites {
		if _, here := documentTypeOf(s.ID, kind); here {
			out = append(out, s.ID)
		}
	}
	return out
}

func documentTypeOf(site SiteID, kind string) (documentType, bool) {
	for _, t := range documentTypes[site] {
		if t.id == kind {
			return t, true
		}
	}
	return documentType{}, false
}

// CheckDocument judges an identification as a site would. Without a known site the type's own rules are used
// when it means the same everywhere it exists; the DNI of Argentina and of Peru are two.
func CheckDocument(site SiteID, kind, number string) DocumentCheck {
	c := DocumentCheck{Clean: cleanDocument(number)}
	if kind == "" || number == "" {
		if kind+number != "" {
			c.Fault, c.Certain = DocHalf, site != MLM // Mexico publishes no types: nothing is known to be refused there
		}
		return c
	}
	t, known := documentTypeOf(site, kind)
	sites := SitesOfDocument(kind)
	switch {
	case !known && len(sites) == 0:
		c.Fault = DocUnknownType
		return c
	case !known && site != "":
		c.Fault, c.Sites, c.Certain = DocOtherSite, sites, site != MLM
		return c
	case !known && len(sites) > 1:
		return c
	case !known:
		t, _ = documentTypeOf(sites[0], kind)
	}
	c.Min, c.Max = t.min, t.max
	c.Fault, c.Certain = t.judge(number, c.Clean)
	return c
}

func (t documentType) judge(number, bare string) (fault DocumentFault, certain bool) {
	if t.id == "RUT" { // goes with or without the hyphen
		number = strings.Replace(number, "-", "", 1)
	}
	switch {
	case number == bare && t.id == "CNPJ" && !digitsAlone(bare) && rightAlphaCNPJ(bare):
		return DocNewForm, false
	case number != bare:
		return DocPunctuated, !t.unsure && strings.ToUpper(number) != bare
	case !t.letters && strings.Trim(bare, "0123456789") != "":
		return DocCharset, !t.unsure
	}
	switch {
	case len(bare) < t.min || len(bare) > t.max:
		return DocLength, !t.unsure
	case t.right != nil && !t.right(bare):
		return DocCheckDigit, t.certain
	case t.rare:
		return DocRareType, false
	}
	return "", true
}

// cleanDocument drops what people write between the digits.
func cleanDocument(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(" .-/_", r):
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == 'ñ':
			return 'Ñ'
		}
		return r
	}, s)
}

func digitsAlone(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// uniform tells numbers of one digit repeated: they pass many checks and are nobody's.
func uniform(s string) bool { return strings.Count(s, s[:1]) == len(s) }

// weighted sums the characters, taken as their distance from the zero sign, by weight.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return sum
}

func rightCPF(n string) bool {
	if len(n) != 11 || !digitsAlone(n) || uniform(n) {
		return false
	}
	return int(n[9]-'0') == elevenOrZero(weighted(n, 10, 9, 8, 7, 6, 5, 4, 3, 2)) &&
		int(n[10]-'0') == elevenOrZero(weighted(n, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2))
}

// elevenOrZero is the digit of the Receita Federal: remainders below two give zero.
func elevenOrZero(sum int) int {
	if r := sum % 11; r >= 2 {
		return 11 - r
	}
	return 0
}

func rightCNPJ(n string) bool { return len(n) == 14 && digitsAlone(n) && rightAlphaCNPJ(n) }

// rightAlphaCNPJ takes letters in the first twelve places, as issued from July 2026 (Instrução Normativa RFB
// 2.229/2024): a letter counts as its ASCII code less 48.
func rightAlphaCNPJ(n string) bool {
	if len(n) != 14 || !digitsAlone(n[12:]) || uniform(n) {
		return false
	}
	for i := range 12 {
		if !isDigit(n[i]) && (n[i] < 'A' || n[i] > 'Z') {
			return false
		}
	}
	return int(n[12]-'0') == elevenOrZero(weighted(n, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) &&
		int(n[13]-'0') == elevenOrZero(weighted(n, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
}

// rightRUT is modulo 11 with weights 2 to 7 from the right; ten is a K.
func rightRUT(n string) bool {
	body, check := n[:len(n)-1], n[len(n)-1]
	if !digitsAlone(body) || strings.Trim(body, "0") == "" {
		return false
	}
	sum := 0
	for i := range len(body) {
		sum += int(body[len(body)-1-i]-'0') * (2 + i%6)
	}
	return check == "0K987654321"[sum%11]
}

func rightCUIT(n string) bool {
	if len(n) != 11 || !digitsAlone(n) {
		return false
	}
	digit := 11 - weighted(n, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11
	return int(n[10]-'0') == digit%11 // ten is never issued and never matches
}

func rightRUC(n string) bool {
	if len(n) != 11 || !digitsAlone(n) || !slices.Contains([]string{"10", "15", "16", "17", "20"}, n[:2]) {
		return false
	}
	return int(n[10]-'0') == (11-weighted(n, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11)%10
}

func rightCI(n string) bool {
	if len(n) > 8 || !digitsAlone(n) {
		return false
	}
	n = strings.Repeat("0", 8-len(n)) + n
	return int(n[7]-'0') == (10-weighted(n, 2, 9, 8, 7, 6, 3, 4)%10)%10
}

var nitWeights = []int{3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71}

// rightNIT judges ten digits that begin like a company's: nine and the check digit. The others may be sent
// without it, which nothing in them shows.
func rightNIT(n string) bool {
	if len(n) != 10 || n[0] != '8' && n[0] != '9' {
		return true
	}
	sum := 0
	for i := range 9 {
		sum += int(n[8-i]-'0') * nitWeights[i]
	}
	r := sum % 11
	if r > 1 {
		r = 11 - r
	}
	return int(n[9]-'0') == r
}

const rfcSigns = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"

// rightRFC checks the form (three letters for companies, four for persons, a date, three signs) and the last one.
// The two generic numbers of the tax office have no such digit.
func rightRFC(n string) bool {
	if n == "XAXX010101000" || n == "XEXX010101000" {
		return true
	}
	signs := []rune(n)
	if len(signs) == 12 {
		signs = append([]rune{' '}, signs...)
	}
	if len(signs) != 13 || !dateOf(string(signs[4:10])) {
		return false
	}
	sum := 0
	for i, r := range signs {
		at := slices.Index([]rune(rfcSigns), r)
		if at < 0 || i < 4 && at < 10 || i > 0 && r == ' ' {
			return false
		}
		if i < 12 {
			sum += at * (13 - i)
		}
	}
	return signs[12] == rune("0A987654321"[sum%11])
}

const curpSigns = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"

func rightCURP(n string) bool {
	signs := []rune(n)
	if len(signs) != 18 || !dateOf(string(signs[4:10])) || !strings.ContainsRune("HMX", signs[10]) {
		return false
	}
	sum := 0
	for i, r := range signs {
		at := slices.Index([]rune(curpSigns), r)
		letter := i < 4 || i >= 10 && i < 16
		if at < 0 || letter && at < 10 || i == 17 && at > 9 {
			return false
		}
		if i < 17 {
			sum += at * (18 - i)
		}
	}
	return signs[17] == rune('0'+(10-sum%10)%10)
}

// dateOf tells whether six digits are a day of some century.
func dateOf(s string) bool {
	if len(s) != 6 || !digitsAlone(s) {
		return false
	}
	_, err := time.Parse("20060102", "20"+s) // 2000 has a 29 February, as 1900 had not: nobody alive is touched
	return err == nil
}
