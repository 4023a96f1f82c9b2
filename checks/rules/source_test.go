package rules_test

import (
	"slices"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

func src(s checks.Source) []checks.Fact {
	if s.Read == 0 {
		s.Read, s.Looked = 12, 9
	}
	return facts(checks.FactSource.Of(s))
}

func noSource(reason checks.GapReason) []checks.Fact {
	return facts(checks.FactSource.Missing(checks.Gap{Reason: reason, Input: "source_dir"}))
}

func at(file string, line int) checks.Place { return checks.Place{File: file, Line: line} }

func seenAt(what checks.Sight, ps ...checks.Place) []checks.Fact {
	return src(checks.Source{Sights: map[checks.Sight][]checks.Place{what: ps}})
}

func sourceRows() table {
	token := checks.SourceToken{Masked: "APP_USR-…3645", Place: at("src/pay.js", 4)}
	with := func(edit func(*checks.SourceToken)) checks.SourceToken { t := token; edit(&t); return t }
	tokens := func(ts ...checks.SourceToken) []checks.Fact { return src(checks.Source{Tokens: ts}) }
	history := func(state checks.HistoryState, ts ...checks.SourceToken) []checks.Fact {
		return src(checks.Source{Git: checks.SourceGit{Repo: true}, History: checks.SourceHistory{State: state, Commits: 9, Files: 30, Tokens: ts}})
	}
	env := func(s checks.SourceGit, es ...checks.EnvFile) []checks.Fact {
		return src(checks.Source{Git: s, Env: es})
	}
	repo := checks.SourceGit{Repo: true}
	sdk := func(k checks.SDK) []checks.Fact { return src(checks.Source{SDKs: []checks.SDK{k}}) }
	keyed, faint := at("src/raw.js", 3), at("src/raw.js", 9)
	keyed.Keyed, faint.Unsure = true, true
	cut := src(checks.Source{Cut: checks.SourceTime})
	blind := src(checks.Source{Left: checks.Omissions{{Kind: "unreadable", N: 2, Names: []string{"a.js", "b.js"}}}})
	linked := src(checks.Source{Left: checks.Omissions{{Kind: "links", N: 1}}})
	dim := src(checks.Source{Dim: checks.Omissions{{Kind: "unlooked", N: 1}}})
	partial := []row{
		{"time ran out", cut, checks.Inconclusive, "find.source.partly", nil},
		{"files that could not be opened", blind, checks.Inconclusive, "find.source.partly", nil},
		{"links out of the folder", linked, checks.Inconclusive, "find.source.partly", nil},
	}
	dimly := append(slices.Clone(partial), row{"code that was read for credentials only", dim, checks.Inconclusive, "find.source.partly", nil})
	unwanted := func(what checks.Sight, cause string) []row {
		return append([]row{
			{"seen", seenAt(what, at("a.js", 3)), checks.Fail, "", []string{cause}},
			{"seen in a folder read in part", src(checks.Source{Cut: checks.SourceTime, Sights: map[checks.Sight][]checks.Place{what: {at("a.js", 3)}}}), checks.Fail, "", []string{cause}},
			{"nowhere", src(checks.Source{}), checks.Pass, "", nil},
			{"no code to look at", src(checks.Source{Read: 3}), checks.Inconclusive, "find.source.no_code", nil},
		}, dimly...)
	}
	row5 := func(what checks.Sight) []row {
		return []row{
			{"seen", seenAt(what, at("a.js", 3)), checks.Pass, "find.source.seen", nil},
			{"not seen", src(checks.Source{}), checks.Attest, "find.source.unseen", nil},
			{"no folder", noSource(checks.GapInput), checks.Attest, "find.attest", nil},
		}
	}
	return table{
		"security.token_not_in_source": append([]row{
			{"none", src(checks.Source{}), checks.Pass, "find.source_token.clean", nil},
			{"one", tokens(token), checks.Fail, "find.source_token.found", []string{"token-in-source"}},
			{"TEST- alone", tokens(with(func(t *checks.SourceToken) { t.Test = true })), checks.Warn, "find.source_token.test", []string{"token-test-in-source"}},
			{"in a test", tokens(with(func(t *checks.SourceToken) { t.Sample = true })), checks.Warn, "find.source_token.sample", nil},
			{"in a test, but the one in use", tokens(with(func(t *checks.SourceToken) { t.Sample, t.Current = true, true })), checks.Fail, "", nil},
			{"ignored by git", tokens(with(func(t *checks.SourceToken) { t.Ignored = true })), checks.Warn, "find.source_token.ignored", nil},
			{"ignored by git, and served", tokens(with(func(t *checks.SourceToken) { t.Ignored, t.Served = true, true })), checks.Fail, "find.source_token.served", []string{"token-served"}},
			{"ignored by git, and published by its name", tokens(with(func(t *checks.SourceToken) { t.Ignored, t.Bundled = true, true })), checks.Fail, "find.source_token.bundled", []string{"token-bundled"}},
			{"code that was read for credentials only", dim, checks.Pass, "find.source_token.clean", nil},
			{"in .env.example", tokens(with(func(t *checks.SourceToken) { t.Example = true })), checks.Fail, "", []string{"token-in-example"}},
			{"a webhook secret", tokens(with(func(t *checks.SourceToken) { t.Secret = true })), checks.Fail, "", []string{"secret-in-source"}},
			{"one in a folder read in part", src(checks.Source{Cut: checks.SourceBytes, Tokens: []checks.SourceToken{token}}), checks.Fail, "", nil},
		}, partial...),
		"security.token_not_in_history": {
			{"clean", history(checks.HistoryRead), checks.Pass, "find.history.clean", nil},
			{"the one in use", history(checks.HistoryRead, with(func(t *checks.SourceToken) { t.Commit, t.Current = "0123456789", true })), checks.Fail, "find.history.current", []string{"token-in-history"}},
			{"in messages", history(checks.HistoryRead, with(func(t *checks.SourceToken) { t.Commit, t.Message, t.Place = "0123456789", "commit", checks.Place{} }),
				with(func(t *checks.SourceToken) { t.Commit, t.Message, t.Place = "0123456789", "tag", checks.Place{} })), checks.Warn, "find.history.found", []string{"token-in-history"}},
			{"another one", history(checks.HistoryPartly, with(func(t *checks.SourceToken) { t.Commit = "0123456789" })), checks.Warn, "find.history.found", nil},
			{"read in part", history(checks.HistoryPartly), checks.Inconclusive, "find.history.partly", nil},
			{"a format of its own", history(checks.HistoryUnsupported), checks.Inconclusive, "find.history.unsupported", nil},
			{"no commits", history(checks.HistoryNone), checks.NotApplicable, "", nil},
			{"read, but a submodule", src(checks.Source{Git: repo, History: checks.SourceHistory{State: checks.HistoryRead, Commits: 2, Left: checks.Omissions{{Kind: "git_modules", N: 1}}}}), checks.Inconclusive, "find.history.partly", nil},
			{"repositories in the folder", src(checks.Source{History: checks.SourceHistory{State: checks.HistoryPartly, Left: checks.Omissions{{Kind: "git_nested", N: 2}}}}), checks.Inconclusive, "find.history.partly", nil},
			{"no repository", src(checks.Source{History: checks.SourceHistory{State: checks.HistoryNone}}), checks.NotApplicable, "find.history.none", nil},
		},
		"security.env_ignored": {
			{"ignored", env(repo, checks.EnvFile{Place: at(".env", 1), Ignored: true, By: ".gitignore:2"}), checks.Pass, "find.env.ignored", nil},
			{"not ignored", env(repo, checks.EnvFile{Place: at(".env", 1)}), checks.Fail, "find.env.not-ignored", []string{"env-not-ignored"}},
			{"committed before it was ignored", env(repo, checks.EnvFile{Place: at(".env", 1), Ignored: true, Committed: true, By: ".gitignore:2"}), checks.Fail, "find.env.committed", []string{"env-committed"}},
			{"ignored, in a folder read in part", src(checks.Source{Git: repo, Env: []checks.EnvFile{{Place: at(".env", 1), Ignored: true}}, Left: checks.Omissions{{Kind: "links", N: 1}}}), checks.Inconclusive, "find.source.partly", nil},
			{"ignored, and perhaps committed", env(repo, checks.EnvFile{Place: at(".env", 1), Ignored: true, Unsure: true}), checks.Inconclusive, "find.env.unsure", nil},
			{"one of two", env(repo, checks.EnvFile{Place: at(".env", 1), Ignored: true, By: ".gitignore:2"}, checks.EnvFile{Place: at("api/.env", 2)}), checks.Fail, "", nil},
			{"nothing secret in it", env(repo, checks.EnvFile{Place: at(".env", 0)}), checks.Warn, "find.env.open", nil},
			{"none, but git is ready", env(checks.SourceGit{Repo: true, IgnoresEnv: true, By: ".gitignore:1"}), checks.Pass, "find.env.ready", nil},
			{"none", env(repo), checks.NotApplicable, "find.env.none", nil},
			{"no repository", env(checks.SourceGit{}, checks.EnvFile{Place: at(".env", 1)}), checks.NotApplicable, "find.env.no_repo", nil},
			{"read in part", src(checks.Source{Git: checks.SourceGit{Repo: true, IgnoresEnv: true, By: ".gitignore:1"}, Cut: checks.SourceTime}), checks.Inconclusive, "find.source.partly", nil},
		},
		"security.no_sandbox_init_point": unwanted(checks.SightSandboxURL, "sandbox-url"),
		"security.token_not_in_query":    unwanted(checks.SightTokenInQuery, "token-in-query"),
		"security.https_in_source":       unwanted(checks.SightPlainURL, "not-https"),
		"security.idempotency": append([]row{
			{"a bare call", seenAt(checks.SightRawPost, at("src/raw.js", 3)), checks.Fail, "find.idempotency.missing", []string{"idempotency-missing"}},
			{"a bare call beside one with the key", seenAt(checks.SightRawPost, keyed, at("src/b.js", 3)), checks.Inconclusive, "find.idempotency.unclear", nil},
			{"perhaps no call to Mercado Pago", seenAt(checks.SightRawPost, faint), checks.Inconclusive, "find.idempotency.unclear", nil},
			{"with the key", seenAt(checks.SightRawPost, keyed), checks.Pass, "find.idempotency.sent", nil},
			{"an SDK that sends it", sdk(checks.SDK{Name: "mercadopago", Version: "3.0.0", KeysCall: true, Place: at("package.json", 3)}), checks.Pass, "find.idempotency.sdk", nil},
			{"an SDK that is not known to", sdk(checks.SDK{Name: "mercadopago-sdk", Place: at("Gemfile", 3)}), checks.Attest, "find.idempotency.unseen", nil},
			{"an SDK of the browser", sdk(checks.SDK{Name: "@mercadopago/sdk-js", FrontEnd: true, KeysCall: true, Place: at("package.json", 3)}), checks.Attest, "find.idempotency.unseen", nil},
			{"nothing", src(checks.Source{}), checks.Attest, "find.idempotency.unseen", nil},
		}, dimly...),
		"security.no_card_data": append([]row{
			{"read on the server", seenAt(checks.SightCardData, at("a.php", 3)), checks.Fail, "find.card_data.found", []string{"card-data-on-server"}},
			{"perhaps for another gateway", seenAt(checks.SightCardData, faint), checks.Inconclusive, "find.card_data.unclear", nil},
			{"typed at Mercado Pago", seenAt(checks.SightPreference, at("a.js", 3)), checks.Pass, "find.card_data.clean", nil},
			{"typed into secure fields", seenAt(checks.SightSecureForm, at("a.js", 3)), checks.Pass, "find.card_data.clean", nil},
			{"nothing", src(checks.Source{}), checks.Attest, "find.card_data.unseen", nil},
		}, dimly...),
		"security.signature_checked": {
			{"checked", seenAt(checks.SightSignature, at("a.js", 3)), checks.Pass, "find.signature.seen", nil},
			{"the header alone", seenAt(checks.SightSignatureHeader, at("a.js", 3)), checks.Attest, "find.signature.header", nil},
			{"a receiver without", seenAt(checks.SightHandler, at("a.js", 3)), checks.Warn, "find.signature.unseen", []string{"signature-unchecked"}},
			{"a receiver in a folder read in part", src(checks.Source{Cut: checks.SourceTime, Sights: map[checks.Sight][]checks.Place{checks.SightHandler: {at("a.js", 3)}}}), checks.Attest, "find.signature.no_handler", nil},
			{"nothing", src(checks.Source{}), checks.Attest, "find.signature.no_handler", nil},
		},
		"homologation.modal": row5(checks.SightModal), "homologation.payment_get_or_search_api": row5(checks.SightPaymentRead),
		"homologation.chargebacks_api": row5(checks.SightChargeback), "homologation.cancellation_api": row5(checks.SightCancellation), "homologation.refunds_api": row5(checks.SightRefund),
		"homologation.back_end_sdk": {
			{"named", sdk(checks.SDK{Name: "mercadopago", Version: "2.0.0", Latest: "3.6.1", LatestAt: now, Outdated: true, Place: at("package.json", 3)}), checks.Pass, "find.source.sdk", nil},
			{"the browser's alone", sdk(checks.SDK{Name: "@mercadopago/sdk-js", FrontEnd: true, Place: at("package.json", 3)}), checks.Attest, "find.source.no_sdk", nil},
			{"calls of an old generation", src(checks.Source{Sights: map[checks.Sight][]checks.Place{checks.SightOldSDK: {at("a.js", 2)}, checks.SightOldAPI: {at("b.js", 2)}}}), checks.Attest, "find.source.no_sdk", nil},
			{"no folder", noSource(checks.GapUnsupported), checks.Attest, "find.attest", nil},
		},
		"approval.device_id": {
			{"sent by the code", append(facts(page(checks.Page{Status: 200})), seenAt(checks.SightDevice, at("a.js", 3))...), checks.Pass, "find.device.source", nil},
		},
	}
}

func TestEvidenceNamesFileAndLine(t *testing.T) {
	f := checks.NewFacts(now, seenAt(checks.SightSandboxURL, at("src/a.js", 7), at("src/b.js", 9))...)
	got := checks.Index(rules.All())["security.no_sandbox_init_point"].Judge(f)
	if len(got.Evidence) != 2 || got.Evidence[0].Kind != "file" || got.Evidence[1].Text.Args[1] != "src/b.js:9" {
		t.Errorf("%+v", got.Evidence)
	}
}
