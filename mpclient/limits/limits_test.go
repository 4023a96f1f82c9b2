package limits

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func nested(open, inner, end string, n int) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(end, n)
}

func TestJSONDepth(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		deep bool
	}{
		"nothing":                     {"", false},
		"at the limit":                {nested("[", "1", "]", Depth), false},
		"one beyond":                  {nested("[", "1", "]", Depth+1), true},
		"objects":                     {nested(`{"a":`, "1", "}", Depth+1), true},
		"mixed":                       {nested(`{"a":[`, "1", "]}", Depth/2) + "x", false},
		"mixed, beyond":               {nested(`{"a":[`, "1", "]}", Depth/2+1), true},
		"brackets in a text":          {`{"a":"` + strings.Repeat("[", 1000) + `"}`, false},
		"behind an escaped quote":     {`{"a":"\"` + strings.Repeat("[", 1000) + `"}`, false},
		"behind an escaped backslash": {`{"a":"\\",` + nested(`"b":[`, "1", "]", Depth), true},
		"many beside one another":     {"[" + strings.Repeat("[],", 1000) + "[]]", false},
		"a script":                    {"x = " + strings.Repeat("/[{]/.", 1000), false},
		"behind white space":          {" \t\r\n" + nested("[", "1", "]", Depth+1), true},
		"not closed":                  {strings.Repeat("[", Depth+1), true},
		"several values":              {nested("[", "", "]", Depth) + nested("[", "", "]", Depth), false},
	} {
		err := JSONDepth([]byte(c.text))
		if (err != nil) != c.deep || err != nil && !errors.Is(err, ErrDepth) {
			t.Errorf("%s: %v", name, err)
		}
		if json.Valid([]byte(c.text)) {
			_, err = io.Copy(io.Discard, NewJSON(iotest.OneByteReader(strings.NewReader(c.text))))
			if (err != nil) != c.deep {
				t.Errorf("%s, as a stream: %v", name, err)
			}
		}
	}
	var v any
	if err := Unmarshal([]byte(nested("[", "1", "]", Depth+1)), &v); !errors.Is(err, ErrDepth) || v != nil {
		t.Errorf("%v, %v", err, v)
	}
}

func TestJSONPieces(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"many elements":            {"[" + strings.Repeat(`{"a":"`+strings.Repeat("x", 1000)+`"},`, 3000) + "1]", nil},
		"an element at the limit":  {`["` + strings.Repeat("x", Record-2) + `",1]`, nil},
		"one text":                 {`["` + strings.Repeat("x", Record) + `"]`, ErrPiece},
		"commas inside an element": {`[{` + strings.Repeat(`"a":1,`, Record/6+2) + `"b":1}]`, ErrPiece},
		"commas inside a text":     {`["` + strings.Repeat(",", Record+2) + `"]`, ErrPiece},
		"white space":              {`[` + strings.Repeat(" ", Record+2) + `]`, ErrPiece},
	} {
		_, err := io.Copy(io.Discard, NewJSON(strings.NewReader(c.text)))
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestXML: whatever a decoder would have to hold at once is bounded, and everything else passes as it is.
func TestXML(t *testing.T) {
	big := strings.Repeat("x", Token+1)
	fine := func(s string) string { return strings.Repeat(s, Token/len(s)+100) }
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"at the depth":           {nested("<a>", "x", "</a>", Depth), nil},
		"too deep":               {nested("<a>", "x", "</a>", Depth+1), ErrDepth},
		"deep with attributes":   {nested(`<a b="/>">`, "x", "</a>", Depth+1), ErrDepth},
		"many beside":            {"<a>" + fine("<b>x</b>") + "</a>", nil},
		"many empty":             {"<a>" + fine("<b/>") + fine("<b c='>'/>") + "</a>", nil},
		"a text":                 {"<a>" + big + "</a>", ErrPiece},
		"a text with ends":       {"<a>" + fine("x>") + "</a>", ErrPiece},
		"a name":                 {"<" + big + "/>", ErrPiece},
		"a value":                {`<a b="` + big + `"/>`, ErrPiece},
		"a value with ends":      {`<a b="` + fine("x>/") + `"/>`, ErrPiece},
		"values without end":     {`<a ` + fine(`b="c" `) + `/>`, ErrPiece},
		"a comment":              {"<a><!-- " + fine("> -> <b>") + "--></a>", ErrPiece},
		"a section":              {"<a><![CDATA[" + fine("> ]> <b>") + "]]></a>", ErrPiece},
		"an instruction":         {"<a><?b " + fine("> <b>") + "?></a>", ErrPiece},
		"a directive":            {"<!DOCTYPE a [" + fine("<!ENTITY b 'c'>") + "]><a/>", ErrPiece},
		"short ones of each":     {"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '>'>]><a><!-- - -> <b> --><![CDATA[ ]> <b> ]]><?b > ?>" + fine("<b>x</b>") + "</a>", nil},
		"a comment hides depth":  {"<a>" + nested("<!--<a>-->", "x", "", Depth+10) + "</a>", nil},
		"a section hides depth":  {"<a>" + nested("<![CDATA[<a>]]>", "x", "", Depth+10) + "</a>", nil},
		"an end tag, never shut": {"<a></a" + big, ErrPiece},
	} {
		for reader, r := range map[string]io.Reader{"whole": strings.NewReader(c.text), "halves": iotest.HalfReader(strings.NewReader(c.text))} {
			d := xml.NewDecoder(NewXML(r))
			var err error
			for err == nil {
				_, err = d.Token()
			}
			if err == io.EOF {
				err = nil
			}
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%s, %s: %v", name, reader, err)
			}
		}
	}
}

// FuzzXML: what the decoder reads of small texts is not cut, whatever the grammar.
func FuzzXML(f *testing.F) {
	f.Add("<a b='>'><!-- > --><![CDATA[>]]>x</a>")
	f.Add("<!DOCTYPE a [<!ENTITY b '>'>]><?x ?><a/>")
	f.Fuzz(func(t *testing.T, text string) {
		defer limitstest.Bounded(t, 4*len(text))()
		depth, deepest := 0, 0
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			tok, err := d.Token()
			if err != nil {
				if err != io.EOF {
					return
				}
				break
			}
			switch tok.(type) {
			case xml.StartElement:
				depth++
				deepest = max(deepest, depth)
			case xml.EndElement:
				depth--
			}
		}
		_, err := io.Copy(io.Discard, NewXML(strings.NewReader(text)))
		if deepest <= Depth && len(text) <= Token && err != nil {
			t.Fatalf("%q: %v at depth %d", text, err, deepest)
		}
		if deepest > Depth+1 && err == nil {
			t.Fatalf("%q passes at depth %d", text, deepest)
		}
	})
}

func TestTOMLDepth(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		deep bool
	}{
		"a configuration":       {"lang = \"pt\" # [[[[ a.b.c\n[credentials]\naccess_token = 'X'\n[a.b.c]\nx = [1.5, 2.5, [3.5]]\n", false},
		"arrays":                {"a = " + nested("[", "", "]", Depth+1), true},
		"tables":                {"a = " + nested("{a=", "1", "}", Depth+1), true},
		"a dotted key":          {strings.Repeat("a.", Depth) + "a = 1", true},
		"a dotted key, spaced":  {strings.Repeat(`"a" . `, Depth) + "a = 1", true},
		"a dotted heading":      {"[" + strings.Repeat("a.", Depth) + "a]", true},
		"many numbers":          {"a = [" + strings.Repeat("1.5,", 1000) + "]", false},
		"many lines":            {strings.Repeat("[a.b]\nc.d = 1\n", 1000), false},
		"points in texts":       {"a = '" + strings.Repeat(".[", 1000) + "'\nb = \"\\\"" + strings.Repeat(".[", 1000) + "\"", false},
		"points in long texts":  {"a = '''\n'" + strings.Repeat(".[\n", 1000) + "''''\nb = \"\"\"\\\"\"\"" + strings.Repeat(".[\n", 1000) + "\"\"\"", false},
		"behind a text":         {"a = 'x'\nb = \"\"\nc = " + nested("[", "", "]", Depth+1), true},
		"behind a long text":    {"a = '''x''''\nc = " + nested("[", "", "]", Depth+1), true},
		"a text nothing closes": {"a = 'x\nc = " + nested("[", "", "]", Depth+1), true},
		"in a comment":          {"# " + strings.Repeat("[", 1000) + "\na = 1", false},
	} {
		if err := TOMLDepth(c.text); (err != nil) != c.deep {
			t.Errorf("%s: %v", name, err)
		}
		var v any
		if _, err := toml.Decode(c.text, &v); !c.deep && name != "many lines" && err != nil {
			t.Errorf("%s is no TOML: %v", name, err)
		}
	}
}

// TestWatch: a transfer goes on as long as bytes come, and ends where only drops do.
func TestWatch(t *testing.T) {
	for name, c := range map[string]struct {
		piece int
		every time.Duration
		takes time.Duration // 0: it stalls
	}{
		"slow and steady": {StallBytes, Stall - time.Second, 100 * (Stall - time.Second)},
		"drops":           {1, time.Second, 0},
		"nothing":         {StallBytes, time.Hour, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, end := context.WithCancelCause(context.Background())
			left, start := 100, time.Now()
			r, stop := Watch(readerFunc(func(p []byte) (int, error) {
				if left--; left < 0 {
					return 0, io.EOF
				}
				select {
				case <-time.After(c.every):
					return min(c.piece, len(p)), nil
				case <-ctx.Done():
					return 0, context.Cause(ctx)
				}
			}), end)
			_, err := io.Copy(io.Discard, r)
			stop()
			took := time.Since(start)
			if c.takes > 0 && (err != nil || took != c.takes) || c.takes == 0 && (!errors.Is(err, ErrStall) || took != Stall) {
				t.Errorf("%s: %v after %v", name, err, took)
			}
		})
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
