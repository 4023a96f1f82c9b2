package fix

import "testing"

// What the API masked is no more a value of the integration's than what we redacted.
func TestMaskedValuesAreNotTheIntegrationsOwn(t *testing.T) {
	for s, want := range map[string]bool{"XXXXXXXXXXX": true, "***": true, "x****@gmail.com": true, "CPF": false, "Max Maxx": false} {
		if redacted(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}
