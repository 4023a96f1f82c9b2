package sandbox

import (
	"strings"

	"github.com/homologa/homologa/mpclient"
)

func digitsOnly(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// luhn is the check of card numbers.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// docFault says what is wrong with an identification on a site.
type docFault int

const (
	docFine docFault = iota
	docBadType
	docBadNumber
)

// checkDocument applies the site's types and lengths, and the check digits of Brazil and Chile.
// Those of other documents are left alone: the guides' own test data, such as the Uruguayan CI
// 12345678, do not have them. Where the site publishes no types (MLM) anything goes.
func checkDocument(site mpclient.SiteID, kind, number string) docFault {
	if len(kind) > 20 || len(number) > 40 {
		return docBadNumber
	}
	types := docTypes[site]
	if len(types) == 0 {
		return docFine
	}
	for _, t := range types {
		if t.ID != kind {
			continue
		}
		if len(number) < t.MinLen || len(number) > t.MaxLen || t.Type == "number" && !digitsOnly(number) {
			return docBadNumber
		}
		if check := checkedDocuments[kind]; check != nil && !check(number) {
			return docBadNumber
		}
		return docFine
	}
	return docBadType
}

// checkedDocuments are the kinds with check digits to be right.
var checkedDocuments = map[string]func(string) bool{"CPF": validCPF, "CNPJ": validCNPJ, "RUT": validRUT}

// validRUT checks the digit after the number, with or without a hyphen between: modulo 11, where
// ten is a K.
func validRUT(n string) bool {
	if len(n) < 2 {
		return false
	}
	body, check := strings.TrimSuffix(n[:len(n)-1], "-"), n[len(n)-1]
	if !digitsOnly(body) || strings.Trim(body, "0") == "" {
		return false
	}
	sum := 0
	for i := range len(body) {
		sum += int(body[len(body)-1-i]-'0') * (2 + i%6)
	}
	return strings.ToUpper(string(check)) == []string{"0", "K", "9", "8", "7", "6", "5", "4", "3", "2", "1"}[sum%11]
}

// checkDigit is the modulo 11 digit of the Receita Federal: remainders below two give zero.
func checkDigit(digits string, weights []int) byte {
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	if r := sum % 11; r >= 2 {
		return byte('0' + 11 - r)
	}
	return '0'
}

var (
	cpfWeights  = []int{11, 10, 9, 8, 7, 6, 5, 4, 3, 2}
	cnpjWeights = []int{6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}
)

func validCPF(n string) bool {
	if len(n) != 11 || !digitsOnly(n) || strings.Count(n, n[:1]) == 11 {
		return false
	}
	return n[9] == checkDigit(n, cpfWeights[1:]) && n[10] == checkDigit(n, cpfWeights)
}

func validCNPJ(n string) bool {
	if len(n) != 14 || !digitsOnly(n) || strings.Count(n, n[:1]) == 14 {
		return false
	}
	return n[12] == checkDigit(n, cnpjWeights[1:]) && n[13] == checkDigit(n, cnpjWeights)
}
