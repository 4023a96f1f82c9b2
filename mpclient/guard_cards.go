package mpclient

// TestCard is an official test card. It never goes to a real account: the write guard sees to it.
type TestCard struct {
	Method string // payment_method_id it pays with
	Number string
	Code   string
	Month  int
	Year   int
	Secure string // 3DS: "", "challenge" or "doubted"
}

// TestCards lists the cards published for a site; the first is the one to use when any will do.
// Source: guide "test cards", see also the note on the newer MLB Mastercard. The debit Visa of MLA is
// doubtful there and left out.
func TestCards(site SiteID) []TestCard {
	var out []TestCard
	for _, c := range testCards[site] {
		c.Code, c.Month, c.Year = "123", 11, 2030
		if c.Method == "amex" {
			c.Code = "1234"
		}
		out = append(out, c)
	}
	return out
}

var testCards = map[SiteID][]TestCard{
	MLA: {{Method: "visa", Number: "4509953566233704"}, {Method: "master", Number: "5031755734530604"}, {Method: "amex", Number: "371180303257522"}, {Method: "debmaster", Number: "5287338310253304"}},
	MLB: {{Method: "visa", Number: "4235647728025682"}, {Method: "master", Number: "5480832801033311"}, {Method: "master", Number: "5031433215406351"}, {Method: "amex", Number: "375365153556885"},
		{Method: "elo", Number: "5067766783888311"}, {Method: "master", Number: "5483928164574623", Secure: "challenge"}, {Method: "master", Number: "5361956806117557", Secure: "doubted"}},
	MLC: {{Method: "visa", Number: "4168818844447115"}, {Method: "master", Number: "5416752602582580"}, {Method: "amex", Number: "375778174461804"}},
	MCO: {{Method: "visa", Number: "4013540682746260"}, {Method: "master", Number: "5254133674403564"}, {Method: "amex", Number: "374378187755283"}},
	MLM: {{Method: "visa", Number: "4075595716483764"}, {Method: "master", Number: "5474925432670366"}, {Method: "amex", Number: "371180303257522"},
		{Method: "debmaster", Number: "5579053461482647"}, {Method: "debvisa", Number: "4189141221267633"}},
	MLU: {{Method: "visa", Number: "4509953566233704"}, {Method: "master", Number: "5031755734530604"}},
	MPE: {{Method: "visa", Number: "4009175332806176"}, {Method: "master", Number: "5031755734530604"}, {Method: "amex", Number: "371180303257522"}},
}
