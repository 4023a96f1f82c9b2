package config

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/joho/godotenv"

	"github.com/homologa/homologa/checks"
)

// readEnv reads a .env file. The parser's own messages may quote what follows a mistake, secrets
// included, so they are never shown: a file that does not parse as a whole is read line by line and
// the lines left out are named by number.
func readEnv(path string) (map[string]string, []checks.Text) {
	raw, err := readSmall(path)
	if err != nil {
		return nil, nil // no .env is the normal case
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	if env, err := godotenv.UnmarshalBytes(raw); err == nil {
		return env, nil
	}
	env := map[string]string{}
	var warn []checks.Text
	for i, line := range strings.Split(string(raw), "\n") {
		one, err := godotenv.Unmarshal(line)
		if err != nil {
			warn = append(warn, checks.T("config.env_line", "line", fmt.Sprint(i+1)))
			continue
		}
		for k, v := range one {
			env[k] = v
		}
	}
	return env, warn
}
