package sampleshop

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/sha1" //nolint:gosec // git names its objects so
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
)

//go:embed source
var sourceFiles embed.FS

// sourceDir is the folder in homologa.toml; it exists in memory only.
const sourceDir = "loja-exemplo"

// sourceEdit is what a fault changes in the folder: a text of a file.
type sourceEdit struct {
	file     string
	from, to string
}

// sourceEdits by fault. TOKEN stands for the shop's access token.
var sourceEdits = map[checks.ID]sourceEdit{
	tokenInSource: {"src/config.js", "process.env.MP_ACCESS_TOKEN", "'TOKEN'"},
	envInGit:      {".gitignore", ".env\n", ""},
	sandboxURL:    {"src/orders.js", "preference.init_point", "preference.sandbox_init_point"},
	tokenInQuery:  {"src/orders.js", "search?payment_id=${paymentId}`, { headers: { Authorization: `Bearer ${accessToken}` } }", "search?payment_id=${paymentId}&access_token=${accessToken}`"},
	plainSource:   {"src/orders.js", "pending: 'https:", "pending: 'http:"},
	noIdempotency: {"src/orders.js", "      'X-Idempotency-Key': refund.key,\n", ""},
	cardOnServer:  {"src/orders.js", "export async function state(", "export async function pay(req) {\n  return charge(req.body.cardNumber, req.body.securityCode);\n}\n\nexport async function state("},
	noSignature:   {"src/webhook.js", "headers['x-signature']", "headers['x-signed']"},
}

// Source is the folder with the shop's code as it is under the faults of now, .git included; nil
// for any other folder.
func (s *Shop) Source(dir string) fs.FS {
	if dir != sourceDir {
		return nil
	}
	cred := s.box.Credentials()
	files := map[string]string{
		".gitignore":   "node_modules/\n.env\n",
		".env":         "MP_ACCESS_TOKEN=" + cred.AccessToken + "\nMP_WEBHOOK_SECRET=" + cred.WebhookSecret + "\n",
		".env.example": "MP_ACCESS_TOKEN=\nMP_WEBHOOK_SECRET=\n",
	}
	_ = fs.WalkDir(sourceFiles, "source", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			b, _ := sourceFiles.ReadFile(name)
			files[strings.TrimPrefix(name, "source/")] = string(b)
		}
		return err
	})
	// The commits hold the sound shop: what is wrong now was not committed yet.
	past := maps.Clone(files)
	delete(past, ".env")
	commits := []map[string]string{past}
	if s.broken(tokenInHistory) {
		early := maps.Clone(past)
		early["src/config.js"] = strings.Replace(early["src/config.js"], "process.env.MP_ACCESS_TOKEN", "'"+cred.AccessToken+"'", 1)
		commits = []map[string]string{early, past}
	}
	for id, e := range sourceEdits {
		if s.broken(id) {
			files[e.file] = strings.Replace(files[e.file], e.from, strings.Replace(e.to, "TOKEN", cred.AccessToken, 1), 1)
		}
	}
	for name, text := range gitStore(commits) {
		files[".git/"+name] = text
	}
	return inMemory(files)
}

// inMemory is a file system of the given texts.
func inMemory(files map[string]string) fs.FS {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(f, files[name])
		}
		if err != nil {
			return nil // writing to memory does not fail
		}
	}
	if w.Close() != nil {
		return nil
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return nil
	}
	return r
}

// gitStore writes commits, the oldest first, as the loose objects and refs of a .git folder.
func gitStore(commits []map[string]string) map[string]string {
	store := map[string]string{"HEAD": "ref: refs/heads/main\n"}
	w := zlib.NewWriter(nil) // one for all: its tables are many times larger than any of the files
	put := func(kind, body string) string {
		raw := fmt.Sprintf("%s %d\x00%s", kind, len(body), body)
		sum := sha1.Sum([]byte(raw)) //nolint:gosec // git names its objects so
		id := hex.EncodeToString(sum[:])
		name := "objects/" + id[:2] + "/" + id[2:]
		if _, there := store[name]; there {
			return id
		}
		var z bytes.Buffer
		w.Reset(&z)
		_, _ = io.WriteString(w, raw)
		_ = w.Close()
		store[name] = z.String()
		return id
	}
	var tree func(files map[string]string) string
	tree = func(files map[string]string) string {
		lines, folders := map[string]string{}, map[string]map[string]string{}
		line := func(mode, name, id string) {
			raw, _ := hex.DecodeString(id)
			lines[name] = mode + " " + path.Base(name) + "\x00" + string(raw)
		}
		for name, text := range files {
			if dir, rest, deeper := strings.Cut(name, "/"); deeper {
				if folders[dir] == nil {
					folders[dir] = map[string]string{}
				}
				folders[dir][rest] = text
			} else {
				line("100644", name, put("blob", text))
			}
		}
		for dir, inside := range folders {
			line("40000", dir, tree(inside))
		}
		var body strings.Builder
		for _, name := range slices.Sorted(maps.Keys(lines)) {
			body.WriteString(lines[name])
		}
		return put("tree", body.String())
	}
	head := ""
	for i, files := range commits {
		body := "tree " + tree(files) + "\n"
		if head != "" {
			body += "parent " + head + "\n"
		}
		who := fmt.Sprintf("Loja Exemplo <dev@exemplo.com.br> %d -0300\n", 1_760_000_000+86400*i)
		head = put("commit", body+"author "+who+"committer "+who+"\nLoja\n")
	}
	store["refs/heads/main"] = head + "\n"
	return store
}
