package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/settlement"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

// reportBench is the screen of reports' way to the account and to the folder.
type reportBench struct {
	*app
	open  func() (*world, error) // may wait until the world is there
	demo  bool
	asked mpclient.Account // whose consent the last question was about
}

// Limits of the screen; the commands have none.
const (
	maxScreenReport = 64 << 20 // bytes of a report fetched into memory
	maxLocalReports = 200
	reportWait      = 3 * time.Minute
	reportEvery     = 3 * time.Second
)

func (b *reportBench) client() (*mpclient.Client, checks.Settings, *world, error) {
	w, err := b.open()
	if err != nil {
		return nil, checks.Settings{}, nil, err
	}
	s := w.env.Load()
	if s.AccessToken == "" {
		return nil, s, w, b.usage("cmd.reports_no_token", "name", s.AccessTokenVar)
	}
	c, err := w.env.Client(s.AccessToken)
	if err != nil {
		return nil, s, w, b.usage("cmd.listen_bad_token", "name", s.AccessTokenVar)
	}
	return c, s, w, nil
}

// List implements tui.Reports.
func (b *reportBench) List(ctx context.Context) ([]tui.ReportRef, error) {
	var out []tui.ReportRef
	c, s, w, err := b.client()
	for _, r := range []mpclient.Report{mpclient.SettlementReport, mpclient.ReleaseReport} {
		if c == nil {
			break
		}
		files, e := c.ReportFiles(ctx, r, 50)
		if e != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if x := mpclient.AsError(e); x == nil || x.Category != mpclient.CatNotFound { // none was ever configured
				err = b.reportsFailure(e, s, r)
			}
			continue
		}
		for _, f := range files {
			out = append(out, tui.ReportRef{Report: r, Name: mpclient.CleanLine(f.Name, 120), Ready: f.Ready(), Status: mpclient.CleanLine(f.Status, 40), Begin: f.Begin, End: f.End, Created: f.Created})
		}
	}
	slices.SortStableFunc(out, func(a, b tui.ReportRef) int { return b.Created.Compare(a.Created) })
	if w != nil && w.shop != nil {
		return out, err
	}
	return append(out, b.local()...), err
}

// local finds files of reports in the folder and in the one beside it that is named after them, the newest first.
func (b *reportBench) local() []tui.ReportRef {
	var out []tui.ReportRef
	for _, dir := range []string{"", "reports", "relatorios", "reportes"} {
		entries, err := os.ReadDir(filepath.Join(b.dir, dir))
		if err != nil {
			continue
		}
		for _, e := range entries {
			ext := strings.ToLower(filepath.Ext(e.Name()))
			if e.IsDir() || ext != ".csv" && ext != ".xlsx" || len(out) == maxLocalReports {
				continue
			}
			if st, err := e.Info(); err == nil && st.Mode().IsRegular() {
				out = append(out, tui.ReportRef{Name: mpclient.CleanLine(e.Name(), 120), Path: filepath.Join(dir, e.Name()), Ready: true, Created: st.ModTime(), Size: st.Size()})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b tui.ReportRef) int { return b.Created.Compare(a.Created) })
	return out
}

// Sum implements tui.Reports.
func (b *reportBench) Sum(ctx context.Context, f tui.ReportRef, progress func(read, total int64)) (*settlement.Summary, error) {
	in, err := b.input(ctx, f)
	if err != nil {
		return nil, err
	}
	s, err := settlement.Summarize(ctx, in, settlement.Options{Progress: func(_ string, read, total int64) { progress(read, total) }})
	if err != nil && ctx.Err() == nil {
		return nil, b.fileFailure(err)
	}
	return s, err
}

func (b *reportBench) input(ctx context.Context, f tui.ReportRef) (settlement.Input, error) {
	if f.Path != "" {
		return b.openReportFile(filepath.Join(b.dir, f.Path))
	}
	c, s, _, err := b.client()
	if err != nil {
		return settlement.Input{}, err
	}
	var body bytes.Buffer
	_, err = c.DownloadReport(ctx, f.Report, f.Name, writerFunc(func(p []byte) (int, error) {
		if body.Len()+len(p) > maxScreenReport {
			return 0, errReportLarge
		}
		return body.Write(p)
	}))
	switch {
	case ctx.Err() != nil:
		return settlement.Input{}, ctx.Err()
	case body.Len() > 0 && errors.Is(err, errReportLarge):
		return settlement.Input{}, b.usage("cmd.reports_large", "name", f.Name)
	case err != nil:
		return settlement.Input{}, b.reportsFailure(err, s, f.Report)
	}
	return settlement.Bytes(f.Name, body.Bytes()), nil
}

var errReportLarge = errors.New("too large for the screen")

// span is the period of a report made from the screen: the last 30 whole days.
func (b *reportBench) span() (begin, end time.Time) {
	end = b.now().UTC().Truncate(24 * time.Hour)
	if b.demo { // what the sample shop sold is from today, even from this very second
		end = b.now().UTC().Truncate(time.Second).Add(time.Second)
	}
	return end.AddDate(0, 0, -30), end
}

// Asking implements tui.Reports.
func (b *reportBench) Asking(ctx context.Context, r mpclient.Report) (string, error) {
	c, s, _, err := b.client()
	if err != nil {
		return "", err
	}
	acc, err := c.Account(ctx)
	if err != nil {
		return "", b.reportsFailure(err, s, r)
	}
	b.asked = acc
	who := accountLine(b.lang, acc)
	if b.demo {
		who += " · " + b.lang.S("payments.simulator")
	}
	return who + "\n" + b.effect(r) + "\n\nPOST /v1/account/" + string(r), nil
}

func accountLine(l lang.Lang, acc mpclient.Account) string {
	world := "@reports.account.real"
	if acc.Test() {
		world = "@reports.account.test"
	}
	return l.S("reports.account", "name", clean(acc.Nickname, 60), "id", strconv.FormatInt(acc.ID, 10), "world", world)
}

func (b *reportBench) effect(r mpclient.Report) string {
	begin, end := b.span()
	return b.lang.S("reports.effect.generate", "report", reportObject(r), "from", "@date:"+begin.Format(time.DateOnly), "to", "@date:"+end.Format(time.DateOnly))
}

// Generate implements tui.Reports.
func (b *reportBench) Generate(ctx context.Context, r mpclient.Report) error {
	c, s, _, err := b.client()
	if err != nil {
		return err
	}
	before, err := c.ReportFiles(ctx, r, 50)
	if err != nil {
		return b.reportsFailure(err, s, r)
	}
	begin, end := b.span()
	consent := &mpclient.Consent{Account: b.asked.ID, Effect: b.effect(r)}
	task, again, err := c.CreateReport(mpclient.WithConsent(ctx, consent), r, begin, end)
	switch {
	case err != nil:
		return b.reportsFailure(err, s, r)
	case again:
		return b.usage("reports.again")
	}
	ctx, cancel := context.WithTimeout(ctx, reportWait)
	defer cancel()
	for {
		if err := mpclient.Sleep(ctx, reportEvery); errors.Is(err, context.DeadlineExceeded) {
			return b.usage("reports.still_pending", "time", reportWait.String())
		} else if err != nil {
			return err
		}
		files, err := c.ReportFiles(ctx, r, 50)
		if err != nil {
			continue // the wish stands; a hiccup of the network does not end the waiting
		}
		for _, f := range files {
			known := slices.ContainsFunc(before, func(o mpclient.ReportFile) bool { return o.ID == f.ID && o.Name == f.Name })
			if (task.ID != "" && f.ID == task.ID || !known) && f.Ready() {
				return nil
			}
		}
	}
}
