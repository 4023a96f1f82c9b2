package checks

import (
	"context"
	"slices"
	"strings"
)

// An address that stands in evidence (a recording, a capture, a body that was fetched) is somebody else's word: it is not
// contacted before a person agreed to it by name. A consent to that is a question such as "contact shop.example" or, where
// requests that may change something go there, "post shop.example"; it may name several. An address of this computer or of
// a private network has to be typed: "typed contact 10.0.0.7:8080".
const (
	contactWord = "contact"
	postWord    = "post"
	typedWord   = "typed"
)

// Contact asks a person whether to contact addresses that stand in evidence, as host or host:port. inward are those of them
// in this computer or a private network, which are to be typed.
type Contact struct {
	Hosts, Inward []string
	Post          bool
}

// Question is what Selection.Consent holds once a person agreed.
func (c Contact) Question() string {
	words := append([]string{contactWord}, c.Hosts...)
	if c.Post {
		words[0] = postWord
	}
	if len(c.Inward) > 0 {
		words = slices.Insert(words, 0, typedWord)
	}
	return strings.Join(words, " ")
}

// Gap is the question, in the words of a text that takes what it needs.
func (c Contact) Gap(detail Text) Gap {
	return Gap{Reason: GapConsent, Detail: detail, Consent: c.Question(), Typed: strings.Join(c.Inward, " ")}
}

// AsksContact tells a question about addresses.
func AsksContact(question string) bool {
	words := strings.Fields(question)
	if len(words) > 0 && words[0] == typedWord {
		words = words[1:]
	}
	return len(words) > 1 && (words[0] == contactWord || words[0] == postWord)
}

// Asked is the text of a finding that waits for consent, as a question: without how to agree elsewhere.
func (f Finding) Asked() Text {
	if AsksContact(f.Consent) {
		return Text{Key: f.Detail.Key + ".ask", Args: f.Detail.Args}
	}
	return f.Detail
}

// Named are the consents of a person who typed addresses, as an option of a command is: all of them may be contacted and,
// with post, be sent requests.
func Named(hosts []string, post bool) map[string]bool {
	out := map[string]bool{}
	for _, h := range hosts {
		for _, inward := range [][]string{nil, {h}} {
			out[Contact{Hosts: []string{h}, Inward: inward}.Question()] = true
			if post {
				out[Contact{Hosts: []string{h}, Inward: inward, Post: true}.Question()] = true
			}
		}
	}
	return out
}

type consentKey struct{}

// withConsent lets a probe see what a person agreed to before the run.
func withConsent(ctx context.Context, given map[string]bool) context.Context {
	return context.WithValue(ctx, consentKey{}, given)
}

// MayContact tells whether a person agreed to an address of evidence; one that leads inward has to have been typed.
// Whoever agreed to requests agreed to being connected to.
func MayContact(ctx context.Context, host string, inward bool) bool {
	given, _ := ctx.Value(consentKey{}).(map[string]bool)
	for question, yes := range given {
		words := strings.Fields(question)
		if !yes || !AsksContact(question) || inward && words[0] != typedWord {
			continue
		}
		if slices.Contains(words[1:], host) {
			return true
		}
	}
	return false
}
