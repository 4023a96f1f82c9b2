package settlement

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Day is what one day did to the account, in one currency. What is taken is negative. Net is the sum of the five others.
type Day struct {
	Date        string  `json:"date,omitempty"` // 2026-05-11; "" in a total and for rows without a date
	Currency    string  `json:"currency,omitempty"`
	In          Amount  `json:"in"` // sales, before fees
	Fees        Amount  `json:"fees"`
	Refunds     Amount  `json:"refunds"`
	Chargebacks Amount  `json:"chargebacks"` // and money held in disputes
	Others      Amount  `json:"others"`      // withdrawals, payouts, taxes, reserves
	Net         Amount  `json:"net"`
	Available   *Amount `json:"available,omitempty"` // balance at the end of the day; release reports only
	Rows        int64   `json:"rows"`
}

// Summary is a report added up. Days are those of the zone the report is written in, unless Options.Zone says otherwise.
type Summary struct {
	Kind     Kind             `json:"report_kind"`
	Days     []Day            `json:"days"`
	Totals   []Day            `json:"totals"`                // one for each currency
	Opening  *Amount          `json:"opening,omitempty"`     // of a release report
	Closing  *Amount          `json:"closing,omitempty"`     // as its last row says
	Balanced *bool            `json:"balanced,omitempty"`    // opening and movements give the closing
	NoNet    bool             `json:"net_missing,omitempty"` // no column tells the net: fees are those of the fee column alone
	Moves    map[string]int64 `json:"movements"`             // rows by TRANSACTION_TYPE or DESCRIPTION
	Rows     struct {
		Read    int64 `json:"read"`
		Counted int64 `json:"counted"`
		Balance int64 `json:"balance"` // opening, total and the like: no movements
		Refused int64 `json:"refused"`
	} `json:"rows"`
	Refusals []Refusal   `json:"refused_rows"`
	Mixed    []Encodings `json:"mixed_encodings,omitempty"`
}

type dayKey struct {
	day      int32
	currency string
}

// Summarize adds a report up by day. Memory follows the number of days. Rows that repeat are added as often as they stand there.
func Summarize(ctx context.Context, report Input, o Options) (*Summary, error) {
	s, err := summarize(ctx, report.under(ctx), o)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return s, err
}

func summarize(ctx context.Context, report Input, o Options) (*Summary, error) {
	in, err := openReport(report, o)
	if err != nil {
		return nil, err
	}
	defer in.close()
	if in.kind == Settlement {
		err = in.require(colType, colAmount, colSettled+"|"+colOrigin)
	} else {
		err = in.require(colDescribed, colCredit, colDebit, colDate)
	}
	if err != nil {
		return nil, err
	}
	s := &Summary{Kind: in.kind, Moves: map[string]int64{}, Refusals: []Refusal{}, NoNet: in.kind == Settlement && in.net < 0}
	days := map[dayKey]*Day{}
	totals := map[string]*Day{}
	var last *Day
	var lastKey dayKey
	var w row
	for {
		code, column, more, err := in.next(&w)
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		s.Rows.Read++
		if s.Rows.Read&0x3fff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if code == "" && (w.move == MoveOpening || w.move == MoveTotal || w.move == MoveBalance) {
			s.Rows.Balance++
			net := w.net
			if w.move == MoveOpening && s.Opening == nil {
				s.Opening = &net
			} else if w.move == MoveTotal {
				s.Closing = &net
			}
			continue
		}
		var fee Amount
		if code == "" && s.NoNet && in.fee >= 0 {
			if fee, code, err = in.amount(in.fee); err != nil {
				return nil, err
			} else if code == RowNoAmount {
				code = ""
			} else if code != "" {
				column = in.fee
			}
		}
		if code == "" && !w.hasNet && !w.hasGross {
			code, column = RowNoAmount, in.gross
		}
		if code != "" {
			s.Rows.Refused++
			if len(s.Refusals) < maxRefusals {
				s.Refusals = append(s.Refusals, in.refuse(code, column))
			}
			continue
		}
		key := dayKey{currency: string(w.currency)}
		if w.hasAt {
			key.day = w.at.in(o.Zone)
		}
		if last == nil || key != lastKey {
			if last = days[key]; last == nil {
				last = &Day{Currency: key.currency}
				if key.day > 0 {
					last.Date = fmt.Sprintf("%04d-%02d-%02d", key.day/10000, key.day/100%100, key.day%100)
				}
				days[key] = last
			}
			lastKey = key
		}
		total := totals[key.currency]
		if total == nil {
			total = &Day{Currency: key.currency}
			totals[key.currency] = total
		}
		if !last.count(&w, fee) || !total.count(&w, fee) {
			return nil, &Error{Code: Overflow, File: report.Name, Row: w.line}
		}
		s.Rows.Counted++
		s.move(w.word)
	}
	if s.Rows.Read > 0 && s.Rows.Refused == s.Rows.Read {
		f := s.Refusals[0]
		return nil, &Error{Code: AllRefused, File: report.Name, Row: f.Row, Column: f.Column, Value: f.Value, Why: f.Code}
	}
	if in.utfRow > 0 && in.latinRow > 0 {
		s.Mixed = append(s.Mixed, Encodings{File: "report", UTF8: in.utfRow, Latin1: in.latinRow})
	}
	s.finish(days, totals)
	return s, nil
}

func (s *Summary) move(word []byte) {
	if len(word) > 60 {
		word = word[:60]
	}
	if _, known := s.Moves[string(word)]; !known && len(s.Moves) >= maxOthers {
		word = []byte("…")
	}
	s.Moves[string(word)]++
}

// count adds a row; false when a sum leaves 64 bits. Fees are what lies between gross and net, where both are told.
func (d *Day) count(w *row, fee Amount) bool {
	gross, net := w.gross, w.net
	switch {
	case !w.hasNet:
		var fits bool
		if net, fits = gross.plus(fee); !fits {
			return false
		}
	case !w.hasGross:
		gross = net
	}
	into := &d.Others
	switch w.move {
	case MoveSale:
		into = &d.In
	case MoveRefund:
		into = &d.Refunds
	case MoveChargeback, MoveDispute:
		into = &d.Chargebacks
	default:
		gross = net // of a withdrawal there is nothing in between
	}
	between, fits := net.plus(-gross)
	ok := fits
	for _, x := range []struct {
		into *Amount
		v    Amount
	}{{into, gross}, {&d.Fees, between}, {&d.Net, net}} {
		v, fits := x.into.plus(x.v)
		*x.into, ok = v, ok && fits
	}
	d.Rows++
	return ok
}

func (s *Summary) finish(days map[dayKey]*Day, totals map[string]*Day) {
	s.Days, s.Totals = []Day{}, []Day{}
	for _, d := range days {
		s.Days = append(s.Days, *d)
	}
	slices.SortFunc(s.Days, func(a, b Day) int { return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Currency, b.Currency)) })
	for _, d := range totals {
		s.Totals = append(s.Totals, *d)
	}
	slices.SortFunc(s.Totals, func(a, b Day) int { return cmp.Compare(a.Currency, b.Currency) })
	if s.Kind != Release || s.Opening == nil || len(s.Totals) > 1 {
		return
	}
	balance, fits := *s.Opening, true
	for i := range s.Days {
		if balance, fits = balance.plus(s.Days[i].Net); !fits {
			return
		}
		at := balance
		s.Days[i].Available = &at
	}
	if s.Closing != nil && s.Rows.Refused == 0 {
		ok := balance == *s.Closing
		s.Balanced = &ok
	}
}
