// Package checks is the vocabulary and the engine of an audit: requirements, probes,
// facts, findings and the run that turns the one into the other. Probes observe and yield
// facts, rules judge facts and yield findings, everything a person sees is read from the
// same facts and findings. The package does no I/O and words nothing: texts are keys with
// arguments, rendered by checks/lang.
package checks
