// Package limits holds what every reader of outside bytes is bound by, beside the number of bytes: a small text can still be
// deep, long in one piece or endless in time, and a library that buffers turns that into memory. Readers take their limits from
// here, so that one place says what this program does with hostile input.
package limits

import (
	"errors"
	"time"
)

// Depth is how deep arrays, objects, tables or elements may be nested. Real bodies and reports stay below ten.
const Depth = 64

// Limits of what is read in pieces.
const (
	// Cell is the text of one cell of a workbook, in bytes: a spreadsheet holds 32,767 characters, of at most four bytes each.
	Cell = 4 * 32767

	// Token is what an XML reader may have to hold at once: one text, tag, comment or section as written. A full cell in which
	// every character is an entity fits.
	Token = 1 << 20

	// Record is one row of a table, or one element of a JSON list that is read element by element, in bytes.
	Record = 1 << 20

	// Columns is how many cells a row of a workbook may have.
	Columns = 1000

	// SharedTexts is how many texts a workbook's cells may share (as many as a worksheet has rows), SharedBytes how long all of them are together.
	SharedTexts = 1 << 20
	SharedBytes = 64 << 20

	// Marks is how many judgements on personal data one body may yield, MarkPath how long the path to one may be, in bytes.
	Marks    = 10_000
	MarkPath = 1 << 10
)

// Limits of time.
const (
	// Call is how long one call of the API may take with the whole of its answer, below every context of its caller: a server
	// that accepts and never answers, or drips, ends here.
	Call = 15 * time.Second

	// Stall and StallBytes bind a download, which may take as long as its size needs: in each Stall at least StallBytes have to
	// come, or the whole rest.
	Stall      = 30 * time.Second
	StallBytes = 4 << 10

	// RetryAfter caps what an answer's Retry-After header may ask of a person who waits.
	RetryAfter = 20 * time.Second

	// PollRetryAfter caps what it may ask of polling in the background, where nobody waits and being deaf for long costs more
	// than one call too many.
	PollRetryAfter = 5 * time.Minute
)

// Errors of readers. They say that the text was not read, never that it holds nothing.
var (
	ErrDepth  = errors.New("nested deeper than 64 levels")
	ErrPiece  = errors.New("one piece of it is larger than the limit")
	ErrSilent = errors.New("no answer in time")
	ErrStall  = errors.New("the transfer stalled")
)
