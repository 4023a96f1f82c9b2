package lint

import (
	"strconv"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// identification judges a document; code is what its refusal is called, stage where it is met.
func (j *judge) identification(stage int, code, path string, v *value) {
	if !v.here() || v.kind != '{' {
		return
	}
	kind, number := v.get("type").str(), v.get("number").str()
	c := mpclient.CheckDocument(j.site.ID, kind, number)
	if c.Fault == "" {
		return
	}
	spot, at, source := join(path, "number"), v.get("number"), "lint.src.guides"
	args := []string{"type", clip(j.redactor.Text(kind), 20), "min", strconv.Itoa(c.Min), "max", strconv.Itoa(c.Max)}
	switch c.Fault {
	case mpclient.DocHalf:
		spot, at = path, v
	case mpclient.DocOtherSite, mpclient.DocUnknownType, mpclient.DocRareType:
		spot, at = join(path, "type"), v.get("type")
		args = []string{"type", args[1], "known", strings.Join(mpclient.DocumentTypes(j.site.ID), ", ")}
		if j.site.ID == "" {
			args[3] = "CPF, CNPJ, DNI, CUIT, CUIL, RUT, CC, NIT, CI, RUC, RFC, CURP"
		}
	case mpclient.DocCheckDigit, mpclient.DocNewForm:
		source = "lint.src.registry"
	}
	key := "lint.doc." + string(c.Fault)
	if c.Certain && code != "" {
		j.refuse(stage, code, spot, at, source, key, args...)
		return
	}
	j.doubt(stage, code, spot, at, source, key, args...)
}

func clip(s string, n int) string { return mpclient.CleanLine(s, n) }

// strangers warns of test users with real sellers and the reverse where the sources tell of no refusal.
func (j *judge) strangers(path string, email *value) {
	if address := email.str(); tester(address) && (j.TestAccount == nil || !*j.TestAccount) {
		j.warn(stageWorld, path, email, "lint.src.worlds", "lint.email.tester")
	}
}
