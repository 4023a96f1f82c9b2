package source

import (
	"testing"
)

// TestEnvFilesThatBrowsersGet: git ignoring them keeps nobody's browser from them.
func TestEnvFilesThatBrowsersGet(t *testing.T) {
	for name, c := range map[string]struct {
		file, text      string
		served, bundled bool
	}{
		"public":             {"public/.env", "MP_ACCESS_TOKEN=" + liveToken, true, false},
		"dist":               {"dist/.env", "MP_ACCESS_TOKEN=" + liveToken, true, false},
		"build":              {"build/.env.production", "MP_ACCESS_TOKEN=" + liveToken, true, false},
		"static":             {"web/static/.env", "MP_ACCESS_TOKEN=" + liveToken, true, false},
		"public, an example": {"public/.env.example", "MP_ACCESS_TOKEN=" + liveToken, true, false},
		"vite":               {".env", "A=1\nVITE_MP_TOKEN=" + liveToken, false, true},
		"next":               {"web/.env.local", "export NEXT_PUBLIC_MP='" + liveToken + "'\r\n", false, true},
		"the same twice":     {".env", "MP_ACCESS_TOKEN=" + liveToken + "\nPUBLIC_MP=" + liveToken, false, true},
		"by reference":       {".env", "MP_ACCESS_TOKEN=" + liveToken + "\nREACT_APP_MP=${MP_ACCESS_TOKEN}", false, true},
		"utf-16":             {".env", "\xff\xfe" + wide("EXPO_PUBLIC_T="+liveToken), false, true},
		"secret":             {".env", "GATSBY_MP_WEBHOOK_SECRET=" + hookSecret, false, true},
	} {
		for _, ignore := range []string{"", ".env*\n"} {
			t.Run(name, func(t *testing.T) {
				dir := folder(t, map[string]string{"a.js": "x", c.file: c.text, ".gitignore": ignore})
				git(t, dir, "init", "-q")
				s := scanDir(t, dir, Options{})
				if len(s.Tokens) != 1 || s.Tokens[0].Served != c.served || s.Tokens[0].Bundled != c.bundled || s.Tokens[0].Place.File != c.file {
					t.Errorf("%+v", s.Tokens)
				}
			})
		}
	}
	s := scanFiles(t, map[string]string{"a.js": "x", ".env": "MP_ACCESS_TOKEN=" + liveToken + "\nVITE_MP_PUBLIC_KEY=APP_USR-9f3b7c21-d4e8-4a60-b1f7-c93d2e48a57c\n# VITE_T=" + liveToken,
		"backend/.env": "PUBLICITY=" + liveToken})
	if len(s.Tokens) != 0 || len(s.Env) != 2 {
		t.Errorf("%+v %+v", s.Tokens, s.Env)
	}
}
