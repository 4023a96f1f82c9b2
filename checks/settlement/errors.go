package settlement

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/limits"
)

// Code names why a file, or a row of it, could not be judged. Codes are stable and part of the JSON.
type Code string

// Why a whole file is of no use.
const (
	Unreadable    Code = "unreadable"       // the system refused or broke off
	Empty         Code = "empty"            // no bytes, or no heading
	NotReport     Code = "not_a_report"     // the heading has none of the columns
	NotOrders     Code = "not_orders"       // no column names an order
	Binary        Code = "binary"           // a PDF, a picture, an old workbook
	Cut           Code = "cut"              // ends in the middle of a row
	TooLong       Code = "too_long"         // a row of more than a mebibyte
	MissingColumn Code = "missing_column"   // the heading lacks what is needed
	UnknownColumn Code = "unknown_column"   // --column names a heading the file does not have
	DoubleColumn  Code = "double_column"    // two headings mean the same
	Undecided     Code = "undecided"        // 1.234 and nothing in the file says which
	BothDecimals  Code = "both_decimals"    // the file has 1.234,56 and 1,234.56
	BadWorkbook   Code = "bad_workbook"     // an XLSX that cannot be opened
	BookLimits    Code = "workbook_limits"  // an XLSX with more, or deeper, parts than a report has
	BigCell       Code = "big_cell"         // a cell beyond what a spreadsheet holds
	TooDeep       Code = "too_deep"         // elements or objects nested beyond limits.Depth
	Overflow      Code = "overflow"         // a sum beyond 64 bits
	BadJSON       Code = "bad_json"         // an array of orders that breaks off
	AllRefused    Code = "nothing_readable" // there are rows and none could be read
)

// Why one row is refused.
const (
	RowCells    Code = "cells"  // more or fewer than the heading
	RowQuote    Code = "quote"  // a quote nobody closes
	RowAmount   Code = "amount" // not a number
	RowNoAmount Code = "no_amount"
	RowEncoding Code = "encoding"   // two encodings in one cell, or bytes that are no text
	RowNoKey    Code = "no_key"     // an order without reference and payment id
	RowID       Code = "mangled_id" // a spreadsheet wrote 1.33E+09
	RowJSON     Code = "json"
	RowSum      Code = "sum" // adding it up leaves 64 bits
)

// RowCodes lists the reasons of refused rows, FileCodes those of files.
var (
	RowCodes  = []Code{RowCells, RowQuote, RowAmount, RowNoAmount, RowEncoding, RowNoKey, RowID, RowJSON, RowSum}
	FileCodes = []Code{Unreadable, Empty, NotReport, NotOrders, Binary, Cut, TooLong, MissingColumn, UnknownColumn, DoubleColumn, Undecided, BothDecimals,
		BadWorkbook, BookLimits, BigCell, TooDeep, Overflow, BadJSON, AllRefused}
)

// Error is why a file could not be judged. Value is a piece of the file, cleaned by whoever shows it.
type Error struct {
	Code   Code
	File   string
	Row    int64 // line of the file, from 1; 0 when none is to blame
	Column string
	Value  string
	Names  []string // columns that are missing or were found
	Why    Code     // AllRefused: what was wrong with the first row
	cause  error
}

func (e *Error) Error() string {
	s := "settlement: " + e.File + ": " + string(e.Code)
	if e.Row > 0 {
		s += fmt.Sprintf(" in row %d", e.Row)
	}
	if e.Column != "" {
		s += " column " + e.Column
	}
	if len(e.Names) > 0 {
		s += ": " + strings.Join(e.Names, ", ")
	}
	return s
}

// Unwrap gives the system's error behind Unreadable.
func (e *Error) Unwrap() error { return e.cause }

// Text words the error: what, where, what to do. Pieces of the file go through clean.
func (e *Error) Text(clean func(string) string) checks.Text {
	names := make([]string, len(e.Names))
	for i, n := range e.Names {
		names[i] = clean(n)
	}
	return checks.T("settlement.file."+string(e.Code), "file", clean(e.File), "row", strconv.FormatInt(e.Row, 10), "column", clean(e.Column), "n", strconv.Itoa(limits.Depth), "value", clean(e.Value),
		"names", strings.Join(names, ", "), "why", "@settlement.row."+string(e.Why))
}

var (
	errTooLong = errors.New("row too long")
	errCut     = errors.New("cut in the middle")
)

// Refusal is one row that could not be judged.
type Refusal struct {
	File   string `json:"file"` // "report" or "orders"
	Row    int64  `json:"row"`
	Code   Code   `json:"code"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
}
