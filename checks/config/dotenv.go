package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"

	"github.com/joho/godotenv"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/late"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// readEnv reads a .env file. The parser's own messages may quote what follows a mistake, secrets
// included, so they are never shown: a file that does not parse as a whole is read line by line and
// the lines left out are named by number.
func readEnv(path string) (map[string]string, []checks.Text) {
	raw, err := ownfile.Read(inFolder, path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // the normal case
	}
	if err != nil {
		return nil, []checks.Text{checks.T("config.env_unreadable", "why", Why(err))}
	}
	text := plainText(raw)
	if env, ok := parseEnv(text); ok {
		return env, nil
	}
	env := map[string]string{}
	var warn []checks.Text
	for i, line := range strings.Split(text, "\n") {
		one, ok := parseEnv(line)
		if !ok {
			warn = append(warn, checks.T("config.env_line", "line", fmt.Sprint(i+1)))
			continue
		}
		maps.Copy(env, one)
	}
	const most = 5 // a file that is no .env at all is not listed line by line
	if len(warn) > most {
		warn = append(warn[:most:most], checks.T("config.env_more", "n", fmt.Sprint(len(warn)-most)))
	}
	return env, warn
}

var reEnvName = late.Pattern(`^[A-Za-z_][A-Za-z0-9_.]*$`)

// parseEnv is stricter than the parser, which takes a line without "=" for a value without a name,
// and takes a panic of the parser for a line that cannot be read.
func parseEnv(text string) (env map[string]string, ok bool) {
	defer func() {
		if recover() != nil {
			env, ok = nil, false
		}
	}()
	env, err := godotenv.Unmarshal(text)
	for name := range env {
		if !reEnvName().MatchString(name) {
			return nil, false
		}
	}
	return env, err == nil
}
