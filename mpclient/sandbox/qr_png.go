package sandbox

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"sync"
)

// deflaters are reused: making one costs more than a picture.
var deflaters = sync.Pool{New: func() any { w, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed); return w }}

// qrPNG writes a QR code as a PNG of one bit for each pixel. The general encoder took most of
// the time of a Pix payment; rows that repeat the one above are zeros here.
func qrPNG(m [][]bool) []byte {
	const scale, quiet = 4, 4 // pixels for a module, modules around the code
	side := (len(m) + 2*quiet) * scale
	const filterNone, filterUp = 0, 2
	stride := 1 + (side+7)/8
	blank, again := make([]byte, stride), make([]byte, stride)
	again[0] = filterUp

	var packed bytes.Buffer
	w := deflaters.Get().(*zlib.Writer)
	w.Reset(&packed)
	rows := func(first []byte, n int) {
		w.Write(first)
		for range n - 1 {
			w.Write(again)
		}
	}
	rows(blank, quiet*scale)
	for _, line := range m {
		row := make([]byte, stride)
		row[0] = filterNone
		for i, dark := range line {
			for x := (i + quiet) * scale; dark && x < (i+quiet+1)*scale; x++ {
				row[1+x/8] |= 0x80 >> (x % 8)
			}
		}
		rows(row, scale)
	}
	rows(blank, quiet*scale)
	w.Close()
	deflaters.Put(w)

	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	header := binary.BigEndian.AppendUint32(nil, uint32(side))
	header = binary.BigEndian.AppendUint32(header, uint32(side))
	const bits, palette = 1, 3
	chunk(&out, "IHDR", append(header, bits, palette, 0, 0, 0))
	chunk(&out, "PLTE", []byte{0xff, 0xff, 0xff, 0, 0, 0})
	chunk(&out, "IDAT", packed.Bytes())
	chunk(&out, "IEND", nil)
	return out.Bytes()
}

func chunk(out *bytes.Buffer, name string, data []byte) {
	body := append([]byte(name), data...)
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
	out.Write(body)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
}
