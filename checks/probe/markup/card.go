package markup

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// What an input takes.
const (
	cardNumber = "number"
	cardCode   = "cvv"
	cardExpiry = "expiry"
)

// Where the HTML standard and Mercado Pago's first library name the field outright.
var (
	autocompletes = map[string]string{"cc-number": cardNumber, "cc-csc": cardCode, "cc-exp": cardExpiry, "cc-exp-month": cardExpiry, "cc-exp-year": cardExpiry}
	dataCheckout  = map[string]string{"cardnumber": cardNumber, "securitycode": cardCode, "cardexpirationmonth": cardExpiry, "cardexpirationyear": cardExpiry, "cardexpirationdate": cardExpiry}
)

// Names as words joined by dashes: card-number, numero-do-cartao, cc-num, cvv.
var (
	reNumber = late.Pattern(`(?:^|-)(?:(?:credit|debit)-?)?(?:cc|card|cartao|tarjeta|pan)-?(?:(?:de-)?(?:credito|debito|credit|debit)-)?(?:number|numero|num|nro|nr)(?:-|$)|` +
		`(?:^|-)(?:cc|card)-?no$|` +
		`(?:^|-)(?:number|numero|num|nro|nr|n)-?(?:do|da|de|del|de-la|d)?-?(?:cartao|tarjeta|card|cc)(?:-?(?:de-)?(?:credito|debito|credit|debit))?(?:-|$)`)
	reCode   = late.Pattern(`(?:^|-)(?:card-?|cc-?|cartao-?|tarjeta-?)?(?:cvv2?|cvc2?|csc|cvn|ccv)(?:-|$)|(?:^|-)(?:card|cc)-?(?:security-?|verification-?)code(?:-|$)`)
	reVague  = late.Pattern(`(?:^|-)(?:security-?code|code-?security|codigo-?(?:de-?)?(?:seguranca|seguridad|verificacao|verificacion))(?:-|$)`)
	reExpiry = late.Pattern(`(?:^|-)(?:exp|expiry|expiration|expires|expiracion|vencimento|vencimiento|validade|caducidad|card-?expir\w*|card-?exp)(?:-|$)`)
)

// Words of other cards and of fields that are about a card without taking its data.
var otherCards = []string{"gift", "giftcard", "presente", "regalo", "vale", "voucher", "cupom", "cupon", "coupon", "fidelidade", "fidelidad", "loyalty", "reward", "rewards", "points", "pontos", "puntos",
	"member", "membership", "socio", "club", "clube", "student", "estudiante", "library", "sus", "sube", "bip", "transporte", "identity", "identidad", "identidade", "profesional", "boarding", "embarque",
	"holder", "titular", "last", "last4", "lastfour", "final", "ultimos", "bin", "type", "tipo", "brand", "bandeira", "marca", "mask", "masked", "error", "search", "phone", "business", "visita", "vacinacao"}

// maybe is an input that may take card data, until the whole page is known.
type maybe struct {
	checks.CardInput
	vague bool // counts only beside a card number
}

func (w *walk) cardInput(tag html.Token) {
	kind := strings.ToLower(attribute(tag, "type"))
	switch {
	case tag.Data == "textarea" || kind == "hidden" || kind == "submit" || kind == "button" || kind == "checkbox" || kind == "radio" || kind == "image" || kind == "email" || kind == "file":
		return
	case trap(tag):
		return
	}
	if what, vague := cardField(tag); what != "" && len(w.page.inputs) < 10*maxFound {
		name := attribute(tag, "name")
		w.page.inputs = append(w.page.inputs, maybe{checks.CardInput{Tag: w.page.selector(tag), Name: w.page.clean(name), What: what, Line: w.line}, vague})
	}
}

// trap tells a field no person fills in: hidden, for display, or set to catch robots.
func trap(tag html.Token) bool {
	for _, name := range []string{"hidden", "disabled", "readonly"} {
		if _, ok := given(tag, name); ok {
			return true
		}
	}
	style := strings.ToLower(strings.ReplaceAll(attribute(tag, "style"), " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") || attribute(tag, "tabindex") == "-1" && attribute(tag, "aria-hidden") == "true"
}

// cardField tells what an input takes by its autocomplete, its data-checkout, its name and its id.
func cardField(tag html.Token) (what string, vague bool) {
	names := [][]string{split(attribute(tag, "name")), split(attribute(tag, "id"))}
	for _, n := range names {
		if slices.ContainsFunc(n, func(w string) bool { return slices.Contains(otherCards, w) }) {
			return "", false
		}
	}
	if what, ok := dataCheckout[strings.ToLower(attribute(tag, "data-checkout"))]; ok {
		return what, what == cardExpiry
	}
	for word := range strings.FieldsSeq(strings.ToLower(attribute(tag, "autocomplete"))) {
		if what, ok := autocompletes[word]; ok {
			return what, what == cardExpiry
		}
	}
	for _, n := range names {
		joined := strings.Join(n, "-")
		for _, r := range []struct {
			re    func() *regexp.Regexp
			what  string
			vague bool
		}{{reNumber, cardNumber, false}, {reCode, cardCode, false}, {reVague, cardCode, true}, {reExpiry, cardExpiry, true}} {
			if joined != "" && (tag.Data == "input" || r.what == cardExpiry) && r.re().MatchString(joined) {
				return r.what, r.vague
			}
		}
	}
	return "", false
}

// settleInputs keeps what takes card data for certain: a security code may be that of a picture
// to type off, a date any date, unless a card number stands beside it.
func (p *Page) settleInputs() {
	numbered := slices.ContainsFunc(p.inputs, func(m maybe) bool { return m.What == cardNumber })
	p.Facts.CardInputs = nil
	named := 0 // those are sent to the shop: others do not hide them
	for _, m := range p.inputs {
		if (numbered || !m.vague) && (len(p.Facts.CardInputs) < maxFound || m.Name != "" && named == 0) {
			if m.Name != "" {
				named++
			}
			p.Facts.CardInputs = append(p.Facts.CardInputs, m.CardInput)
		}
	}
}

// selector writes how the input can be found.
func (p *Page) selector(tag html.Token) string {
	for _, name := range []string{"name", "data-checkout", "autocomplete"} {
		id := attribute(tag, "id")
		switch v := attribute(tag, name); {
		case id != "":
			return tag.Data + "#" + p.clean(id)
		case v != "":
			return tag.Data + "[" + name + "=" + p.clean(v) + "]"
		}
	}
	return tag.Data
}

func (p *Page) clean(s string) string { return mpclient.CleanLine(p.src.Redact.Text(s), 60) }

var plainLetters = strings.NewReplacer("ã", "a", "á", "a", "â", "a", "à", "a", "ç", "c", "é", "e", "ê", "e", "í", "i", "ó", "o", "õ", "o", "ô", "o", "ú", "u", "ñ", "n")

// split makes words of a name: cardNumber, card_number and payment[card][number] are alike.
func split(name string) []string {
	if len(name) > 200 {
		name = name[:200]
	}
	var b strings.Builder
	last := ' '
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = ' '
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return strings.Fields(plainLetters.Replace(strings.ToLower(b.String())))
}
