package settlement

import (
	"hash/maphash"
)

// seed makes hashes of this process; none leaves it.
var seed = maphash.MakeSeed()

// row is one line of a report. Its texts are good until the next.
type row struct {
	line      int64
	move      Move
	word      []byte // TRANSACTION_TYPE or DESCRIPTION as written
	source    []byte
	reference []byte
	currency  []byte
	gross     Amount // signed: what is taken is negative
	net       Amount
	hasGross  bool
	hasNet    bool
	at        instant
	hasAt     bool
	print     uint64 // of the whole line; 0 when lines cannot tell two movements apart
}

// reportReader reads both families.
type reportReader struct {
	*table
	kind Kind

	word, record, source, reference, currency int
	gross, net, credit, debit, fee, date      int
	words, states                             map[string]Move // seen: of the word's column, of RECORD_TYPE
}

func openReport(in Input, o Options) (*reportReader, error) {
	var tell func(int64)
	if o.Progress != nil {
		tell = func(n int64) { o.Progress("report", n, in.Size) }
	}
	t, err := openTable(in, "report", reportColumns, o.Columns, tell)
	if err != nil {
		return nil, err
	}
	r := &reportReader{table: t, words: map[string]Move{}, states: map[string]Move{}}
	if err := r.arrange(o); err != nil {
		t.close()
		return nil, err
	}
	return r, nil
}

// arrange finds out which family it is and where its columns are.
func (r *reportReader) arrange(o Options) error {
	has := func(n string) bool { _, ok := r.at[n]; return ok }
	switch {
	case has(colType) || has(colAmount) && !has(colDescribed) && !has(colRecord):
		r.kind = Settlement
	case has(colDescribed) && (has(colCredit) || has(colGross) || has(colRecord)) || has(colRecord):
		r.kind = Release
	case len(r.at) < 2:
		return &Error{Code: NotReport, File: r.in.Name, Names: r.head}
	default:
		return &Error{Code: MissingColumn, File: r.in.Name, Names: []string{colType + " / " + colDescribed}}
	}
	r.source, r.reference, r.currency = r.column(colSource), r.column(colReference), r.column(colCurrency, colMoneyAfter)
	r.record, r.credit, r.debit, r.net = -1, -1, -1, -1
	if r.kind == Settlement {
		r.word, r.gross, r.net, r.fee = r.column(colType), r.column(colAmount), r.column(colNet), r.column(colFee)
		r.date = r.column(colSettled, colOrigin)
	} else {
		r.word, r.record, r.gross, r.fee = r.column(colDescribed), r.column(colRecord), r.column(colGross), r.column(colMPFee)
		r.credit, r.debit, r.date = r.column(colCredit), r.column(colDebit), r.column(colDate, colSettled)
	}
	for _, i := range []int{r.gross, r.net, r.credit, r.debit, r.fee} {
		if i >= 0 {
			r.sums = append(r.sums, i)
		}
	}
	r.dec, r.given = o.Decimals, o.Decimals != Unsaid
	return nil
}

// next reads a row. A code other than "" refuses it; column says which cell is to blame. With more false the file is
// over or, with an error, broken.
func (r *reportReader) next(w *row) (code Code, column int, more bool, err error) {
	code, more = r.table.next()
	if !more {
		return "", -1, false, r.ended()
	}
	*w = row{line: r.s.line}
	if code != "" {
		return code, -1, true, nil
	}
	w.word = r.cell(r.word)
	w.move = r.moveOf(r.cell(r.record), w.word)
	var ok bool
	if w.reference, ok = r.text(r.reference, 0); !ok {
		return RowEncoding, r.reference, true, nil
	}
	if w.source, ok = r.text(r.source, 1); !ok {
		return RowEncoding, r.source, true, nil
	}
	w.currency = r.cell(r.currency)
	if w.at, w.hasAt = parseDate(r.cell(r.date), defaultOffset); w.hasAt && len(w.source) > 0 {
		w.print = maphash.Bytes(seed, r.s.raw) | 1
	}
	return r.money(w)
}

// money reads the amounts of a row that moves some.
func (r *reportReader) money(w *row) (code Code, column int, more bool, err error) {
	optional := func(i int, into *Amount, has *bool) bool {
		if i < 0 {
			return true
		}
		v, c, bad := r.amount(i)
		if bad != nil {
			err = bad
			return false
		}
		switch c {
		case "":
			*into, *has = v, true
		case RowNoAmount:
		default:
			code, column = c, i
			return false
		}
		return true
	}
	if !optional(r.gross, &w.gross, &w.hasGross) {
		return code, column, err == nil, err
	}
	if r.kind == Settlement {
		if !optional(r.net, &w.net, &w.hasNet) {
			return code, column, err == nil, err
		}
	} else if r.credit >= 0 || r.debit >= 0 {
		var credit, debit Amount
		var hasCredit, hasDebit bool
		if !optional(r.credit, &credit, &hasCredit) || !optional(r.debit, &debit, &hasDebit) {
			return code, column, err == nil, err
		}
		if debit < 0 {
			debit = -debit // written as what it does rather than as a size
		}
		if w.hasNet = hasCredit || hasDebit; w.hasNet {
			var fits bool
			if w.net, fits = credit.plus(-debit); !fits {
				return RowSum, r.credit, true, nil
			}
		}
	}
	w.sign()
	switch w.move {
	case MoveSale, MoveRefund, MoveChargeback, MoveDispute:
		if !w.hasGross && r.gross >= 0 {
			return RowNoAmount, r.gross, true, nil
		}
	}
	return "", -1, true, nil
}

const maxWords = 10_000 // distinct ones; a column of rubbish has one in each row

// sign makes the gross amount of what is taken negative where a file writes it without a sign: the net amount tells, and a
// refund takes.
func (w *row) sign() {
	switch w.move {
	case MoveRefund, MoveChargeback, MoveDispute:
		if w.hasNet && w.net != 0 {
			if (w.net < 0) != (w.gross < 0) {
				w.gross = -w.gross
			}
		} else if w.move == MoveRefund && w.gross > 0 {
			w.gross = -w.gross
		}
	}
}

// moveOf reads the words of a row. RECORD_TYPE counts where it names a state of the balance.
func (r *reportReader) moveOf(record, word []byte) Move {
	if len(record) > 0 {
		if m := meaning(r.states, records, record); m != MoveOther {
			return m
		}
	}
	return meaning(r.words, moves, word)
}

// meaning looks a word up and remembers it as it stands in the file: folding is dear, and there are few words.
func meaning(seen, known map[string]Move, word []byte) Move {
	m, found := seen[string(word)]
	if !found {
		m = known[fold(texts([][]byte{word})[0])]
		if len(seen) < maxWords {
			seen[string(word)] = m
		}
	}
	return m
}

// refuse describes a row that cannot be judged.
func (t *table) refuse(code Code, column int) Refusal {
	f := Refusal{File: t.file, Row: t.s.line, Code: code}
	if column >= 0 && column < len(t.head) {
		f.Column = t.head[column]
		if column < len(t.s.cells) {
			f.Value = string(t.s.cells[column][:min(len(t.s.cells[column]), 60)])
		}
	}
	return f
}
