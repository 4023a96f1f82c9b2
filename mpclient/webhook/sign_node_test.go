package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nodeSDK is the version of the npm package "mercadopago" whose validator must agree with ours. Its verdicts changed:
// 2.13.0 to 3.1.0 put data.id in lower case before hashing, 3.2.0 and later take it as received; to 3.2.1 ts of a
// tolerance counts as milliseconds, from 3.3.0 as seconds (dist/utils/webhook/index.js of each).
const nodeSDK = "3.6.1"

// nodeScript judges vectors, one verdict each: "" or the SDK's reason.
const nodeScript = `
const { createRequire } = require('module');
const { readFileSync } = require('fs');
const sdk = createRequire(process.argv[1] + '/')('mercadopago');
const out = JSON.parse(readFileSync(0, 'utf8')).map(v => {
  try {
    sdk.WebhookSignatureValidator.validate({ xSignature: v.signature, xRequestId: v.request, dataId: v.id, secret: v.secret,
      ...(v.tolerance ? { toleranceSeconds: v.tolerance, now: () => v.now } : {}) });
    return '';
  } catch (e) {
    if (!(e instanceof sdk.InvalidWebhookSignatureError)) throw e;
    return e.reason;
  }
});
process.stdout.write(JSON.stringify(out));
`

// nodePackages is the folder that holds node_modules/mercadopago in the version wanted; HOMOLOGA_NODE_SDK names it.
func nodePackages(t *testing.T) (node, dir string) {
	t.Helper()
	missing := func(why string) {
		t.Helper()
		if os.Getenv("HOMOLOGA_REQUIRE_TOOLS") == "1" {
			t.Fatalf("HOMOLOGA_REQUIRE_TOOLS=1 and %s", why)
		}
		t.Skip(why)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing("there is no node")
	}
	dir = os.Getenv("HOMOLOGA_NODE_SDK")
	if dir == "" {
		missing("HOMOLOGA_NODE_SDK names no folder with the npm package mercadopago@" + nodeSDK)
	}
	var about struct{ Name, Version string }
	raw, err := os.ReadFile(filepath.Join(dir, "node_modules", "mercadopago", "package.json"))
	if err != nil {
		missing("HOMOLOGA_NODE_SDK holds no node_modules/mercadopago")
	}
	if err := json.Unmarshal(raw, &about); err != nil || about.Name != "mercadopago" || about.Version != nodeSDK {
		t.Fatalf("%s %s is there, %s is wanted", about.Name, about.Version, nodeSDK)
	}
	return node, dir
}

type nodeVector struct {
	Name      string `json:"name"`
	Secret    string `json:"secret"`
	Signature string `json:"signature"`
	ID        string `json:"id"`
	Request   string `json:"request"`
	Tolerance int    `json:"tolerance"` // seconds; 0: age does not count
	Now       int64  `json:"now"`       // milliseconds
	differs   *difference
}

// difference is a verdict on which the SDK and we are known to disagree.
type difference struct {
	why    string
	ours   error
	theirs string
}

var (
	// The guide has data.id in lower case; the SDK takes it as received from 3.2.0. We take both.
	lowerID    = &difference{"lower-case id", nil, "SignatureMismatch"}
	lowerIDOld = &difference{"lower-case id", ErrOutOfTolerance, "SignatureMismatch"}
	// From 3.3.0 the SDK takes ts for seconds; the dashboard's simulator sends milliseconds.
	millisInTime = &difference{"tolerance over milliseconds", nil, "TimestampOutOfTolerance"}
	// Hexadecimal digits in capitals mean the same; the SDK compares text.
	capitalHash = &difference{"capitals in the hash", nil, "SignatureMismatch"}
	// Anyone can sign with an empty secret; the SDK lets it pass.
	emptySecret = &difference{"empty secret", ErrMismatch, ""}
)

// The official Node SDK and we judge alike, except where a vector says how they differ.
func TestOfficialNodeSDKAgrees(t *testing.T) {
	node, dir := nodePackages(t)
	vectors := nodeVectors(t)
	in, err := json.Marshal(vectors)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "-e", nodeScript, "--", dir)
	var errs bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &errs
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	var said []string
	if err := json.Unmarshal(raw, &said); err != nil || len(said) != len(vectors) {
		t.Fatalf("%d verdicts of %d, %v", len(said), len(vectors), err)
	}
	reasons := map[string]error{"": nil, "MissingSignatureHeader": ErrMissingHeader, "MalformedSignatureHeader": ErrMalformedHeader, "MissingTimestamp": ErrMissingTS,
		"MissingHash": ErrMissingHash, "SignatureMismatch": ErrMismatch, "TimestampOutOfTolerance": ErrOutOfTolerance}
	accepted, refused := 0, 0
	differs := map[string]int{}
	for i, v := range vectors {
		want, known := reasons[said[i]]
		if !known {
			t.Fatalf("%s: a reason of its own, %q", v.Name, said[i])
		}
		_, got := Verify(v.Secret, v.Signature, v.ID, v.Request, time.UnixMilli(v.Now), time.Duration(v.Tolerance)*time.Second)
		if d := v.differs; d != nil {
			differs[d.why]++
			if !errors.Is(got, d.ours) || (got == nil) != (d.ours == nil) || said[i] != d.theirs {
				t.Errorf("%s (%s): we say %v, not %v, or the SDK %q, not %q", v.Name, d.why, got, d.ours, said[i], d.theirs)
			}
			continue
		}
		if !errors.Is(got, want) || (got == nil) != (want == nil) {
			t.Errorf("%s: we say %v, the SDK %q", v.Name, got, said[i])
		}
		if want == nil {
			accepted++
		} else {
			refused++
		}
	}
	t.Logf("%d vectors: both accept %d, both refuse %d, known differences %v", len(vectors), accepted, refused, differs)
	if accepted < 20 || refused < 20 || len(differs) != 4 {
		t.Errorf("%d accepted, %d refused, differences %v: too few to mean something", accepted, refused, differs)
	}
}

func nodeVectors(t *testing.T) []nodeVector {
	t.Helper()
	var all []nodeVector
	add := func(name, secret, signature, id, request string) *nodeVector {
		all = append(all, nodeVector{Name: name, Secret: secret, Signature: signature, ID: id, Request: request, Now: signedAt.UnixMilli()})
		return &all[len(all)-1]
	}
	aged := func(name, signature, id, request string, age time.Duration) *nodeVector {
		v := add(name, secret, signature, id, request)
		v.Tolerance, v.Now = 300, signedAt.Add(age).UnixMilli()
		return v
	}
	ids := map[string]string{"number": "1332504417", "order": orderID, "mixed case": "aBc-9Z_x", "lower case": "pay01abc", "none": "", "accents": "ÑANDÚ-é", "uuid": "7F9C24E8-3B12-4C5D-8A6E-0F1122334455"}
	for kind, id := range ids {
		for _, req := range []string{reqID, ""} {
			for unit, suffix := range map[TSUnit]string{Seconds: " s", Millis: " ms"} {
				for _, ic := range []IDCase{AsReceived, LowerCase} {
					name := kind + suffix
					if ic == LowerCase {
						name += " signed in lower case"
					}
					if req == "" {
						name += " no request id"
					}
					sig := Sign(secret, id, req, signedAt, unit, ic)
					ts, v1, _ := ParseHeader(sig)
					genuine := add(name, secret, sig, id, req)
					if ic == LowerCase && id != strings.ToLower(id) {
						genuine.differs = lowerID
					}
					add(name+", other secret", secret[1:], sig, id, req)
					add(name+", other id", secret, sig, id+"1", req)
					add(name+", other request", secret, sig, id, req+"x")
					add(name+", other ts", secret, Header(ts[:len(ts)-1]+"9", v1), id, req)
					inTime, old := aged(name+", in time", sig, id, req, time.Minute), aged(name+", old", sig, id, req, time.Hour)
					switch {
					case ic == LowerCase && id != strings.ToLower(id):
						inTime.differs, old.differs = lowerID, lowerIDOld
					case unit == Millis:
						inTime.differs = millisInTime
					}
				}
			}
		}
	}
	good := Sign(secret, "1", reqID, signedAt, Seconds, AsReceived)
	ts, v1, _ := ParseHeader(good)
	for name, header := range map[string]string{"nothing": "", "blanks": "  ", "a word": "x", "equals": "=", "comma": ",", "ts alone": "ts=1", "hash alone": "v1=" + v1, "v2 alone": "v2=a",
		"v2 for v1": "ts=1,v2=a", "empty ts": "ts=,v1=" + v1, "empty hash": "ts=1,v1=", "ts no number": "ts=x,v1=" + v1, "other ts": "ts=1,v1=" + v1, "other keys": "foo=bar,ts=1", "vx": "vx=1",
		"capital keys": "TS=" + ts + ",V1=" + v1, "second ts empty": "ts=" + ts + ",ts=,v1=" + v1, "blanks inside": " ts = " + ts + " , v1 = " + v1, "turned": "v1=" + v1 + ",ts=" + ts,
		"cut hash": "ts=" + ts + ",v1=" + v1[:63], "long hash": good + "0", "hash not ASCII": "ts=" + ts + ",v1=" + strings.Repeat("é", 32), "two hashes": good + ",v1=" + strings.Repeat("0", 64), "signed ts": "ts=+" + ts + ",v1=" + v1} {
		add("header: "+name, secret, header, "1", reqID)
	}
	add("header: capital hash", secret, Header(ts, strings.ToUpper(v1)), "1", reqID).differs = capitalHash
	add("no secret", "", Sign("", "1", reqID, signedAt, Seconds, AsReceived), "1", reqID).differs = emptySecret
	add("no secret, forged", "", good, "1", reqID)
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "reference", "examples", "signature_vectors.json"))
	if err != nil {
		t.Log("the reference's signature vectors are not here")
		return all
	}
	var file struct {
		Secret  string
		Vectors []struct {
			Name       string
			DataID     string `json:"data_id_query"`
			RequestID  string `json:"x_request_id"`
			XSignature string `json:"x_signature"`
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) == 0 {
		t.Fatal(err)
	}
	for _, v := range file.Vectors {
		added := add("reference: "+v.Name, file.Secret, v.XSignature, v.DataID, v.RequestID)
		if strings.Contains(v.Name, "lower-cased") {
			added.differs = lowerID
		}
	}
	return all
}
