// Package tui is the full-screen face: three panes that say where I am, what was found and what
// to do. It reads the events of checks and draws; it does no I/O of its own, judges nothing and
// words nothing outside checks/lang. Only Model satisfies tea.Model; panes are plain functions of
// its state.
package tui
