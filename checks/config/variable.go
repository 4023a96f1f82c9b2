package config

import (
	"path/filepath"

	"github.com/homologa/homologa/mpclient"
)

// Variable reads one variable as Load reads the credentials: from the environment, else from the
// .env beside the configuration. Empty when it is in neither.
func Variable(src Source, name string) mpclient.Secret {
	if !VarName(name) {
		return ""
	}
	if src.Getenv != nil {
		if v := src.Getenv(name); v != "" {
			return mpclient.Secret(v)
		}
	}
	env, _ := readEnv(filepath.Join(Folder(src), ".env"))
	return mpclient.Secret(env[name])
}

// Folder is where a project's .env and ticks are: beside a named configuration, else the folder.
func Folder(src Source) string {
	switch {
	case src.File != "":
		return filepath.Dir(src.File)
	case src.Dir == "":
		return "."
	}
	return src.Dir
}
