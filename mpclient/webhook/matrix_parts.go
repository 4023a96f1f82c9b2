package webhook

import (
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// undefined is what languages write for a value that is not there.
var undefined = []string{"undefined", "null", "None", "nil", "[object Object]", "NaN"}

// idChoices lists what may stand for the id. Values that are documented already are not listed again.
func idChoices(d Delivery) []choice {
	q := d.query()
	body := d.bodyIDs()
	var out []choice
	known := map[string]bool{}
	add := func(v string, lower bool, faults ...Mistake) {
		if v == "" || len(v) > maxID || len(faults) == 0 && known[v] {
			return
		}
		// The same value from two places is two explanations; one that is documented is none.
		for _, c := range out {
			if c.value == v && len(c.mistakes) == 0 {
				return
			}
		}
		known[v] = true
		out = append(out, choice{value: v, lower: lower, mistakes: faults})
	}
	own := q["data.id"]
	if own.value == "" {
		out = append(out, choice{omit: true})
	}
	add(own.value, false)
	add(strings.ToLower(own.value), true)
	add(strings.ToUpper(own.value), false, Mistake{Fault: IDUpper})
	if own.value != "" {
		add(own.raw, false, Mistake{Fault: IDEncoded})
		if esc := url.QueryEscape(own.value); esc != own.raw {
			add(esc, false, Mistake{Fault: IDEncoded})
		}
		if twice, err := url.QueryUnescape(own.value); err == nil {
			add(twice, false, Mistake{Fault: IDTwiceEncoded})
			add(strings.ToLower(twice), true, Mistake{Fault: IDTwiceEncoded})
		}
		add(`"`+own.value+`"`, false, Mistake{Fault: IDQuoted})
		out = append(out, choice{omit: true, mistakes: []Mistake{{Fault: IDMissing}}})
	}
	out = append(out, choice{mistakes: []Mistake{{Fault: IDEmpty}}})
	for _, u := range undefined {
		add(u, false, Mistake{IDUndefined, u})
	}
	fromData := IDFromBodyData
	if own.value == "" {
		fromData = IDQueryLost
	}
	for _, c := range []struct {
		value string
		fault Fault
	}{
		{q["id"].value, IDFromID}, {q["data_id"].value, IDFromDataID},
		{body.data, fromData}, {body.id, IDFromBody}, {body.resource, IDFromResource},
	} {
		add(c.value, false, Mistake{Fault: c.fault})
		if l := strings.ToLower(c.value); l != c.value {
			add(l, true, Mistake{Fault: c.fault})
		}
		if u := strings.ToUpper(c.value); u != c.value {
			add(u, false, Mistake{Fault: c.fault}, Mistake{Fault: IDUpper})
		}
	}
	return out
}

// requestWords are in the names of headers by which proxies and tracers number requests.
var requestWords = []string{"request-id", "requestid", "correlation", "trace", "cf-ray", "transaction-id", "x-b3-spanid",
	"x-amz-cf-id", "unique-id", "message-id"}

// maxOther bounds how many other headers are tried.
const maxOther = 8

func requestChoices(d Delivery) []choice {
	own := strings.TrimSpace(d.Get("X-Request-Id"))
	if len(own) > maxID {
		own = own[:maxID]
	}
	var out []choice
	have := func(v string) bool {
		return slices.ContainsFunc(out, func(c choice) bool {
			return !c.omit && c.value == v && (len(c.mistakes) == 0 || c.mistakes[0].Fault == RequestReplaced)
		})
	}
	if own == "" {
		out = append(out, choice{omit: true})
	} else {
		out = append(out, choice{value: own}, choice{omit: true, mistakes: []Mistake{{Fault: RequestMissing}}})
		for _, v := range []string{strings.ToLower(own), strings.ToUpper(own)} {
			if v != own {
				out = append(out, choice{value: v, mistakes: []Mistake{{Fault: RequestCase}}})
			}
		}
		single := strings.FieldsFunc(strings.Join(d.Header.Values("X-Request-Id"), ","), func(r rune) bool { return r == ',' })
		for _, v := range single[:min(len(single), maxOther)] {
			if v = strings.TrimSpace(v); v != "" && v != own && len(v) <= maxID {
				out = append(out, choice{value: v, mistakes: []Mistake{{Fault: RequestDoubled}}})
			}
		}
	}
	out = append(out, choice{mistakes: []Mistake{{Fault: RequestEmpty}}})
	for _, u := range undefined {
		out = append(out, choice{value: u, mistakes: []Mistake{{RequestUndef, u}}})
	}
	others := 0
	for _, name := range slices.Sorted(maps.Keys(d.Header)) {
		low := strings.ToLower(name)
		if low == "x-request-id" || !slices.ContainsFunc(requestWords, func(w string) bool { return strings.Contains(low, w) }) {
			continue
		}
		v := strings.TrimSpace(d.Header[name][0])
		if v == "" || len(v) > maxID || have(v) {
			continue
		}
		if others++; others > maxOther {
			break
		}
		out = append(out, choice{value: v, mistakes: []Mistake{{RequestReplaced, low}}})
		// Amazon writes Root=1-…, traceparent has the id in its middle.
		if _, id, ok := strings.Cut(v, "="); ok && !have(id) {
			out = append(out, choice{value: id, mistakes: []Mistake{{RequestReplaced, low}}})
		}
		if parts := strings.Split(v, "-"); low == "traceparent" && len(parts) == 4 {
			out = append(out, choice{value: parts[1], mistakes: []Mistake{{RequestReplaced, low}}})
		}
	}
	return out
}

func timeChoices(ts string) []choice {
	if len(ts) > maxID {
		ts = ts[:maxID]
	}
	if ts == "" {
		return []choice{{omit: true, mistakes: []Mistake{{Fault: TSMissing}}}, {mistakes: []Mistake{{Fault: TSEmpty}}}}
	}
	out := []choice{{value: ts}, {omit: true, mistakes: []Mistake{{Fault: TSMissing}}}, {mistakes: []Mistake{{Fault: TSEmpty}}}}
	for _, u := range undefined {
		out = append(out, choice{value: u, mistakes: []Mistake{{TSUndefined, u}}})
	}
	at, unit, err := ParseTimestamp(ts)
	if err != nil {
		return out
	}
	if unit == Seconds {
		return append(out, choice{value: ts + "000", mistakes: []Mistake{{Fault: TSMillis}}})
	}
	cut, rest := ts[:len(ts)-3], ts[len(ts)-3:]
	values := []string{cut, cut + "." + strings.TrimRight(rest, "0"), cut + "." + rest}
	if rest >= "500" {
		values = append(values, Timestamp(at.Add(500e6), Seconds))
	}
	for _, v := range slices.Compact(values) {
		out = append(out, choice{value: v, mistakes: []Mistake{{Fault: TSSeconds}}})
	}
	return out
}

const quotes = `"'` + "`"

// core takes off what surrounds a secret by accident.
func core(s string) string {
	const space = " \t\r\n\v\f\u00a0\ufeff\u200b"
	return strings.Trim(strings.Trim(strings.Trim(s, space), quotes), space)
}

func keysOf(secrets []Secret) []key {
	production := false
	for _, s := range secrets {
		production = production || s.Mode == Production && core(s.Value.Reveal()) != ""
	}
	var out []key
	seen := map[string]bool{}
	for i, s := range secrets {
		raw := s.Value.Reveal()
		text := core(raw)
		if text == "" || seen[text] || len(raw) > 4096 {
			continue
		}
		seen[text] = true
		add := func(v string, f Fault) {
			if v == "" || v == text && f != "" && f != SecretStored {
				return
			}
			k := key{text: v, secret: i, other: production && s.Mode == Test}
			if s.Mode == NotWebhook {
				k.mistakes = []Mistake{{SecretOther, s.Name}}
			}
			if f != "" {
				k.mistakes = append(k.mistakes, Mistake{Fault: f})
			}
			out = append(out, k)
		}
		if raw == text {
			add(text, "")
		} else {
			add(text, SecretStored)
		}
		if s.Mode == NotWebhook {
			continue
		}
		for _, v := range []string{text + "\n", text + "\r\n", text + "\r"} {
			add(v, SecretNewline)
		}
		for _, v := range []string{text + " ", " " + text, " " + text + " ", text + "\t"} {
			add(v, SecretSpace)
		}
		for _, q := range quotes {
			add(string(q)+text+string(q), SecretQuoted)
		}
		if raw != text && !slices.ContainsFunc(out, func(k key) bool { return k.text == raw }) {
			switch {
			case strings.ContainsAny(raw, quotes):
				add(raw, SecretQuoted)
			case strings.ContainsAny(raw, "\r\n"):
				add(raw, SecretNewline)
			default:
				add(raw, SecretSpace)
			}
		}
		add(strings.ToLower(text), SecretCase)
		add(strings.ToUpper(text), SecretCase)
		if b, err := hex.DecodeString(text); err == nil {
			add(string(b), SecretHex)
		}
		if b, err := base64.StdEncoding.DecodeString(text); err == nil {
			add(string(b), SecretBase64)
		}
	}
	return out
}
