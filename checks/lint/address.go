package lint

// address judges a URL the API calls or sends the buyer to. stage and code belong to its refusal; without a code
// everything is at most a warning.
func (j *judge) address(stage int, code, path string, v *value, source string) *Fault {
	if !v.here() {
		return nil
	}
	key, refused := addressFault(v.str())
	switch {
	case key == "":
		return nil
	case refused && code != "":
		return j.refuse(stage, code, path, v, source, key)
	case refused:
		return j.doubt(stage, "", path, v, source, key)
	case key == "lint.url.tunnel":
		return j.advise(path, v, source, key)
	}
	return j.warn(stage, path, v, source, key)
}

// The limits that sources give for notification_url: the reference says 248, the official assistant 400, the list
// of errors 500.
const (
	hookShort = 248
	hookLong  = 500
)
