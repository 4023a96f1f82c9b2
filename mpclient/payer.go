package mpclient

import "strings"

// PayerSight is how much of its payer (payer.* and additional_info.payer.*) and of its card the answer for a
// payment shows. Sources: Mercado Pago's news of 2025-04-03 (which payments show the payer, since
// 2025-04-01) and of 2025-12-30 (which show it unmasked).
type PayerSight int

// The kinds of sight.
const (
	// PayerHidden leaves payer data out, or masks what it leaves: what is absent may have been sent.
	PayerHidden PayerSight = iota
	// PayerMasked shows which data there is and masks its values, and those of the card.
	PayerMasked
	// PayerShown shows all.
	PayerShown
)

// PayerSightOf tells it from the status of a payment. Any status but those that Mercado Pago names hides.
func PayerSightOf(status string) PayerSight {
	switch status {
	case "approved":
		return PayerShown
	case "in_mediation", "refunded":
		return PayerMasked
	}
	return PayerHidden
}

// AboutPayer reports whether a field of a payment, such as "additional_info.payer.first_name", is payer data.
func AboutPayer(path string) bool {
	path = strings.TrimPrefix(path, "additional_info.")
	return path == "payer" || strings.HasPrefix(path, "payer.")
}

// Masked reports whether text stands for a value that was hidden: at least three signs of a mask (X, *, #, •), and
// more of them than of letters and digits. How the API writes its masks is not published.
func Masked(text string) bool {
	signs, rest := 0, 0
	local, _, isMail := strings.Cut(text, "@")
	if isMail {
		text = local // the domain is often left: x***@gmail.com
	}
	for _, c := range text {
		switch {
		case strings.ContainsRune("Xx*#•●", c):
			signs++
		case c == '.' || c == '-' || c == '/' || c == '_' || c == '+' || c == ' ' || c == '(' || c == ')':
		default:
			rest++
		}
	}
	return signs >= 3 && signs > rest
}
