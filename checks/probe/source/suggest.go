package source

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

// Suggestion is a value for the first configuration and where it was found; empty when nothing was,
// or when what was found points two ways.
type Suggestion struct {
	Value string
	Place checks.Place
}

// Suggestions are what a folder says about the integration in it. No value of a credential is among
// them: credentials are named by their variables.
type Suggestions struct {
	Product     Suggestion // Value is a checks.Product
	PaymentPage Suggestion // an address, as are the notifications
	WebhookURL  Suggestion

	AccessToken   Suggestion // name of a variable of a .env file
	PublicKey     Suggestion
	WebhookSecret Suggestion

	Cut bool // a limit ended the look
}

// SuggestLimits fit into the time a person takes to read the first field of a form.
var SuggestLimits = Limits{Entries: 20_000, File: 512 << 10, Bytes: 64 << 20, Time: time.Second, Workers: 1}

// Suggest takes a short look at a folder, without its history. It returns at the latest when ctx or
// the time of l ends, with what was seen until then.
func Suggest(ctx context.Context, t Tree, l Limits) Suggestions {
	s := &scanner{tree: t, limits: l.filled()}
	ctx, cancel := context.WithTimeout(ctx, s.limits.Time)
	defer cancel()
	jobs, seen := make(chan job, 64), make(chan traces, 16)
	cut := make(chan bool, 1)
	go func() {
		w := walker{s: s, jobs: jobs}
		w.run(ctx)
		cut <- w.cut != ""
		close(jobs)
	}()
	go func() {
		defer close(seen)
		buf, total := make([]byte, 0, 64<<10), int64(0)
		for j := range jobs {
			if ctx.Err() != nil || total > s.limits.Bytes || j.built || !telling(j.name) || j.size > s.limits.File {
				continue // let the walker come to its end
			}
			var ok bool
			if buf, ok = s.load(j.name, buf); !ok {
				continue
			}
			if total += int64(len(buf)); total > s.limits.Bytes {
				select {
				case seen <- traces{cut: true}:
				case <-ctx.Done():
				}
				continue
			}
			select {
			case seen <- tracesOf(j.name, text(buf)):
			case <-ctx.Done():
			}
		}
	}()
	var all traces
	for {
		select {
		case one, open := <-seen:
			if open {
				all.add(one)
				continue
			}
			all.cut = all.cut || ctx.Err() != nil || <-cut
		case <-ctx.Done(): // a read that hangs is left behind
			all.cut = true
		}
		return all.suggestions()
	}
}

// load reads a text that is not too large.
func (s *scanner) load(name string, buf []byte) ([]byte, bool) {
	f, err := s.tree.FS.Open(path.Join(s.tree.Prefix, name))
	if err != nil {
		return buf, false
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return buf, false
	}
	buf, all, err := fill(f, buf[:0], int(s.limits.File))
	return buf, all && err == nil && !isBinary(buf)
}

// telling tells the names worth opening.
func telling(name string) bool { return kindOf(name) != kindText || settingsFile(name) }

func settingsFile(name string) bool {
	for _, ext := range []string{".yml", ".yaml", ".json", ".properties", ".toml"} {
		if strings.HasSuffix(strings.ToLower(name), ext) && !lock(name) {
			return true
		}
	}
	return false
}

// mark is a thing seen at a place.
type mark struct {
	value string
	place checks.Place
	weak  bool // counts only where nothing better was found
}

// traces are the marks of one file, or of all.
type traces struct {
	products []mark // value is a trait below
	hooks    []mark // whole addresses of notifications
	paths    []mark // paths of the endpoint
	returns  []mark // addresses a buyer comes back to
	bases    []mark // addresses of the shop, from .env files
	vars     map[string][]mark
	cut      bool
}

const maxMarks = 200 // of a kind: a hostile folder does not grow without end

func (t *traces) add(o traces) {
	for _, x := range []struct {
		to   *[]mark
		from []mark
	}{{&t.products, o.products}, {&t.hooks, o.hooks}, {&t.paths, o.paths}, {&t.returns, o.returns}, {&t.bases, o.bases}} {
		*x.to = append(*x.to, x.from[:min(len(x.from), max(0, maxMarks-len(*x.to)))]...)
	}
	for k, list := range o.vars {
		if t.vars == nil {
			t.vars = map[string][]mark{}
		}
		t.vars[k] = append(t.vars[k], list[:min(len(list), max(0, maxMarks-len(t.vars[k])))]...)
	}
	t.cut = t.cut || o.cut
}

func (t *traces) suggestions() Suggestions {
	for _, list := range [][]mark{t.products, t.hooks, t.paths, t.returns, t.bases, t.vars["access_token"], t.vars["public_key"], t.vars["webhook_secret"]} {
		slices.SortStableFunc(list, func(a, b mark) int { return cmpPlace(a.place, b.place) })
	}
	out := Suggestions{Cut: t.cut}
	if !t.cut { // what was not read may be the other product
		out.Product = product(t.products)
	}
	out.WebhookURL = agreed(t.hooks)
	if out.WebhookURL == (Suggestion{}) && len(t.hooks) == 0 {
		out.WebhookURL = joined(t.bases, t.paths)
	}
	if out.PaymentPage = agreed(t.returns); len(t.returns) == 0 {
		out.PaymentPage = agreed(t.bases)
	}
	out.AccessToken, out.PublicKey, out.WebhookSecret = agreed(t.vars["access_token"]), agreed(t.vars["public_key"]), agreed(t.vars["webhook_secret"])
	return out
}

// agreed is the one value that the marks name: the strong ones, or the weak where there is none.
func agreed(list []mark) Suggestion {
	for _, weak := range []bool{false, true} {
		var one *mark
		for i := range list {
			switch {
			case list[i].weak != weak:
			case one == nil:
				one = &list[i]
			case one.value != list[i].value:
				return Suggestion{}
			}
		}
		if one != nil {
			return Suggestion{one.value, one.place}
		}
	}
	return Suggestion{}
}

// joined puts the path of the endpoint behind the address of the shop; the place is the path's.
func joined(bases, paths []mark) Suggestion {
	base, path := agreed(bases), agreed(paths)
	if base.Value == "" || path.Value == "" {
		return Suggestion{}
	}
	return Suggestion{strings.TrimSuffix(base.Value, "/") + path.Value, path.Place}
}

// Traits of code that tell products apart.
const (
	traitPreference   = "preference"
	traitPayment      = "payment" // a payment is created, not only read
	traitBricks       = "bricks"
	traitCardForm     = "card_form"
	traitOrder        = "order"
	traitSubscription = "subscription"
	traitQR           = "qr"
	traitPoint        = "point"
)

// product says which product the traits speak of, when they speak of one only. Bricks and the card
// form end in a payment; QR and Point may go by orders.
func product(list []mark) Suggestion {
	at := map[string]checks.Place{}
	for _, m := range list {
		if _, there := at[m.value]; !there {
			at[m.value] = m.place
		}
	}
	only := func(p checks.Product, first string, also ...string) Suggestion {
		place, there := at[first]
		for trait := range at {
			if trait != first && !slices.Contains(also, trait) {
				return Suggestion{}
			}
		}
		if !there {
			return Suggestion{}
		}
		return Suggestion{string(p), place}
	}
	for _, s := range []Suggestion{
		only(checks.CheckoutPro, traitPreference), only(checks.Subscriptions, traitSubscription), only(checks.Orders, traitOrder),
		only(checks.QR, traitQR, traitOrder), only(checks.Point, traitPoint, traitOrder),
		only(checks.Bricks, traitBricks, traitPayment), only(checks.CheckoutAPI, traitCardForm, traitPayment), only(checks.CheckoutAPI, traitPayment),
	} {
		if s.Value != "" {
			return s
		}
	}
	return Suggestion{}
}
