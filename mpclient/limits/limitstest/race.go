//go:build race

package limitstest

// slack: with the race detector pools forget what they hold on purpose, so what is used again elsewhere is made anew.
const slack = 16
