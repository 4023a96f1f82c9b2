package lang

import "strings"

// Number writes a plain decimal ("-1234.5") as the language does: 1.234,5 in Portuguese and Spanish, 1,234.5 in
// English. What is no plain decimal comes back as it is.
func (l Lang) Number(decimal string) string {
	sign, rest := "", decimal
	if strings.HasPrefix(rest, "-") {
		sign, rest = "-", rest[1:]
	}
	whole, part, pointed := strings.Cut(rest, ".")
	if whole == "" || strings.Trim(whole+part, "0123456789") != "" {
		return decimal
	}
	thousands, point := ".", ","
	if l == EN {
		thousands, point = ",", "."
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + thousands + whole[i:]
	}
	if pointed {
		whole += point + part
	}
	return sign + whole
}

// Money writes an amount with its currency ("BRL 0.50") as the language does. Reais have their sign in Portuguese;
// the other currencies share one, so their code stands before the number.
func (l Lang) Money(amount string) string {
	code, number, ok := strings.Cut(amount, " ")
	if !ok {
		return l.Number(amount)
	}
	return l.currency(code) + " " + l.Number(number)
}

func (l Lang) currency(code string) string {
	if code == "BRL" && l == PT {
		return "R$"
	}
	return code
}

// In is a heading over amounts of one currency: "Total (R$)". Without a currency it is the name alone.
func (l Lang) In(name, code string) string {
	if code == "" {
		return name
	}
	return name + " (" + l.currency(code) + ")"
}
