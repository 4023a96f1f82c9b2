package rules

import (
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
)

// source judges the folder with the integration's code, after the nine security points of the
// official review (reference, section 1.8). What is seen there is a fact; what is not seen proves
// little, so a pass says how much was read, and silence is at most a question to a person.
func source() []checks.Requirement {
	row := func(id checks.ID, level checks.Level, field string, judge func(checks.Source) checks.Finding) checks.Requirement {
		return checks.Requirement{ID: "security." + id, Section: checks.Security, Level: level, Source: srcReview, Field: field,
			Needs: keys(checks.FactSource.Name), Judge: func(f *checks.Facts) checks.Finding { return judge(checks.FactSource.Must(f)) }}
	}
	calls := func(id checks.ID, level checks.Level, field string, judge func(*checks.Facts) checks.Finding) checks.Requirement {
		return checks.Requirement{ID: "security." + id, Section: checks.Security, Level: level, Source: srcReview, Field: field,
			Uses: keys(checks.FactSource.Name, checks.FactSent.Name), Judge: judge}
	}
	return []checks.Requirement{
		row("token_not_in_source", checks.Blocker, "", tokenNotInSource),
		row("token_not_in_history", checks.Required, "", tokenNotInHistory),
		row("env_ignored", checks.Required, ".env", envIgnored),
		row("no_sandbox_init_point", checks.Required, "init_point", noSandboxURL),
		calls("token_not_in_query", checks.Required, "Authorization", tokenNotInCalls),
		calls("https_in_source", checks.Required, "notification_url, back_urls", httpsInCalls),
		calls("idempotency", checks.Required, "X-Idempotency-Key", keysInCalls),
		calls("no_card_data", checks.Required, "", cardDataInCalls),
		row("signature_checked", checks.Required, "x-signature", signatureChecked),
	}
}

func num(n int) string { return strconv.Itoa(n) }

// fileLine is where something was seen, for people and editors: file:line.
func fileLine(p checks.Place) string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + num(p.Line)
}

// scanned says how much was read, and what was not; it goes with whatever rests on nothing having been
// seen.
func scanned(f checks.Finding, s checks.Source, left checks.Omissions) checks.Finding {
	f = f.With("file", t("ev.source.read", "dir", s.Dir, "n", num(s.Read)), "")
	for _, x := range s.Aside {
		f = f.With("file", t("aside."+x.Kind, "n", num(x.N)), "")
	}
	return f.Without(left, "")
}

// partScan is the finding when nothing bad was seen in a folder that was not read to its end.
func partScan(s checks.Source, left checks.Omissions) checks.Finding {
	return scanned(unsure("find.source.partly", "n", num(s.Read)), s, left)
}

// unlooked is the finding on what code does when none was looked at, or not all. ok is true when all was.
func unlooked(s checks.Source) (out checks.Finding, ok bool) {
	switch left := s.LeftOutOfCode(); {
	case len(left) > 0:
		return partScan(s, left), false
	case s.Looked == 0:
		return scanned(unsure("find.source.no_code", "n", num(s.Read)), s, nil), false
	}
	return out, true
}

// sights adds the places where something was seen.
func sights(f checks.Finding, ps []checks.Place) checks.Finding {
	for _, p := range ps[:min(len(ps), 5)] {
		f = f.With("file", t("ev.source.place", "where", fileLine(p)), "")
	}
	return f
}

func tokenNotInSource(s checks.Source) checks.Finding {
	if len(s.Tokens) == 0 {
		if !s.Whole() || s.Read == 0 {
			return partScan(s, s.LeftOut())
		}
		return scanned(pass("find.source_token.clean", "n", num(s.Read)), s, nil)
	}
	worst := s.Tokens[0] // the gravest comes first
	var out checks.Finding
	switch {
	case worst.Served && !worst.Test:
		out = fail("find.source_token.served", "n", num(len(s.Tokens)), "where", fileLine(worst.Place))
	case worst.Bundled && !worst.Test:
		out = fail("find.source_token.bundled", "n", num(len(s.Tokens)), "where", fileLine(worst.Place))
	case worst.Current || !worst.Ignored && !worst.Sample && !worst.Test:
		out = fail("find.source_token.found", "n", num(len(s.Tokens)))
	case worst.Ignored:
		out = warn("find.source_token.ignored", "n", num(len(s.Tokens)))
	case worst.Sample:
		out = warn("find.source_token.sample", "n", num(len(s.Tokens)))
	default:
		out = warn("find.source_token.test", "n", num(len(s.Tokens)))
	}
	return tokenPlaces(out, s.Tokens).Without(s.LeftOut(), "")
}

func tokenPlaces(out checks.Finding, toks []checks.SourceToken) checks.Finding {
	for _, tok := range toks {
		id := "token-in-source"
		switch {
		case tok.Commit != "":
			id = "token-in-history"
		case tok.Served && !tok.Secret && !tok.Test:
			id = "token-served"
		case tok.Bundled && !tok.Secret && !tok.Test:
			id = "token-bundled"
		case tok.Example:
			id = "token-in-example"
		case tok.Secret:
			id = "secret-in-source"
		case tok.Test:
			id = "token-test-in-source"
		}
		if !out.Has(id) {
			out = out.Because(id, t("cause."+id))
		}
		switch {
		case tok.Message == "tag":
			out = out.With("file", t("ev.source.token_tag", "token", tok.Masked, "commit", tok.Commit), "")
		case tok.Message != "":
			out = out.With("file", t("ev.source.token_message", "token", tok.Masked, "commit", tok.Commit), "")
		case tok.Commit != "":
			out = out.With("file", t("ev.source.token_commit", "token", tok.Masked, "where", fileLine(tok.Place), "commit", tok.Commit), "")
		default:
			out = out.With("file", t("ev.source.token", "token", tok.Masked, "where", fileLine(tok.Place)), "")
		}
		if tok.Current {
			out = out.With("note", t("ev.source.token_current", "token", tok.Masked), "")
		}
	}
	return out
}

func tokenNotInHistory(s checks.Source) checks.Finding {
	h := s.History
	if len(h.Left) == 0 && (!s.Git.Repo || h.State == checks.HistoryNone) {
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.history.none")}
	}
	for _, tok := range h.Tokens {
		if tok.Current {
			return tokenPlaces(fail("find.history.current"), h.Tokens).Without(h.Left, "")
		}
	}
	read := func(f checks.Finding) checks.Finding {
		return f.With("file", t("ev.source.history", "commits", num(h.Commits), "files", num(h.Files)), "").Without(h.Left, "")
	}
	switch {
	case len(h.Tokens) > 0:
		// Whether it still opens the account cannot be told from here.
		return tokenPlaces(warn("find.history.found", "n", num(len(h.Tokens))), h.Tokens).Without(h.Left, "")
	case h.State == checks.HistoryUnsupported:
		return unsure("find.history.unsupported").Without(h.Left, "")
	case h.State != checks.HistoryRead || len(h.Left) > 0:
		return read(unsure("find.history.partly"))
	}
	return read(pass("find.history.clean", "commits", num(h.Commits)))
}

func envIgnored(s checks.Source) checks.Finding {
	if !s.Git.Repo {
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.env.no_repo")}
	}
	var bad, open, unknown checks.Finding
	var good checks.Finding
	for _, e := range s.Env {
		where := fileLine(e.Place)
		switch {
		case e.Ignored && e.Unsure:
			if unknown.Verdict == "" {
				unknown = unsure("find.env.unsure", "file", e.Place.File)
			}
			unknown = unknown.With("file", t("ev.source.place", "where", where), "").Without(s.History.Left, "")
		case e.Ignored && !e.Committed:
			if good.Verdict == "" {
				good = pass("find.env.ignored")
			}
			good = good.With("file", t("ev.source.ignored", "file", e.Place.File, "rule", e.By), "")
		case e.Place.Line > 0:
			cause := "env-not-ignored"
			if e.Committed {
				cause = "env-committed"
			}
			if bad.Verdict == "" {
				bad = fail("find.env."+strings.TrimPrefix(cause, "env-"), "file", e.Place.File)
			}
			if !bad.Has(cause) {
				bad = bad.Because(cause, t("cause."+cause))
			}
			bad = bad.With("file", t("ev.source.place", "where", where), "")
		default:
			// A .env of nothing secret is shared on purpose in some frameworks.
			if open.Verdict == "" {
				open = warn("find.env.open", "file", e.Place.File)
			}
			open = open.With("file", t("ev.source.place", "where", where), "")
		}
	}
	switch {
	case bad.Verdict != "":
		return bad
	case open.Verdict != "":
		return open
	case unknown.Verdict != "":
		return unknown
	case !s.Whole():
		return partScan(s, s.LeftOut())
	case good.Verdict != "":
		return good
	case s.Git.IgnoresEnv:
		return pass("find.env.ready").With("file", t("ev.source.ignored", "file", ".env", "rule", s.Git.By), "")
	}
	return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.env.none")}
}

// unwanted judges what must not be in the code.
func unwanted(s checks.Source, sight checks.Sight, ok, bad, cause string) checks.Finding {
	if ps := s.Sights[sight]; len(ps) > 0 {
		return sights(fail(bad, "where", fileLine(ps[0])).Because(cause, t("cause."+cause)), ps)
	}
	if out, whole := unlooked(s); !whole {
		return out
	}
	return scanned(pass(ok, "n", num(s.Looked)), s, nil)
}

func noSandboxURL(s checks.Source) checks.Finding {
	return unwanted(s, checks.SightSandboxURL, "find.sandbox_url.clean", "find.sandbox_url.found", "sandbox-url")
}

func tokenNotInQuery(s checks.Source) checks.Finding {
	return unwanted(s, checks.SightTokenInQuery, "find.token_query.clean", "find.token_query.found", "token-in-query")
}

func httpsInSource(s checks.Source) checks.Finding {
	return unwanted(s, checks.SightPlainURL, "find.plain_source.clean", "find.plain_source.found", "not-https")
}

// idempotency: the API refuses payments, refunds and orders without the key. Current SDKs send one
// by themselves; a call made by hand has to.
func idempotency(s checks.Source) checks.Finding {
	var bare, unclear, keyed []checks.Place
	for _, p := range s.Sights[checks.SightRawPost] {
		switch {
		case p.Keyed:
			keyed = append(keyed, p)
		case p.Unsure:
			unclear = append(unclear, p)
		default:
			bare = append(bare, p)
		}
	}
	switch {
	case len(bare) > 0 && len(keyed) == 0:
		return sights(fail("find.idempotency.missing", "where", fileLine(bare[0])).Because("idempotency-missing", t("cause.idempotency-missing")), bare)
	case len(bare)+len(unclear) > 0:
		// A common client elsewhere may add the header.
		return sights(unsure("find.idempotency.unclear", "where", fileLine(append(bare, unclear...)[0])), append(bare, unclear...))
	case len(s.LeftOutOfCode()) > 0:
		return partScan(s, s.LeftOutOfCode())
	case len(keyed) > 0:
		return sights(pass("find.idempotency.sent", "where", fileLine(keyed[0])), keyed)
	}
	for _, k := range s.SDKs {
		if k.KeysCall && !k.FrontEnd {
			return pass("find.idempotency.sdk", "sdk", sdkName(k)).With("file", sdkText(k), "")
		}
	}
	return verdict(checks.Attest, "find.idempotency.unseen", nil)
}

// noCardData: a pattern that reads a card field proves little by itself, and so does its absence. A
// pass takes a sign that card data goes around the server.
func noCardData(s checks.Source) checks.Finding {
	ps := s.Sights[checks.SightCardData]
	if len(ps) > 0 && !ps[0].Unsure {
		return sights(fail("find.card_data.found", "where", fileLine(ps[0])).Because("card-data-on-server", t("cause.card-data-on-server")), ps)
	}
	if len(ps) > 0 {
		return sights(unsure("find.card_data.unclear", "where", fileLine(ps[0])), ps)
	}
	if left := s.LeftOutOfCode(); len(left) > 0 {
		return partScan(s, left)
	}
	for _, around := range []checks.Sight{checks.SightSecureForm, checks.SightPreference} {
		if at := s.Sights[around]; len(at) > 0 {
			return scanned(sights(pass("find.card_data.clean", "n", num(s.Looked), "where", fileLine(at[0])), at[:1]), s, nil)
		}
	}
	return verdict(checks.Attest, "find.card_data.unseen", []string{"n", num(s.Looked)})
}

// signatureChecked: the endpoint is tested from outside too; here the code itself is the witness.
func signatureChecked(s checks.Source) checks.Finding {
	switch seen := s.Sights[checks.SightSignature]; {
	case len(seen) > 0:
		return sights(pass("find.signature.seen", "where", fileLine(seen[0])), seen)
	case len(s.Sights[checks.SightSignatureHeader]) > 0:
		at := s.Sights[checks.SightSignatureHeader]
		return sights(verdict(checks.Attest, "find.signature.header", []string{"where", fileLine(at[0])}), at)
	case len(s.Sights[checks.SightHandler]) > 0 && len(s.LeftOutOfCode()) == 0:
		at := s.Sights[checks.SightHandler]
		return sights(warn("find.signature.unseen", "where", fileLine(at[0]), "n", num(s.Read)).Because("signature-unchecked", t("cause.signature-unchecked")), at)
	}
	return verdict(checks.Attest, "find.signature.no_handler", nil).Without(s.LeftOutOfCode(), "")
}

func sdkName(k checks.SDK) string {
	if k.Version == "" {
		return k.Name
	}
	return k.Name + " " + k.Version
}

func sdkText(k checks.SDK) checks.Text {
	return t("ev.source.sdk", "sdk", sdkName(k), "where", fileLine(k.Place))
}

// sourceRows are the rows of the official checklist that code can show. A person still settles what
// code does not show.
var sourceRows = map[string]checks.Sight{
	"modal": checks.SightModal, "payment_get_or_search_api": checks.SightPaymentRead, "chargebacks_api": checks.SightChargeback,
	"cancellation_api": checks.SightCancellation, "refunds_api": checks.SightRefund,
}

// shownBySource passes what the code shows and leaves the rest to a person.
func shownBySource(it item, f *checks.Facts) checks.Finding {
	if rec, ok := checks.FactSent.Get(f); ok {
		if cs := rec.Sights[sourceRows[it.name]]; len(cs) > 0 {
			return recorded(pass("find.sent.seen", "what", cs[0].What, "n", num(cs[0].N)), rec, cs)
		}
	}
	s, ok := checks.FactSource.Get(f)
	if !ok {
		return verdict(checks.Attest, "find.attest", nil)
	}
	if ps := s.Sights[sourceRows[it.name]]; len(ps) > 0 {
		return sights(pass("find.source.seen", "where", fileLine(ps[0])), ps)
	}
	return verdict(checks.Attest, "find.source.unseen", []string{"n", num(s.Read)}).Without(s.LeftOutOfCode(), "")
}

// backEndSDK: a manifest that names the SDK. A newer version is a note: an older one sells as well.
func backEndSDK(_ item, f *checks.Facts) checks.Finding {
	calls, told := sdkInCalls(f)
	if told && calls.Verdict == checks.Pass {
		return calls
	}
	s, ok := checks.FactSource.Get(f)
	if !ok {
		if told {
			return calls
		}
		return verdict(checks.Attest, "find.attest", nil)
	}
	var out checks.Finding
	for _, k := range s.SDKs {
		if k.FrontEnd {
			continue
		}
		if out.Verdict == "" {
			out = pass("find.source.sdk", "sdk", sdkName(k), "where", fileLine(k.Place))
		}
		out = out.With("file", sdkText(k), "")
		if k.Outdated {
			out = out.With("note", t("ev.source.outdated", "sdk", sdkName(k), "latest", k.Latest, "date", "@date:"+k.LatestAt.Format("2006-01-02")), "")
		}
	}
	switch {
	case out.Verdict == "" && told:
		out = calls
	case out.Verdict == "":
		out = verdict(checks.Attest, "find.source.no_sdk", []string{"n", num(s.Read)}).Without(s.LeftOut(), "")
	case told:
		// The manifest names it, and the recorded calls came from something else.
		out.Verdict, out.Detail = checks.Inconclusive, t("find.sent.sdk_disagree", "sdk", out.Detail.Args[1], "n", calls.Detail.Args[1])
	}
	for _, old := range []checks.Sight{checks.SightOldSDK, checks.SightOldAPI} {
		for _, p := range s.Sights[old] {
			out = out.With("note", t("ev.source."+string(old), "where", fileLine(p)), "")
		}
	}
	return out
}
