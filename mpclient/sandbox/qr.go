package sandbox

import "encoding/base64"

// qrImage draws a text as the PNG in base64 a Pix answer carries. It is empty for a text that
// does not fit, which no BR Code of this package is.
func qrImage(text string) string {
	m := encodeQR([]byte(text))
	if m == nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(qrPNG(m))
}

// qrBlocks are the error correction tables of level M for versions 1 to 11: correction bytes
// per block, then number and data size of the two groups of blocks.
var qrBlocks = [][5]int{{10, 1, 16, 0, 0}, {16, 1, 28, 0, 0}, {26, 1, 44, 0, 0}, {18, 2, 32, 0, 0}, {24, 2, 43, 0, 0}, {16, 4, 27, 0, 0},
	{18, 4, 31, 0, 0}, {22, 2, 38, 2, 39}, {22, 3, 36, 2, 37}, {26, 4, 43, 1, 44}, {30, 1, 50, 4, 51}}

// qrAlign are the centres of the alignment patterns between the first, at 6, and the last, at size-7.
var qrAlign = []int{0, 0, 0, 0, 0, 0, 22, 24, 26, 28, 30}

// encodeQR writes a QR code in byte mode, level M, mask 0. A decoder copes with any mask, so
// none is searched for. nil means too long.
func encodeQR(text []byte) [][]bool {
	for v, b := range qrBlocks {
		capacity := b[1]*b[2] + b[3]*b[4]
		header := 2 // mode and an 8-bit count, rounded up; from version 10 the count has 16 bits
		if v+1 >= 10 {
			header = 3
		}
		if len(text)+header <= capacity {
			return drawQR(v+1, interleave(qrData(text, v+1, capacity), b))
		}
	}
	return nil
}

// qrData packs mode, count, text, terminator and padding.
func qrData(text []byte, version, capacity int) []byte {
	var bits []bool
	put := func(v, n int) {
		for i := n - 1; i >= 0; i-- {
			bits = append(bits, v>>i&1 == 1)
		}
	}
	put(4, 4)
	if version >= 10 {
		put(len(text), 16)
	} else {
		put(len(text), 8)
	}
	for _, c := range text {
		put(int(c), 8)
	}
	put(0, 4)
	data := make([]byte, 0, capacity)
	for i := 0; i+8 <= len(bits); i += 8 {
		var b byte
		for _, bit := range bits[i : i+8] {
			b <<= 1
			if bit {
				b |= 1
			}
		}
		data = append(data, b)
	}
	for pad := byte(0xEC); len(data) < capacity; pad ^= 0xEC ^ 0x11 {
		data = append(data, pad)
	}
	return data
}

// powers and logs of 2 in the field of the code, reduced by 11D.
var powers, logs = func() (powers [510]byte, logs [256]int) {
	x := 1
	for i := range 255 {
		powers[i], powers[i+255], logs[x] = byte(x), byte(x), i
		if x <<= 1; x > 255 {
			x ^= 0x11D
		}
	}
	return powers, logs
}()

// gf multiplies in the field of the code.
func gf(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return powers[logs[a]+logs[b]]
}

// reedSolomon returns the n correction bytes of a block.
func reedSolomon(data []byte, n int) []byte {
	generator := make([]byte, n) // without the leading one
	generator[n-1] = 1
	root := byte(1)
	for range n {
		for j := range n {
			generator[j] = gf(generator[j], root)
			if j+1 < n {
				generator[j] ^= generator[j+1]
			}
		}
		root = gf(root, 2)
	}
	rest := make([]byte, n)
	for _, d := range data {
		factor := d ^ rest[0]
		copy(rest, rest[1:])
		rest[n-1] = 0
		for j := range n {
			rest[j] ^= gf(generator[j], factor)
		}
	}
	return rest
}

// interleave splits the data into blocks and mixes them byte by byte, correction after data.
func interleave(data []byte, b [5]int) []byte {
	var blocks, checks [][]byte
	for i := range b[1] + b[3] {
		size := b[2]
		if i >= b[1] {
			size = b[4]
		}
		blocks = append(blocks, data[:size])
		checks = append(checks, reedSolomon(data[:size], b[0]))
		data = data[size:]
	}
	var out []byte
	for _, group := range [][][]byte{blocks, checks} {
		for i := range len(group[len(group)-1]) {
			for _, block := range group {
				if i < len(block) {
					out = append(out, block[i])
				}
			}
		}
	}
	return out
}

// drawQR places the patterns and threads the data through what is left.
func drawQR(version int, data []byte) [][]bool {
	size := 17 + 4*version
	dark, fixed := make([][]bool, size), make([][]bool, size)
	for i := range size {
		dark[i], fixed[i] = make([]bool, size), make([]bool, size)
	}
	set := func(r, c int, on bool) {
		if r >= 0 && c >= 0 && r < size && c < size {
			dark[r][c], fixed[r][c] = on, true
		}
	}
	for i := range size {
		set(6, i, i%2 == 0)
		set(i, 6, i%2 == 0)
	}
	rings := func(r, c, reach int, off ...int) {
		for dr := -reach; dr <= reach; dr++ {
			for dc := -reach; dc <= reach; dc++ {
				d, on := max(dr, -dr, dc, -dc), true
				for _, o := range off {
					on = on && d != o
				}
				set(r+dr, c+dc, on)
			}
		}
	}
	rings(3, 3, 4, 2, 4)
	rings(3, size-4, 4, 2, 4)
	rings(size-4, 3, 4, 2, 4)
	if version > 1 {
		centres := []int{6, size - 7}
		if mid := qrAlign[version-1]; mid > 0 {
			centres = []int{6, mid, size - 7}
		}
		last := size - 7
		for _, r := range centres {
			for _, c := range centres {
				if r == 6 && c == 6 || r == 6 && c == last || r == last && c == 6 {
					continue // the corners belong to the finders
				}
				rings(r, c, 2, 1)
			}
		}
	}
	drawFormat(set, size)
	drawVersion(set, version, size)
	thread(dark, fixed, data)
	return dark
}

// drawFormat writes level M and mask 0 with their BCH code twice, and the dark module.
func drawFormat(set func(r, c int, on bool), size int) {
	const format = 0b101010000010010 // level M is 00, mask 0 is 000: the check bits are zero, only the XOR pattern is left
	bit := func(i int) bool { return format>>i&1 == 1 }
	for i := range 6 {
		set(i, 8, bit(i))
		set(8, 5-i, bit(9+i))
	}
	set(7, 8, bit(6))
	set(8, 8, bit(7))
	set(8, 7, bit(8))
	for i := range 8 {
		set(8, size-1-i, bit(i))
	}
	for i := 8; i < 15; i++ {
		set(size-15+i, 8, bit(i))
	}
	set(size-8, 8, true)
}

// drawVersion writes the version with its Golay code from version 7 on.
func drawVersion(set func(r, c int, on bool), version, size int) {
	if version < 7 {
		return
	}
	rest := version
	for range 12 {
		rest = rest<<1 ^ (rest>>11)*0x1F25
	}
	bits := version<<12 | rest
	for i := range 18 {
		on := bits>>i&1 == 1
		set(size-11+i%3, i/3, on)
		set(i/3, size-11+i%3, on)
	}
}

// thread walks the columns in pairs, up and down, and applies mask 0.
func thread(dark, fixed [][]bool, data []byte) {
	size, i := len(dark), 0
	for right := size - 1; right >= 1; right -= 2 {
		if right == 6 {
			right = 5
		}
		for step := range size {
			r := step
			if (right+1)&2 == 0 {
				r = size - 1 - step
			}
			for _, c := range []int{right, right - 1} {
				if fixed[r][c] {
					continue
				}
				on := i < len(data)*8 && data[i/8]>>(7-i%8)&1 == 1
				i++
				dark[r][c] = on != ((r+c)%2 == 0)
			}
		}
	}
}
