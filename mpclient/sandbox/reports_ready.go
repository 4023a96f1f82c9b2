package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// A finished report is told to an address of its own, set in the reports section of the panel
// next to a "password for encryption". The notification carries no x-signature: its body is
// signed, with BCrypt over transaction_id-password-generation_date.

const reportTopic = "report"

type reportWebhookOrder struct {
	URL string `json:"url"` // empty: none
}

// steerReportWebhook sets the address and answers the password that belongs to it.
func (s *Server) steerReportWebhook(c *call) reply {
	r := steer(func(s *Server, o reportWebhookOrder) string {
		if u, err := url.Parse(o.URL); o.URL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(o.URL) > 1000) {
			return "url is a web address of at most 1000 characters"
		}
		s.acct.reportWebhook = o.URL
		return ""
	})(s, c)
	if r.status >= 300 {
		return r
	}
	return ok(object{"url": s.acct.reportWebhook, "password": s.acct.reportPassword()})
}

// SetReportWebhook sets the address that is told of finished reports and returns the password
// their signature is made with. An empty address ends it.
func (s *Server) SetReportWebhook(address string) (password string, err error) {
	if err := s.Control("report_webhook", reportWebhookOrder{address}); err != nil {
		return "", err
	}
	return locked(s, func() string { return s.acct.reportPassword() }), nil
}

// reportPassword follows from the webhook secret. It is short enough for BCrypt, which reads 72
// bytes of what it signs and no more.
func (a *account) reportPassword() string {
	sum := sha256.Sum256([]byte("reports " + a.secret))
	return hex.EncodeToString(sum[:8])
}

// tellReports announces the reports that are done and were not announced yet.
func (s *Server) tellReports(kind ReportKind, r *report) {
	now := s.cfg.Now()
	for _, t := range r.tasks {
		if t.told || t.status(now) != "done" {
			continue
		}
		t.told = true
		s.edits++
		if s.acct.reportWebhook != "" {
			s.announceReport(kind, t)
		}
	}
}

func (s *Server) announceReport(kind ReportKind, t *reportTask) {
	body := object{
		"transaction_id": fmt.Sprintf("%08x-0001", t.id), "request_date": isoDate(t.created), "generation_date": isoDate(t.due),
		"files": []object{s.reportFileView(kind, t, ".csv"), s.reportFileView(kind, t, ".xlsx")}, "status": "processed",
		"creation_type": t.from, "report_type": strings.TrimSuffix(string(kind), "_report"), "is_test": s.acct.testUser(),
	}
	signed := fmt.Sprintf("%s-%s-%s", body["transaction_id"], s.acct.reportPassword(), body["generation_date"])
	// The cheapest cost: everybody waits for the lock, and nothing is protected here.
	hash, err := bcrypt.GenerateFromPassword([]byte(signed), bcrypt.MinCost)
	if err != nil {
		return // more than 72 bytes, which no part of it allows
	}
	body["signature"] = string(hash)
	now := s.cfg.Now()
	s.send(&notice{url: s.acct.reportWebhook, topic: reportTopic, action: "processed", dataID: text(body, "transaction_id"),
		unsigned: true, body: encode(body), first: now, due: now})
}

func (s *Server) reportFileView(kind ReportKind, t *reportTask, suffix string) object {
	name := strings.TrimSuffix(t.name, ".csv") + suffix
	return object{"type": suffix, "url": fmt.Sprintf("https://api.mercadopago.com/v1/account/%s/%s", kind, url.PathEscape(name)), "name": name}
}
