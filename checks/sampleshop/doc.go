// Package sampleshop is a small shop with a Mercado Pago integration whose faults can be
// switched on and off, each named by the requirement it breaks. The demonstration examines it
// and the proofs break one requirement at a time with it.
//
// It plays somebody else's integration: it talks to the simulator with plain JSON calls, checks
// signatures with its own few lines and shares no code with what examines it. Everything
// listens on loopback, and its dialler refuses every address that is not the shop's: nothing
// here reaches a network. It takes no real card and no real token.
package sampleshop
