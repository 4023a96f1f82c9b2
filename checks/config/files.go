package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
)

const maxFile = 1 << 20

// Why says in catalogue terms why a file could not be read or written; it goes where a text takes
// an argument.
func Why(err error) string {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "@why.not_exist"
	case errors.Is(err, fs.ErrPermission):
		return "@why.permission"
	case ownfile.What(err) == ownfile.Directory:
		return "@why.not_file"
	case ownfile.What(err) == ownfile.Link:
		return "@why.link"
	case ownfile.What(err) == ownfile.Special:
		return "@why.special"
	case errors.Is(err, ownfile.ErrTooLarge):
		return "@why.too_large"
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return mpclient.CleanLine(err.Error(), 120)
}

// inFolder opens a file of the project's folder, which a person chose and may reach as it can be: the file itself is no link.
func inFolder(path string) (*os.File, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return ownfile.Open(whole)
}

// plainText is a text file as editors and shells leave it: with a byte order mark, in UTF-16
// (what "echo … > .env" writes in Windows PowerShell) and with CRLF line ends.
func plainText(raw []byte) string {
	s := string(raw)
	switch {
	case strings.HasPrefix(s, "\xef\xbb\xbf"):
		s = s[3:]
	case strings.HasPrefix(s, "\xff\xfe"):
		s = fromUTF16(raw[2:], 0, 1)
	case strings.HasPrefix(s, "\xfe\xff"):
		s = fromUTF16(raw[2:], 1, 0)
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}

func fromUTF16(raw []byte, low, high int) string {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i+low])|uint16(raw[i+high])<<8)
	}
	return string(utf16.Decode(units))
}
