package lint

import (
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// category warns of an id that the quality measurement would not know.
func (j *judge) category(path string, v *value) {
	id := v.str()
	if id == "" || mpclient.KnownCategory(id) {
		return
	}
	near := map[string]string{"phone": "phones", "travel": "travels", "books": "entertainment", "sports": "others", "photography": "cameras", "ticket": "tickets", "service": "services",
		"other": "others", "learning": "learnings", "clothing": "fashion"}[strings.ToLower(id)]
	if near == "" && mpclient.KnownCategory(strings.ToLower(id)) {
		near = strings.ToLower(id)
	}
	f := j.warn(stageQuality, path, v, "source.checklist", "lint.category", "known", strings.Join(mpclient.Categories, ", "))
	if near != "" {
		f.with(quote(near))
	}
}

// itemAdvice names what the quality measurement wants of every item.
func (j *judge) itemAdvice(path string, item *value, names ...string) {
	for _, name := range names {
		if v := item.get(name); v == nil || v.kind == '0' || v.kind == 's' && strings.TrimSpace(v.text) == "" {
			j.advise(join(path, name), v, "source.checklist", "lint.quality.item", "field", name)
		}
	}
	if u := item.get("picture_url"); u.here() && !strings.HasPrefix(u.str(), "https://") {
		j.advise(join(path, "picture_url"), u, "lint.src.guides", "lint.url.http")
	}
}

// wanted advises a field that is missing or empty.
func (j *judge) wanted(path string, v *value) {
	if v == nil || v.kind == '0' || v.kind == 's' && strings.TrimSpace(v.text) == "" {
		if path == "notification_url" {
			j.advise(path, v, "source.checklist", "lint.quality.hook")
			return
		}
		j.advise(path, v, "source.checklist", "lint.quality.field", "field", path)
	}
}

// descriptor advises against names that cards cut.
func (j *judge) descriptor(path string, v *value) {
	if n := len([]rune(v.str())); n > 13 {
		j.advise(path, v, "lint.src.measured", "lint.descriptor_cut")
	}
}
