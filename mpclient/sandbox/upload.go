package sandbox

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// upload is a part of a form.
type upload struct {
	field, name, contentType string
	data                     []byte
}

const (
	maxUpload = 10 << 20 // one file, as published for chargebacks and claims
	maxFiles  = 10
)

var (
	errUploadSize  = errors.New("sandbox: the upload is too large")
	errUploadCount = errors.New("sandbox: the upload has too many parts")
)

// isForm tells an upload from JSON.
func isForm(h http.Header) bool {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return kind == "multipart/form-data"
}

// readForm takes an upload in: files of at most 10 MiB, and 10 MiB in all.
func (c *call) readForm(r io.Reader) *reply {
	_, params, _ := mime.ParseMediaType(c.header.Get("Content-Type"))
	files, err := formFiles(multipart.NewReader(r, params["boundary"]))
	if errors.Is(err, errUploadSize) {
		return ptr(fail(http.StatusRequestEntityTooLarge, "the upload is larger than 10 MB"))
	}
	if errors.Is(err, errUploadCount) {
		return ptr(fail(badRequest, "the form has more than 10 parts"))
	}
	if err != nil {
		return ptr(fail(badRequest, "the request body is not a valid form"))
	}
	c.files = files
	return nil
}

func formFiles(form *multipart.Reader) (files []upload, err error) {
	for left := maxUpload; ; {
		part, err := form.NextPart()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(io.LimitReader(part, int64(left)+1))
		if err != nil {
			return nil, err
		}
		if left -= len(data); left < 0 {
			return nil, errUploadSize
		}
		if len(files) == maxFiles {
			return nil, errUploadCount
		}
		files = append(files, upload{field: clip(part.FormName(), 100), name: clip(part.FileName(), 200), data: data})
	}
}

// accepted looks at the content, not at the name: JPEG, PNG and PDF are taken.
func (f *upload) accepted() bool {
	f.contentType, _, _ = strings.Cut(http.DetectContentType(f.data), ";")
	switch f.contentType {
	case "image/jpeg", "image/png", "application/pdf":
		return true
	}
	return false
}

// uploads returns the files of one field, or why they are refused.
func (c *call) uploads(field string) (list []upload, bad *reply) {
	for _, f := range c.files {
		if strings.TrimSuffix(f.field, "[]") != field {
			continue
		}
		if len(f.data) == 0 || !f.accepted() {
			return nil, ptr(fail(badRequest, "only jpg, png and pdf files are taken"))
		}
		list = append(list, f)
	}
	if len(list) == 0 {
		return nil, ptr(fail(badRequest, field+" needed"))
	}
	return list, nil
}
