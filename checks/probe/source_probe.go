package probe

import (
	"context"
	"errors"
	"io/fs"
	"strconv"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/source"
	"github.com/homologa/homologa/mpclient"
)

// sourceTimeout leaves the scan its own 20 seconds and time to sort.
const sourceTimeout = 25 * time.Second

// source reads the folder with the integration's code.
func (e *Env) source() checks.Probe {
	return checks.Probe{ID: "source", Provides: keys(checks.FactSource.Name), Needs: keys(checks.FactSettings.Name), Timeout: sourceTimeout,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			s := checks.FactSettings.Must(f)
			if s.SourceDir == "" {
				return []checks.Fact{checks.FactSource.Missing(checks.Gap{Reason: checks.GapInput, Input: "source_dir", Detail: s.Held["source_dir"]})}
			}
			t, err := e.tree(s.SourceDir)
			if err != nil {
				return []checks.Fact{checks.FactSource.Missing(checks.Gap{Reason: checks.GapUnsupported,
					Detail: checks.T("gap.detail.source", "dir", mpclient.CleanLine(s.SourceDir, 160), "why", whyNoFolder(err))})}
			}
			known := []mpclient.Secret{mpclient.InspectAccessToken(s.AccessToken.Reveal()).Clean, mpclient.InspectWebhookSecret(s.WebhookSecret.Reveal()).Clean}
			got := source.Scan(ctx, t, source.Options{Dir: s.SourceDir, Known: known})
			if got.Whole() && got.Code == 0 && len(got.Tokens)+len(got.Env)+len(got.Sights)+len(got.SDKs) == 0 {
				// A folder without a program proves nothing about one.
				return []checks.Fact{checks.FactSource.Missing(checks.Gap{Reason: checks.GapUnsupported,
					Detail: checks.T("gap.detail.no_code", "dir", mpclient.CleanLine(s.SourceDir, 160), "n", strconv.Itoa(got.Read))})}
			}
			return []checks.Fact{checks.FactSource.Of(got)}
		}}
}

func (e *Env) tree(dir string) (source.Tree, error) {
	if e.Source != nil {
		if fsys := e.Source(dir); fsys != nil {
			return source.Of(fsys), nil
		}
		return source.Tree{}, fs.ErrNotExist
	}
	return source.Open(dir)
}

func whyNoFolder(err error) string {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "@why.no_folder"
	case errors.Is(err, fs.ErrPermission):
		return "@why.permission"
	case errors.Is(err, source.ErrNotFolder):
		return "@why.no_folder_but_file"
	case errors.As(err, &pe):
		err = pe.Err
	}
	return mpclient.CleanLine(err.Error(), 120)
}
