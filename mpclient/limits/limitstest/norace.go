//go:build !race

package limitstest

const slack = 1
