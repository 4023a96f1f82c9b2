package mpclient

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/mail"
	"slices"
	"strings"
	"sync"

	"github.com/homologa/homologa/mpclient/limits"
)

// Marks are what was judged of personal data before it was redacted: verdicts by field path
// ("payer.email", "results.payer.identification"; arrays add no step), never a value.
type Marks struct {
	Emails    map[string]EmailMark
	Documents map[string]DocumentMark
	// Reference tells what the object's external_reference gives away, by the path of the object
	// ("" is the root).
	Reference map[string]ReferenceFault
	// Masked holds the fields of payers that came masked: they are there, and that is all that was seen.
	Masked map[string]bool
}

func newMarks() *Marks {
	return &Marks{Emails: map[string]EmailMark{}, Documents: map[string]DocumentMark{}, Reference: map[string]ReferenceFault{}, Masked: map[string]bool{}}
}

// EmailFault says what is wrong with an address; "" is nothing.
type EmailFault string

// The faults of an address.
const (
	EmailMalformed   EmailFault = "malformed"   // no address at all
	EmailReserved    EmailFault = "reserved"    // a domain nobody can have: RFC 2606
	EmailTester      EmailFault = "tester"      // a test user of Mercado Pago
	EmailPlaceholder EmailFault = "placeholder" // test@test.com and the like
)

// EmailMark is the judgement on one address.
type EmailMark struct {
	Fault EmailFault
	print [sha256.Size]byte
}

// Same tells whether two marks of this process stand for one address, whatever its case.
func (m EmailMark) Same(o EmailMark) bool {
	return m.print == o.print && m.print != [sha256.Size]byte{}
}

// DocumentMark is the judgement on one identification as each site would see it.
type DocumentMark map[SiteID]DocumentCheck

// ReferenceFault says which of the payer's data an external_reference is; "" is none.
type ReferenceFault string

// The faults of a reference.
const (
	ReferenceEmail    ReferenceFault = "email"
	ReferenceDocument ReferenceFault = "document"
	ReferencePhone    ReferenceFault = "phone"
)

// printKey makes prints of addresses worthless outside this process.
var printKey = sync.OnceValue(func() []byte {
	k := make([]byte, 32)
	_, _ = rand.Read(k) // never fails
	return k
})

// MarkEmail judges an address.
func MarkEmail(address string) EmailMark {
	address = strings.ToLower(strings.TrimSpace(address))
	mac := hmac.New(sha256.New, printKey())
	mac.Write([]byte(address))
	m := EmailMark{Fault: emailFault(address)}
	mac.Sum(m.print[:0])
	return m
}

// Words people type where an address is asked for and none is at hand.
var fillerMails = []string{"test", "teste", "prueba", "prueba1", "asdf", "foo", "email", "mail", "user", "abc"}

func emailFault(address string) EmailFault {
	a, err := mail.ParseAddress(address)
	local, domain, _ := strings.Cut(address, "@")
	if err != nil || a.Address != address || !strings.Contains(domain, ".") && domain != "localhost" {
		return EmailMalformed
	}
	return domainFault(local, domain)
}

func domainFault(local, domain string) EmailFault {
	first, _, _ := strings.Cut(domain, ".")
	tail := domain[strings.LastIndexByte(domain, '.')+1:]
	switch {
	case domain == "testuser.com":
		return EmailTester
	case slices.Contains([]string{"example.com", "example.net", "example.org"}, domain), slices.Contains([]string{"example", "test", "invalid", "localhost"}, tail):
		return EmailReserved
	case local == first && slices.Contains(fillerMails, local):
		return EmailPlaceholder
	}
	return ""
}

// MaskedEmailFault judges what a redacted address still shows: its domain.
func MaskedEmailFault(masked string) EmailFault {
	_, domain, ok := strings.Cut(strings.ToLower(masked), "@")
	if !ok {
		return "" // hidden as a whole
	}
	return domainFault("", domain)
}

// marksOf judges an answer. Text that is no JSON has no marks. What is nested deeper, has longer paths or holds more to judge
// than an answer of the API is not judged in part: marks that are not there would be taken for data that is not there.
func marksOf(raw []byte) (*Marks, error) {
	if err := limits.JSONDepth(raw); err != nil {
		return nil, err
	}
	var root any
	if limits.Unmarshal(raw, &root) != nil {
		return nil, nil
	}
	w := marker{Marks: newMarks()}
	if !w.walk(root) {
		return nil, limits.ErrPiece
	}
	return w.Marks, nil
}

// marker walks an answer. The path is put together only where there is something to judge.
type marker struct {
	*Marks
	path []string
	long int // bytes of path, with the points between
	n    int
}

// walk reports whether the answer stayed within the limits.
func (w *marker) walk(v any) bool {
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			if !w.walk(e) {
				return false
			}
		}
	case map[string]any:
		for name, e := range x {
			if !w.member(x, name, e) {
				return false
			}
		}
	}
	return true
}

func (w *marker) member(of map[string]any, name string, e any) bool {
	w.path, w.long = append(w.path, name), w.long+len(name)+1
	defer func() { w.path, w.long = w.path[:len(w.path)-1], w.long-len(name)-1 }()
	text, _ := e.(string)
	masked := Masked(text) && (name == "payer_email" || slices.Contains(w.path, "payer"))
	mail := !masked && (name == "email" || name == "payer_email") && text != ""
	reference := name == "external_reference" && text != ""
	if mail || masked || reference || name == "identification" {
		if w.n++; w.n > limits.Marks || w.long > limits.MarkPath {
			return false
		}
	}
	switch {
	case masked:
		w.Masked[strings.Join(w.path, ".")] = true
	case mail:
		w.Emails[strings.Join(w.path, ".")] = MarkEmail(text)
	case name == "identification":
		w.document(strings.Join(w.path, "."), e)
	case reference:
		if f := givesAway(text, of); f != "" {
			w.Reference[strings.Join(w.path[:len(w.path)-1], ".")] = f
		}
	}
	return w.walk(e)
}

func (m *Marks) document(at string, v any) {
	o, _ := v.(map[string]any)
	kind, _ := o["type"].(string)
	number, _ := o["number"].(string)
	if kind+number == "" || Masked(kind) || Masked(number) {
		return
	}
	d := DocumentMark{}
	for _, s := range Sites {
		c := CheckDocument(s.ID, kind, number)
		c.Clean = ""
		d[s.ID] = c
	}
	m.Documents[at] = d
}

// givesAway compares a reference with the payer of its own object; a number that merely looks like
// a document proves nothing.
func givesAway(reference string, object map[string]any) ReferenceFault {
	if emailFault(strings.ToLower(reference)) != EmailMalformed {
		return ReferenceEmail
	}
	bare := digitsOf(reference)
	if len(bare) < 7 || len(bare) < len(reference)/2 {
		return ""
	}
	info, _ := object["additional_info"].(map[string]any)
	for _, holder := range []map[string]any{object, info} {
		payer, _ := holder["payer"].(map[string]any)
		id, _ := payer["identification"].(map[string]any)
		if n, _ := id["number"].(string); n != "" && digitsOf(n) == bare {
			return ReferenceDocument
		}
		phone, _ := payer["phone"].(map[string]any)
		area, _ := phone["area_code"].(string)
		if n, _ := phone["number"].(string); len(digitsOf(n)) >= 7 && (digitsOf(n) == bare || digitsOf(area+n) == bare) {
			return ReferencePhone
		}
	}
	return ""
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// Within gives the marks below a path, as if the object there were the root.
func (m *Marks) Within(path string) *Marks {
	if m == nil || path == "" {
		return m
	}
	out := newMarks()
	for at, v := range m.Emails {
		if sub, ok := strings.CutPrefix(at, path+"."); ok {
			out.Emails[sub] = v
		}
	}
	for at, v := range m.Documents {
		if sub, ok := strings.CutPrefix(at, path+"."); ok {
			out.Documents[sub] = v
		}
	}
	for at := range m.Masked {
		if sub, ok := strings.CutPrefix(at, path+"."); ok {
			out.Masked[sub] = true
		}
	}
	for at, v := range m.Reference {
		if sub, ok := strings.CutPrefix(at+".", path+"."); ok {
			out.Reference[strings.TrimSuffix(sub, ".")] = v
		}
	}
	return out
}

// MarksOf judges the personal data of a JSON object that is about to be redacted; nil for any other text, and for one beyond the
// limits of package limits.
func MarksOf(raw []byte) *Marks {
	m, _ := marksOf(raw)
	return m
}
