package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/settlement"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
)

type fileFlags struct {
	orders, format, output      string
	columns, orderColumns       []string
	decimal, orderDecimal, zone string
	limit                       int
	all                         bool
}

func (a *app) reportsReconcileCmd() *cobra.Command {
	var o fileFlags
	c := &cobra.Command{
		Use: "reconcile REPORT --orders FILE", Short: a.lang.S("cli.reports_reconcile"), Args: a.oneArg("REPORT"),
		Long: a.paragraphs("cli.reports_reconcile.long", "cli.reports_reconcile.orders", "cli.reports_reconcile.result", "cli.reports_reconcile.codes"),
		Example: `  homologa reports reconcile settlement-2026-11-15-101015.csv --orders orders.csv
  homologa reports reconcile report.xlsx --orders orders.jsonl --format csv --output differences.csv
  homologa reports reconcile report.csv --orders orders.csv --order-column amount=Total --column SOURCE_ID="Op id"`,
		RunE: func(_ *cobra.Command, args []string) error { return a.reportsReconcile(args[0], o) },
	}
	f := c.Flags()
	f.StringVar(&o.orders, "orders", "", a.lang.S("flag.orders"))
	f.StringVar(&o.format, "format", "text", a.lang.S("flag.format"))
	f.StringVar(&o.output, "output", "", a.lang.S("flag.output"))
	f.StringArrayVar(&o.columns, "column", nil, a.lang.S("flag.column"))
	f.StringArrayVar(&o.orderColumns, "order-column", nil, a.lang.S("flag.order_column"))
	f.StringVar(&o.decimal, "decimal", "", a.lang.S("flag.decimal"))
	f.StringVar(&o.orderDecimal, "order-decimal", "", a.lang.S("flag.order_decimal"))
	f.IntVar(&o.limit, "limit", 20, a.lang.S("flag.limit"))
	f.BoolVar(&o.all, "all", false, a.lang.S("flag.all_records"))
	takes(c, "orders", "FILE")
	takes(c, "format", "text|csv|json")
	takes(c, "column", "KEY=HEADING")
	takes(c, "order-column", "KEY=HEADING")
	takes(c, "decimal", ".|,")
	takes(c, "order-decimal", ".|,")
	takes(c, "limit", "N")
	return c
}

func (a *app) reportsShowCmd() *cobra.Command {
	var o fileFlags
	c := &cobra.Command{
		Use: "show FILE", Short: a.lang.S("cli.reports_show"), Long: a.paragraphs("cli.reports_show.long"), Args: a.oneArg("FILE"),
		Example: "  homologa reports show settlement-2026-11-15-101015.csv\n  homologa reports show release.csv --timezone America/Sao_Paulo --format json",
		RunE:    func(_ *cobra.Command, args []string) error { return a.reportsShow(args[0], o) },
	}
	f := c.Flags()
	f.StringVar(&o.format, "format", "text", a.lang.S("flag.format"))
	f.StringArrayVar(&o.columns, "column", nil, a.lang.S("flag.column"))
	f.StringVar(&o.decimal, "decimal", "", a.lang.S("flag.decimal"))
	f.StringVar(&o.zone, "timezone", "", a.lang.S("flag.show_zone"))
	takes(c, "column", "KEY=HEADING")
	takes(c, "decimal", ".|,")
	takes(c, "timezone", "ZONE")
	return c
}

// fileOptions reads the flags that say how the files are written.
func (a *app) fileOptions(o fileFlags) (settlement.Options, error) {
	opt := settlement.Options{All: o.all}
	for _, d := range []struct {
		flag, v string
		into    *settlement.Decimals
	}{{"decimal", o.decimal, &opt.Decimals}, {"order-decimal", o.orderDecimal, &opt.OrderDecimals}} {
		switch d.v {
		case "":
		case ".", "point":
			*d.into = settlement.Point
		case ",", "comma":
			*d.into = settlement.Comma
		default:
			return opt, a.usage("cmd.bad_value", "flag", a.flagName(d.flag), "value", clean(d.v, 20), "known", `"." | ","`)
		}
	}
	for _, m := range []struct {
		flag  string
		list  []string
		known []string
		into  *map[string]string
	}{{"column", o.columns, settlement.ReportColumns(), &opt.Columns}, {"order-column", o.orderColumns, settlement.OrderColumns, &opt.OrderColumns}} {
		for _, pair := range m.list {
			key, heading, ok := strings.Cut(pair, "=")
			i := slices.IndexFunc(m.known, func(k string) bool { return strings.EqualFold(k, strings.TrimSpace(key)) })
			if !ok || i < 0 || strings.TrimSpace(heading) == "" {
				return opt, a.usage("cmd.bad_value", "flag", a.flagName(m.flag), "value", clean(pair, 60), "known", strings.Join(m.known, ", "))
			}
			if *m.into == nil {
				*m.into = map[string]string{}
			}
			(*m.into)[m.known[i]] = heading
		}
	}
	if o.zone != "" {
		zone, ok := reportZone(o.zone)
		if !ok {
			return opt, a.badZone(o.zone)
		}
		opt.Zone = zone
	}
	if a.stderrTerminal() {
		opt.Progress = a.fileProgress()
	}
	return opt, nil
}

// fileProgress draws one line that overwrites itself, a few times a second.
func (a *app) fileProgress() func(string, int64, int64) {
	var mu sync.Mutex
	var last time.Time
	started := time.Now()
	return func(file string, read, total int64) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if now.Sub(last) < 200*time.Millisecond || now.Sub(started) < 400*time.Millisecond || total == 0 {
			return
		}
		last = now
		share := min(float64(read)/float64(total), 1)
		bar := strings.Repeat("#", int(share*20)) + strings.Repeat("-", 20-int(share*20))
		fmt.Fprintf(a.err, "\r\x1b[K%s [%s] %3.0f%%", a.lang.S("settlement.reading."+file), bar, share*100)
	}
}

func (a *app) endProgress(o settlement.Options) {
	if o.Progress != nil {
		fmt.Fprint(a.err, "\r\x1b[K")
	}
}

func (a *app) openReportFile(name string) (settlement.Input, error) {
	in, err := settlement.File(name)
	if err != nil {
		return in, a.fileFailure(err)
	}
	return in, nil
}

// reading bounds the reading of files where the person gave a limit: they may be as large as they are.
func (a *app) reading() (context.Context, context.CancelFunc) {
	if !a.timed {
		return context.WithCancel(a.ctx)
	}
	return context.WithTimeout(a.ctx, a.timeout)
}

// fileFailure words why a file could not be judged: usage when the person has to say more, else unreadable.
func (a *app) fileFailure(err error) error {
	if a.ctx.Err() != nil {
		return &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &failure{code: exitUnfinished, text: a.lang.S("settlement.timed_out", "limit", a.timeout.String())}
	}
	var e *settlement.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Code == settlement.Unreadable {
		why := config.Why(errors.Unwrap(e))
		return &failure{code: exitUnfinished, text: a.lang.S("cmd.lint_read", "file", clean(e.File, 160), "why", why)}
	}
	code := exitUnfinished
	switch e.Code {
	case settlement.MissingColumn, settlement.UnknownColumn, settlement.DoubleColumn, settlement.Undecided, settlement.BothDecimals, settlement.NotOrders:
		code = exitUsage
	}
	return &failure{code: code, text: a.lang.Text(e.Text(func(s string) string { return clean(s, 160) }))}
}

func (a *app) reportsReconcile(report string, o fileFlags) error {
	if err := a.formatOf(o.format, "text", "csv", "json"); err != nil {
		return err
	}
	if o.orders == "" {
		return a.usage("settlement.need_orders")
	}
	if o.limit < 0 {
		return a.usage("cmd.bad_value", "flag", a.flagName("limit"), "value", strconv.Itoa(o.limit), "known", "0–…")
	}
	opt, err := a.fileOptions(o)
	if err != nil {
		return err
	}
	rin, err := a.openReportFile(report)
	if err != nil {
		return err
	}
	oin, err := a.openReportFile(o.orders)
	if err != nil {
		return err
	}
	// Records are void when the run fails, and counts come first: they wait in a file, not in memory.
	spool, err := os.CreateTemp("", "homologa-*.records")
	if err != nil {
		return err
	}
	defer func() { _ = spool.Close(); _ = os.Remove(spool.Name()) }()
	w := newRecordWriter(a, spool, o)
	ctx, cancel := a.reading()
	defer cancel()
	res, err := settlement.Reconcile(ctx, rin, oin, opt, w.add)
	a.endProgress(opt)
	if err != nil {
		return a.fileFailure(err)
	}
	if err := w.end(); err != nil {
		return err
	}
	if _, err := spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := a.reconcileOut(res, w, spool, o); err != nil {
		return err
	}
	if res.Differences > 0 {
		return &failure{code: exitFails, quiet: true}
	}
	return nil
}

// recordWriter writes records in the format asked for; of text it keeps the first of each outcome.
type recordWriter struct {
	a     *app
	o     fileFlags
	buf   *bufio.Writer
	csv   *csv.Writer
	enc   *json.Encoder
	n     int
	lines map[settlement.Outcome][]string
}

func newRecordWriter(a *app, spool io.Writer, o fileFlags) *recordWriter {
	w := &recordWriter{a: a, o: o, buf: bufio.NewWriterSize(spool, 64<<10), lines: map[settlement.Outcome][]string{}}
	switch o.format {
	case "csv":
		w.csv = csv.NewWriter(w.buf)
	case "json":
		w.enc = json.NewEncoder(w.buf)
		w.enc.SetEscapeHTML(false)
	}
	return w
}

var recordHead = []string{"outcome", "reason", "difference", "external_reference", "payment_id", "currency", "order_amount", "report_amount", "refunded", "charged_back", "disputed", "order_row", "report_row", "movement"}

func (w *recordWriter) add(r settlement.Record) error {
	const key = 300
	r.Reference, r.PaymentID, r.Currency, r.Kind = clean(r.Reference, key), clean(r.PaymentID, key), clean(r.Currency, 10), clean(r.Kind, 60)
	w.n++
	switch {
	case w.csv != nil:
		if w.n == 1 {
			if err := w.csv.Write(recordHead); err != nil {
				return err
			}
		}
		row := []string{string(r.Outcome), string(r.Reason), strconv.FormatBool(r.Difference), inert(r.Reference), inert(r.PaymentID), inert(r.Currency),
			amountText(r.Ordered), amountText(r.Received), amountText(r.Refunded), amountText(r.Charged), amountText(r.Held), rowText(r.OrderRow), rowText(r.ReportRow), inert(r.Kind)}
		return w.csv.Write(row)
	case w.enc != nil:
		if w.n > 1 {
			_ = w.buf.WriteByte(',')
		}
		return w.enc.Encode(r)
	}
	if len(w.lines[r.Outcome]) < w.o.limit {
		w.lines[r.Outcome] = append(w.lines[r.Outcome], w.a.recordLine(r))
	}
	return nil
}

func (w *recordWriter) end() error {
	if w.csv != nil {
		if w.n == 0 {
			_ = w.csv.Write(recordHead)
		}
		w.csv.Flush()
		if err := w.csv.Error(); err != nil {
			return err
		}
	}
	return w.buf.Flush()
}

// inert keeps a spreadsheet from running a text that came from outside as a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

func amountText(v *settlement.Amount) string {
	if v == nil {
		return ""
	}
	return v.String()
}

func rowText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// recordLine is a record on one line.
func (a *app) recordLine(r settlement.Record) string {
	var parts []string
	add := func(key string, args ...string) { parts = append(parts, a.lang.S(key, args...)) }
	name := r.Reference
	if name == "" {
		name = r.PaymentID
	} else if r.PaymentID != "" {
		name += " · " + r.PaymentID
	}
	parts = append(parts, orDash(name))
	if r.Ordered != nil {
		add("settlement.line.ordered", "amount", "@money:"+strings.TrimSpace(r.Currency+" "+r.Ordered.String()))
	}
	if r.Received != nil {
		add("settlement.line.received", "amount", "@money:"+r.Received.String())
	}
	if r.Refunded != nil {
		add("settlement.line.refunded", "amount", "@money:"+r.Refunded.String())
	}
	if r.Charged != nil {
		add("settlement.line.charged", "amount", "@money:"+r.Charged.String())
	}
	if r.Held != nil {
		add("settlement.line.held", "amount", "@money:"+r.Held.String())
	}
	if r.Kind != "" {
		parts = append(parts, r.Kind)
	}
	if r.Reason != "" {
		add("settlement.reason." + string(r.Reason))
	}
	switch {
	case r.OrderRow > 0 && r.ReportRow > 0:
		add("settlement.line.both", "order", rowText(r.OrderRow), "report", rowText(r.ReportRow))
	case r.OrderRow > 0:
		add("settlement.line.order", "order", rowText(r.OrderRow))
	default:
		add("settlement.line.report", "report", rowText(r.ReportRow))
	}
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
	}
	return strings.Join(parts, "  ")
}

func (a *app) reconcileOut(res *settlement.Result, w *recordWriter, spool io.Reader, o fileFlags) error {
	for i := range res.Refusals {
		f := &res.Refusals[i]
		f.Column, f.Value = clean(f.Column, 60), clean(f.Value, 60)
	}
	res.Others = cleanKeys(res.Others)
	out := a.out
	var done func(error) error
	if o.output != "" {
		draft, err := ownfile.Begin(o.output, 0o600)
		if err != nil {
			return a.unwritten(o.output, err)
		}
		out = draft
		done = func(err error) error {
			if err != nil {
				draft.Discard()
			} else {
				err = draft.Commit(true)
			}
			return a.unwritten(o.output, err)
		}
	}
	b := bufio.NewWriterSize(out, 64<<10)
	err := a.writeReconciled(b, res, w, spool, o)
	if err == nil {
		err = b.Flush()
	}
	if done != nil {
		err = done(err)
	}
	if err == nil && o.format == "csv" { // the table alone is for programs: the sums go to the person
		a.reconcileSums(a.err, res, nil)
	}
	return err
}

func cleanKeys(m map[string]int64) map[string]int64 {
	out := map[string]int64{}
	for k, n := range m {
		out[clean(k, 60)] += n
	}
	return out
}

func (a *app) writeReconciled(b *bufio.Writer, res *settlement.Result, w *recordWriter, spool io.Reader, o fileFlags) error {
	switch o.format {
	case "csv":
		_, err := io.Copy(b, spool)
		return err
	case "json":
		head, err := json.Marshal(struct {
			Schema  string `json:"schema"`
			Version string `json:"homologa"`
			*settlement.Result
		}{"homologa.reconcile/v1", version(), res})
		if err != nil {
			return err
		}
		_, _ = b.Write(head[:len(head)-1])
		_, _ = b.WriteString(",\"records\":[\n")
		if _, err := io.Copy(b, spool); err != nil {
			return err
		}
		_, err = b.WriteString("]}\n")
		return err
	}
	a.reconcileSums(b, res, w)
	return nil
}

// reconcileSums writes the counts and, with w, the records below them.
func (a *app) reconcileSums(b io.Writer, res *settlement.Result, w *recordWriter) {
	paint := a.painter()
	if w == nil || w.o.output != "" || paint == nil {
		paint = func(_ export.Role, s string) string { return s }
	}
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	say := func(key string, args ...string) { fmt.Fprintln(b, a.lang.S(key, args...)) }
	say("settlement.head", "report", reportObject(mpclient.Report(res.Kind)))
	r := res.Rows
	say("settlement.rows", "read", n(r.Read), "matched", n(r.Matched), "alone", n(r.Unordered), "other", n(r.NoOrder), "duplicate", n(r.Duplicate), "refused", n(r.Refused))
	say("settlement.orders", "read", n(res.Orders.Read), "judged", n(res.Orders.Judged), "refused", n(res.Orders.Refused))
	say("settlement.totals", "ordered", "@money:"+res.Ordered.String(), "received", "@money:"+res.Received.String())
	for _, m := range res.Mixed {
		say("settlement.mixed", "file", "@settlement.reading."+m.File, "utf", n(m.UTF8), "latin", n(m.Latin1))
	}
	if len(res.Others) > 0 {
		fmt.Fprintln(b, a.lang.S("settlement.others", "list", counted(res.Others)))
	}
	fmt.Fprintln(b)
	for _, o := range settlement.Outcomes {
		count := res.Outcomes[o]
		if count == 0 {
			continue
		}
		role := export.RoleWarn
		switch o {
		case settlement.Matched, settlement.NotPaid:
			role = export.RoleOK
		case settlement.AmountDiffers, settlement.StatusDiffers, settlement.ChargedBack:
			role = export.RoleBad
		}
		fmt.Fprintf(b, "%s  %s\n", paint(role, fmt.Sprintf("%10d", count)), a.lang.S("settlement.outcome."+string(o)))
		if w == nil {
			continue
		}
		for _, line := range w.lines[o] {
			fmt.Fprintln(b, "            "+line)
		}
		if more := count - int64(len(w.lines[o])); more > 0 && len(w.lines[o]) > 0 && int64(len(w.lines[o])) == int64(w.o.limit) {
			fmt.Fprintln(b, "            "+a.lang.S("settlement.more", "n", n(more)))
		}
	}
	a.refusalLines(b, res.Refusals, r.Refused+res.Orders.Refused)
	fmt.Fprintln(b)
	if res.Differences == 0 {
		say("settlement.agree")
	} else {
		say("settlement.differ", "n", n(res.Differences))
	}
}

const shownRefusals = 10

func (a *app) refusalLines(b io.Writer, list []settlement.Refusal, total int64) {
	if total == 0 {
		return
	}
	fmt.Fprintf(b, "%10d  %s\n", total, a.lang.S("settlement.refused"))
	for _, f := range list[:min(len(list), shownRefusals)] {
		text := a.lang.S("settlement.refusal", "file", "@settlement.reading."+f.File, "row", rowText(f.Row), "why", "@settlement.row."+string(f.Code))
		if f.Column != "" {
			text += "  " + clean(f.Column, 60) + " = " + strconv.Quote(clean(f.Value, 60))
		}
		fmt.Fprintln(b, "            "+text)
	}
	if more := total - int64(min(len(list), shownRefusals)); more > 0 {
		fmt.Fprintln(b, "            "+a.lang.S("settlement.more", "n", strconv.FormatInt(more, 10)))
	}
}

// counted lists words with their numbers, the most frequent first.
func counted(m map[string]int64) string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y string) int {
		if m[x] != m[y] {
			return int(m[y] - m[x])
		}
		return strings.Compare(x, y)
	})
	for i, k := range keys {
		keys[i] = orDash(k) + " " + strconv.FormatInt(m[k], 10)
	}
	return strings.Join(keys, ", ")
}

func (a *app) reportsShow(file string, o fileFlags) error {
	if err := a.formatOf(o.format, "text", "json"); err != nil {
		return err
	}
	opt, err := a.fileOptions(o)
	if err != nil {
		return err
	}
	in, err := a.openReportFile(file)
	if err != nil {
		return err
	}
	ctx, cancel := a.reading()
	defer cancel()
	s, err := settlement.Summarize(ctx, in, opt)
	a.endProgress(opt)
	if err != nil {
		return a.fileFailure(err)
	}
	for i := range s.Refusals {
		f := &s.Refusals[i]
		f.Column, f.Value = clean(f.Column, 60), clean(f.Value, 60)
	}
	s.Moves = cleanKeys(s.Moves)
	for _, list := range [][]settlement.Day{s.Days, s.Totals} {
		for i := range list {
			list[i].Currency = clean(list[i].Currency, 10)
		}
	}
	if o.format == "json" {
		err = a.printJSON(struct {
			Schema  string `json:"schema"`
			Version string `json:"homologa"`
			*settlement.Summary
		}{"homologa.report_summary/v1", version(), s})
	} else {
		var b strings.Builder
		a.summaryText(&b, s)
		_, err = io.WriteString(a.out, b.String())
	}
	if err == nil && s.Rows.Refused > 0 {
		return &failure{code: exitFails, quiet: true}
	}
	return err
}

const barCells = 24

// summaryText draws one line for each day; the bars share one scale.
func (a *app) summaryText(b *strings.Builder, s *settlement.Summary) {
	full, empty := "█", " "
	if a.ascii() {
		full = "#"
	}
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	fmt.Fprintln(b, a.lang.S("settlement.head", "report", reportObject(mpclient.Report(s.Kind))))
	fmt.Fprintln(b, a.lang.S("settlement.show.rows", "read", n(s.Rows.Read), "counted", n(s.Rows.Counted), "balance", n(s.Rows.Balance), "refused", n(s.Rows.Refused)))
	if len(s.Moves) > 0 {
		fmt.Fprintln(b, a.lang.S("settlement.show.moves", "list", counted(s.Moves)))
	}
	var top settlement.Amount
	for _, d := range s.Days {
		top = max(top, d.In, d.Net, -d.Net)
	}
	head := []string{a.lang.S("settlement.col.day"), a.lang.S("settlement.col.in"), a.lang.S("settlement.col.fees"), a.lang.S("settlement.col.refunds"),
		a.lang.S("settlement.col.chargebacks"), a.lang.S("settlement.col.others"), a.lang.S("settlement.col.net"), a.lang.S("settlement.col.available")}
	if s.Kind != settlement.Release {
		head = head[:7]
	}
	rows := [][]string{head}
	cells := func(first string, d settlement.Day) []string {
		out := []string{a.lang.In(first, d.Currency)}
		for _, v := range []settlement.Amount{d.In, d.Fees, d.Refunds, d.Chargebacks, d.Others, d.Net} {
			out = append(out, a.lang.Number(v.String()))
		}
		if s.Kind == settlement.Release {
			out = append(out, orDash(a.lang.Number(amountText(d.Available))))
		}
		return out
	}
	for _, d := range s.Days {
		rows = append(rows, cells(orDash(a.lang.Day(d.Date)), d))
	}
	for _, d := range s.Totals {
		d.Available = s.Closing
		rows = append(rows, cells(a.lang.S("settlement.col.total"), d))
	}
	wide := make([]int, len(head))
	for _, row := range rows {
		for i, c := range row {
			wide[i] = max(wide[i], len([]rune(c)))
		}
	}
	fmt.Fprintln(b)
	for i, row := range rows {
		for j, c := range row {
			pad := strings.Repeat(" ", wide[j]-len([]rune(c)))
			if j == 0 {
				b.WriteString(c + pad)
			} else {
				b.WriteString("  " + pad + c)
			}
		}
		if i > 0 && i <= len(s.Days) && top > 0 {
			d := s.Days[i-1]
			size := d.Net
			sign := " "
			if size < 0 {
				size, sign = -size, "-"
			}
			cells := int(float64(size) / float64(top) * barCells)
			b.WriteString("  " + strings.TrimRight(sign+strings.Repeat(full, cells), empty))
		}
		b.WriteString("\n")
	}
	if s.Opening != nil {
		fmt.Fprintln(b, "\n"+a.lang.S("settlement.show.opening", "amount", "@money:"+s.Opening.String()))
	}
	if s.Balanced != nil {
		key := "settlement.show.balanced"
		if !*s.Balanced {
			key = "settlement.show.unbalanced"
		}
		fmt.Fprintln(b, a.lang.S(key, "amount", "@money:"+amountText(s.Closing)))
	}
	if s.NoNet {
		fmt.Fprintln(b, a.lang.S("settlement.show.no_net"))
	}
	for _, m := range s.Mixed {
		fmt.Fprintln(b, a.lang.S("settlement.mixed", "file", "@settlement.reading."+m.File, "utf", n(m.UTF8), "latin", n(m.Latin1)))
	}
	a.refusalLines(b, s.Refusals, s.Rows.Refused)
}
