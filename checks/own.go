package checks

import "github.com/homologa/homologa/mpclient/late"

// OwnReference begins the external_reference of everything homologa creates in an account; the kind and a
// random part follow.
const OwnReference = "homologa-"

var ownMark = late.Pattern(`^homologa-[a-z_]+-[0-9a-z]{16}$`)

// Own reports whether an external_reference is of something homologa made: such a thing is never evidence about
// the integration.
func Own(reference string) bool { return ownMark().MatchString(reference) }
