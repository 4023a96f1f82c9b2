package webhook

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdkwebhook "github.com/mercadopago/sdk-go/pkg/webhook"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

const (
	secret  = "5f1d2c3b4a5968778695a4b3c2d1e0f95f1d2c3b4a5968778695a4b3c2d1e0f9"
	reqID   = "bb56a2f1-6aae-46ac-982e-9dcd3581d08e"
	orderID = "ORDTST01KR2M3N4P5Q6R7S8T9V0W1X2Y"
)

var signedAt = time.UnixMilli(1778508062683)

// Vectors made with another implementation of HMAC-SHA256; the first parts of the reference's.
func TestSignVectors(t *testing.T) {
	for _, v := range []struct {
		name, dataID, reqID string
		unit                TSUnit
		ic                  IDCase
		want                string
	}{
		{"seconds", "1332504417", reqID, Seconds, AsReceived, "ts=1778508062,v1=3fe938fc4b9605b7eeec045639493d5e954b26fa0dbf60130733d1f90993e98d"},
		{"milliseconds", "1332504417", reqID, Millis, AsReceived, "ts=1778508062683,v1=320098b2fb28483cb806cefca1c84a59939266e004f2dd36516da1fce644adb2"},
		{"order, lower case", orderID, reqID, Seconds, LowerCase, "ts=1778508062,v1=04dd56d78b0dbda48d1b97d835d4ab9be301491ab153753cc92c5c3938e29dbc"},
		{"order, as received", orderID, reqID, Seconds, AsReceived, "ts=1778508062,v1=c34a33cf5be39eb8fcb182f2ba7a39860183d983b4f4eb3ebeaa93f5b0a5c91c"},
		{"no request id", "1332504417", "", Seconds, LowerCase, "ts=1778508062,v1=e490e7eaf0ceb5433c0d9b4c0b9652e74171754f26c5f8a981de25fd7e478176"},
		{"no data id", "", reqID, Seconds, AsReceived, "ts=1778508062,v1=3cb41e8bf53f9cfa55d5cef6ead13f6e74fdc0c513c08306dc33c12226d04e1c"},
	} {
		got := Sign(secret, v.dataID, v.reqID, signedAt, v.unit, v.ic)
		if got != v.want {
			t.Errorf("%s: %s, want %s", v.name, got, v.want)
		}
		ic, err := Verify(secret, got, v.dataID, v.reqID, signedAt, time.Minute)
		if err != nil || ic == LowerCase && v.ic != LowerCase {
			t.Errorf("%s: verified as %v, %v", v.name, ic, err)
		}
	}
}

func TestReferenceVectors(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "reference", "examples", "signature_vectors.json"))
	if err != nil {
		t.Skip("the reference's signature vectors are not here")
	}
	var file struct {
		Secret  string
		Vectors []struct {
			Name       string
			DataID     string `json:"data_id_query"`
			RequestID  string `json:"x_request_id"`
			TS         string
			Manifest   string
			V1         string
			XSignature string `json:"x_signature"`
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) == 0 {
		t.Fatal(err)
	}
	for _, v := range file.Vectors {
		id, want := v.DataID, AsReceived
		if !strings.Contains(v.Manifest, id) {
			id, want = strings.ToLower(id), LowerCase
		}
		if got := Manifest(id, v.RequestID, v.TS); got != v.Manifest {
			t.Errorf("%s: manifest %s, want %s", v.Name, got, v.Manifest)
		}
		if got := Hash(file.Secret, v.Manifest); got != v.V1 || Header(v.TS, got) != v.XSignature {
			t.Errorf("%s: hash %s", v.Name, got)
		}
		if ic, err := Verify(file.Secret, v.XSignature, v.DataID, v.RequestID, time.Time{}, 0); err != nil || ic != want {
			t.Errorf("%s: %v, %v", v.Name, ic, err)
		}
	}
}

// The official SDK keeps the received spelling and must accept what we sign that way, and only that.
func TestOfficialSDKAgrees(t *testing.T) {
	for _, id := range []string{"1332504417", orderID, ""} {
		for _, unit := range []TSUnit{Seconds, Millis} {
			for _, ic := range []IDCase{AsReceived, LowerCase} {
				err := sdkwebhook.ValidateSignature(Sign(secret, id, reqID, signedAt, unit, ic), reqID, id, secret)
				if want := ic == AsReceived || id == strings.ToLower(id); (err == nil) != want {
					t.Errorf("id %q unit %v case %v: %v", id, unit, ic, err)
				}
			}
		}
	}
}

func TestVerify(t *testing.T) {
	good := Sign(secret, orderID, reqID, signedAt, Millis, AsReceived)
	ts, v1, _ := ParseHeader(good)
	sec := Sign(secret, orderID, reqID, signedAt, Seconds, LowerCase)
	for name, x := range map[string]struct {
		secret, header, id, req string
		now                     time.Time
		tolerance               time.Duration
		ic                      IDCase
		err                     error
	}{
		"good":                   {secret, good, orderID, reqID, signedAt, time.Minute, AsReceived, nil},
		"lower case":             {secret, sec, orderID, reqID, signedAt, time.Minute, LowerCase, nil},
		"parts the other way":    {secret, "v1=" + v1 + " , ts=" + ts, orderID, reqID, signedAt, 0, AsReceived, nil},
		"other keys around":      {secret, "v0=x,ts=" + ts + ",v2=abc,v1=" + v1 + ",foo", orderID, reqID, signedAt, 0, AsReceived, nil},
		"keys in capitals":       {secret, "TS=" + ts + ",V1=" + v1, orderID, reqID, signedAt, 0, AsReceived, nil},
		"hash in capitals":       {secret, "ts=" + ts + ",v1=" + strings.ToUpper(v1), orderID, reqID, signedAt, 0, AsReceived, nil},
		"on the edge":            {secret, good, orderID, reqID, signedAt.Add(time.Minute), time.Minute, AsReceived, nil},
		"too old":                {secret, good, orderID, reqID, signedAt.Add(time.Minute + time.Millisecond), time.Minute, AsReceived, ErrOutOfTolerance},
		"from the future":        {secret, good, orderID, reqID, signedAt.Add(-2 * time.Minute), time.Minute, AsReceived, ErrOutOfTolerance},
		"too old, in seconds":    {secret, sec, orderID, reqID, signedAt.Add(time.Hour), time.Minute, LowerCase, ErrOutOfTolerance},
		"age not asked":          {secret, good, orderID, reqID, signedAt.Add(9999 * time.Hour), 0, AsReceived, nil},
		"other secret":           {secret + "x", good, orderID, reqID, signedAt, 0, 0, ErrMismatch},
		"other id":               {secret, good, "1", reqID, signedAt, 0, 0, ErrMismatch},
		"other request":          {secret, good, orderID, "x", signedAt, 0, 0, ErrMismatch},
		"other ts":               {secret, Header("1778508062684", v1), orderID, reqID, signedAt, 0, 0, ErrMismatch},
		"cut hash":               {secret, Header(ts, v1[:63]), orderID, reqID, signedAt, 0, 0, ErrMismatch},
		"old and wrong is wrong": {secret, Header("1", v1), orderID, reqID, signedAt, time.Minute, 0, ErrMismatch},
		"no header":              {secret, " ", orderID, reqID, signedAt, 0, 0, ErrMissingHeader},
		"no signature in it":     {secret, "hello", orderID, reqID, signedAt, 0, 0, ErrMalformedHeader},
		"other keys only":        {secret, "foo=bar", orderID, reqID, signedAt, 0, 0, ErrMalformedHeader},
		"empty parts":            {secret, "ts=,v1=", orderID, reqID, signedAt, 0, 0, ErrMalformedHeader},
		"no ts":                  {secret, "v1=" + v1, orderID, reqID, signedAt, 0, 0, ErrMissingTS},
		"no hash":                {secret, "ts=" + ts, orderID, reqID, signedAt, 0, 0, ErrMissingHash},
		"a later version":        {secret, "ts=" + ts + ",v2=" + v1, orderID, reqID, signedAt, 0, 0, ErrMissingHash},
		"ts is no number":        {secret, Header("soon", v1), orderID, reqID, signedAt, 0, 0, ErrMalformedHeader},
		"no secret":              {"", Sign("", orderID, reqID, signedAt, Millis, AsReceived), orderID, reqID, signedAt, 0, 0, ErrMismatch},
	} {
		ic, err := Verify(x.secret, x.header, x.id, x.req, x.now, x.tolerance)
		if !errors.Is(err, x.err) || (err == nil) != (x.err == nil) || ic != x.ic {
			t.Errorf("%s: %v, %v; want %v, %v", name, ic, err, x.ic, x.err)
		}
	}
}

// Where both look at the same header, our reasons are those of the official SDK.
func TestReasonsMatchOfficialSDK(t *testing.T) {
	reasons := map[sdkwebhook.Reason]error{
		sdkwebhook.ReasonMissingSignatureHeader: ErrMissingHeader, sdkwebhook.ReasonMalformedSignatureHeader: ErrMalformedHeader, sdkwebhook.ReasonMissingTimestamp: ErrMissingTS,
		sdkwebhook.ReasonMissingHash: ErrMissingHash, sdkwebhook.ReasonSignatureMismatch: ErrMismatch,
	}
	hash := strings.Repeat("ab", 32)
	for _, h := range []string{"", "  ", "x", "=", ",", "ts=1", "v1=" + hash, "v2=a", "ts=1,v2=a", "ts=,v1=" + hash, "ts=1,v1=", "ts=x,v1=" + hash, "ts=1,v1=" + hash, "foo=bar,ts=1", "vx=1", "TS=1,V1=" + hash, "ts=1,ts=,v1=" + hash, "ts = 1 , v1 = " + hash} {
		_, got := Verify(secret, h, "1", reqID, time.Time{}, 0)
		var want *sdkwebhook.SignatureError
		if !errors.As(sdkwebhook.ValidateSignature(h, reqID, "1", secret), &want) {
			t.Fatalf("%q: the SDK accepts it", h)
		}
		if !errors.Is(got, reasons[want.Reason]) {
			t.Errorf("%q: %v, the SDK says %s", h, got, want.Reason)
		}
	}
}

func TestTimestamps(t *testing.T) {
	for text, want := range map[string]struct {
		at   time.Time
		unit TSUnit
	}{
		"1778508062":    {time.Unix(1778508062, 0), Seconds},
		"1778508062683": {signedAt, Millis},
		"0":             {time.Unix(0, 0), Seconds},
		"99999999999":   {time.Unix(99999999999, 0), Seconds},
		"100000000000":  {time.UnixMilli(100000000000), Millis},
	} {
		at, unit, err := ParseTimestamp(text)
		if err != nil || !at.Equal(want.at) || unit != want.unit || Timestamp(at, unit) != text {
			t.Errorf("%s: %v %v %v", text, at, unit, err)
		}
	}
	for _, text := range []string{"", "-1", "+1778508062", "1e9", "1778508062.5", " 1", "9999999999999999999", "1778508062683000000", "soon"} {
		if at, _, err := ParseTimestamp(text); err == nil && text != "1778508062683000000" {
			t.Errorf("%q is read as %v", text, at)
		} else if text == "1778508062683000000" && err == nil {
			t.Errorf("nanoseconds are read as %v", at)
		}
	}
}

func FuzzParseHeader(f *testing.F) {
	for _, s := range []string{"", "ts=1,v1=ab", "v1=ab,ts=1", ",,=", "TS = 1 ,V1= x", "ts=1,v2=a", "ts=,v1=", "v=1", "ts=1=2,v1==", "\x00ts=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, h string) {
		defer limitstest.Bounded(t, 4*len(h))()
		ts, v1, err := ParseHeader(h)
		if (err == nil) != (ts != "" && v1 != "") {
			t.Errorf("%q: %q %q %v", h, ts, v1, err)
		}
		if err != nil {
			return
		}
		if ts2, v2, err := ParseHeader(Header(ts, v1)); err != nil || ts2 != ts || v2 != v1 {
			t.Errorf("%q reads as %q %q, and that as %q %q, %v", h, ts, v1, ts2, v2, err)
		}
		if _, err := Verify(secret, h, "1", reqID, time.Time{}, time.Minute); err == nil {
			t.Errorf("%q verifies", h)
		}
	})
}
