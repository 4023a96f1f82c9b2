// Package settlement reads the official report files of Mercado Pago, adds them up by day and reconciles them with the
// orders of a shop. It calls nothing and writes nothing: files come in as Input, results go out as values.
//
// A file is read in a stream. Amounts are exact: ten-thousandths of the currency's unit in 64 bits, every sum checked.
// What cannot be read for certain is refused with its row, never guessed, and never left out of the counts.
package settlement
