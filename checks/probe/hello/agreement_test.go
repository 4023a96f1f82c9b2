package hello_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/hello"
	"github.com/homologa/homologa/checks/probe/hello/hellotest"
)

func needOpenSSL(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("HOMOLOGA_REQUIRE_TOOLS") == "1" {
			t.Fatal("HOMOLOGA_REQUIRE_TOOLS=1 and there is no openssl")
		}
		t.Skip("no openssl here")
	}
}

// upTo12 stands for the versions that the classes of suites take.
const upTo12 = "-no_tls1_3 -min_protocol TLSv1"

// asOpenSSL is how openssl s_client offers a class: the flags of the version and the suites.
var asOpenSSL = []struct {
	offer   checks.Offer
	version string
	ciphers string
}{
	{checks.OfferSSL3, "-ssl3", "ALL:eNULL:aNULL"},
	{checks.OfferTLS10, "-tls1", "ALL:eNULL:aNULL"},
	{checks.OfferTLS11, "-tls1_1", "ALL:eNULL:aNULL"},
	{checks.OfferTLS12, "-tls1_2", "ALL:eNULL:aNULL"},
	{checks.OfferTLS13, "-tls1_3", ""},
	{checks.OfferAEAD, upTo12, "kECDHE+AESGCM:kECDHE+CHACHA20:kDHE+AESGCM:kDHE+CHACHA20:kECDHE+AESCCM:kDHE+AESCCM:kECDHE+ARIAGCM:kDHE+ARIAGCM:!aNULL"},
	{checks.OfferStatic, upTo12, "kRSA:!eNULL:!3DES:!RC4:!DES:!IDEA"},
	{checks.OfferRC4, upTo12, "RC4:!aNULL"},
	{checks.Offer3DES, upTo12, "3DES:DES:IDEA:!aNULL"},
	{checks.OfferExport, upTo12, "EXPORT:!aNULL"},
	{checks.OfferNull, upTo12, "eNULL:!aNULL"},
	{checks.OfferAnon, upTo12, "aNULL"},
	{checks.OfferDHE, upTo12, "kDHE:!aNULL:!3DES"},
	{checks.OfferCBC, upTo12, "kECDHE:!AESGCM:!CHACHA20:!AESCCM:!ARIAGCM:!eNULL:!aNULL:!3DES:!RC4"},
}

var (
	chosen  = regexp.MustCompile(`Protocol version: (\S+)`)
	tempKey = regexp.MustCompile(`Server Temp Key: DH, (\d+) bits`)
)

// askOpenSSL offers one class with s_client: "yes", "yes:bits" for finite-field DHE, "no", or why
// this openssl cannot ask. Only the choice of version and suite counts: s_client asks with no
// demand on keys (SECLEVEL=0) and verifies nothing.
func askOpenSSL(ctx context.Context, addr, version, ciphers string) string {
	args := append([]string{"s_client", "-connect", addr, "-servername", host, "-brief", "-no-CAfile", "-no-CApath", "-no-CAstore"}, strings.Fields(version)...)
	if ciphers != "" {
		args = append(args, "-cipher", ciphers+":@SECLEVEL=0")
	}
	out, err := exec.CommandContext(ctx, "openssl", args...).CombinedOutput() // stdin is empty: it leaves after the handshake
	text := string(out)
	switch {
	case strings.Contains(text, "no cipher match"), strings.Contains(text, "Unknown option"), strings.Contains(text, "Option unknown"):
		return "cannot ask"
	case chosen.MatchString(text):
		if m := tempKey.FindStringSubmatch(text); m != nil && strings.Contains(ciphers, "kDHE:") {
			return "yes:" + m[1]
		}
		return "yes"
	case strings.Contains(text, "alert"), strings.Contains(text, "ssl_choose_client_version:unsupported protocol"), strings.Contains(text, "unexpected eof"), err != nil && strings.Contains(text, "errno=0"):
		return "no"
	}
	return "? " + text
}

// opensslServer runs s_server until the test ends.
func opensslServer(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "openssl", append([]string{"s_server", "-accept", "127.0.0.1:0"}, args...)...)
	in, err := cmd.StdinPipe() // it leaves when its input ends
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = in.Close()
		wg.Wait()
		_ = cmd.Wait()
	})
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("openssl s_server %v ended before it listened", args)
		}
		if _, addr, ok := strings.Cut(strings.TrimSpace(line), "ACCEPT "); ok {
			wg.Go(func() { _, _ = io.Copy(io.Discard, lines) })
			return addr
		}
	}
}

// pemFiles writes a certificate and its key for s_server.
func pemFiles(t *testing.T, kind string) []string {
	t.Helper()
	c := certificate(kind)
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, kind+".crt"), filepath.Join(dir, kind+".key")
	for name, b := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: c.Certificate[0]}, keyFile: {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"-cert", certFile, "-key", keyFile}
}

// oakley2 is the 1024-bit prime of RFC 2409, section 6.2, with generator 2: what old servers had
// built in.
const oakley2 = `-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
`

// What we say of a server is what openssl s_client gets from it. The only differences allowed are
// classes that this openssl was built without, which it cannot ask for.
func TestAgreesWithOpenSSL(t *testing.T) {
	needOpenSSL(t)
	rsa, ecdsa := pemFiles(t, "rsa"), pemFiles(t, "ecdsa")
	dh := filepath.Join(t.TempDir(), "dh.pem")
	if err := os.WriteFile(dh, []byte(oakley2), 0o600); err != nil {
		t.Fatal(err)
	}
	s := func(more []string, args ...string) func(*testing.T) string {
		return func(t *testing.T) string { return opensslServer(t, append(slices.Clone(more), args...)...) }
	}
	g := func(kind string, lowest, highest uint16, suites ...uint16) func(*testing.T) string {
		return func(t *testing.T) string {
			return hellotest.Listen(t, goServer(kind, lowest, highest, suites...)).Addr
		}
	}
	const all = "ALL:eNULL:aNULL@SECLEVEL=0"
	servers := []struct {
		name  string
		start func(*testing.T) string
	}{
		{"openssl, all, DH 1024", s(rsa, "-cipher", all, "-dhparam", dh)},
		{"openssl, all, DH of its own", s(rsa, "-cipher", all)},
		{"openssl, as it comes", s(rsa)},
		{"openssl, ECDSA, all", s(ecdsa, "-cipher", all)},
		{"openssl, 1.2 only", s(rsa, "-tls1_2")},
		{"openssl, 1.3 only", s(rsa, "-tls1_3")},
		{"openssl, 1.0 only", s(rsa, "-tls1", "-cipher", all, "-dhparam", dh)},
		{"openssl, 1.0 and 1.2", s(rsa, "-no_tls1_1", "-no_tls1_3", "-cipher", all)},
		{"openssl, DHE only", s(rsa, "-no_tls1_3", "-cipher", "kDHE@SECLEVEL=0", "-dhparam", dh)},
		{"openssl, CBC only", s(rsa, "-no_tls1_3", "-cipher", "kECDHE+AES:!AESGCM:!AESCCM@SECLEVEL=0")},
		{"openssl, anonymous only", s(nil, "-nocert", "-no_tls1_3", "-cipher", "aNULL@SECLEVEL=0")},
		{"openssl, NULL only", s(rsa, "-no_tls1_3", "-cipher", "eNULL@SECLEVEL=0")},
		{"go, as it comes", g("rsa", 0, 0)},
		{"go, 1.0 to 1.3, all suites", g("rsa", tls10, tls13, allGoSuites()...)},
		{"go, 1.1 only, static", g("rsa", tls11, tls11, rsaAES)},
		{"go, 1.2 only, ECDSA", g("ecdsa", tls12, tls12, ecdheECDSA)},
		{"go, 1.3 only", g("ecdsa", tls13, tls13)},
	}
	var cannot sync.Map // classes this openssl cannot ask for
	rows := make([]string, len(servers))
	asked := make([]int, len(servers))
	t.Run("servers", func(t *testing.T) {
		for i, sv := range servers {
			t.Run(sv.name, func(t *testing.T) {
				t.Parallel()
				addr := sv.start(t)
				ours, connections := (&hello.Asker{Addr: addr, ServerName: host, Timeout: time.Minute}).All(t.Context())
				var row strings.Builder
				for _, c := range asOpenSSL {
					got := map[checks.Answer]string{checks.Yes: "yes", checks.No: "no"}[ours[c.offer].Answer]
					if n := ours[c.offer].DHBits; n > 0 {
						got += ":" + strconv.Itoa(n)
					}
					theirs := "cannot ask"
					if _, known := cannot.Load(c.offer); !known {
						theirs = askOpenSSL(t.Context(), addr, c.version, c.ciphers)
					}
					switch theirs {
					case got:
						asked[i]++
						fmt.Fprintf(&row, "\t%s", got)
					case "cannot ask":
						cannot.Store(c.offer, true)
						fmt.Fprintf(&row, "\t%s*", got)
					default:
						t.Errorf("%s: we say %q, openssl s_client %q", c.offer, got, theirs)
						fmt.Fprintf(&row, "\t%s/%s", got, theirs)
					}
				}
				rows[i] = fmt.Sprintf("%s%s\t%d", sv.name, row.String(), connections)
			})
		}
	})
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 1, ' ', 0)
	fmt.Fprint(w, "server")
	for _, c := range asOpenSSL {
		fmt.Fprintf(w, "\t%s", c.offer)
	}
	fmt.Fprint(w, "\tconnections\n")
	total := 0
	for i, r := range rows {
		fmt.Fprintln(w, r)
		total += asked[i]
	}
	_ = w.Flush()
	t.Logf("%d answers compared; * this openssl is built without the class and cannot ask\n%s", total, b.String())
	if total < 9*len(servers) {
		t.Errorf("only %d answers compared", total)
	}
}

// The class of every suite that OpenSSL knows is the one its own description says.
func TestClassesAgreeWithOpenSSL(t *testing.T) {
	needOpenSSL(t)
	out, err := exec.CommandContext(t.Context(), "openssl", "ciphers", "-V", "ALL:COMPLEMENTOFALL:@SECLEVEL=0").Output()
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`0x(\w\w),0x(\w\w) - (\S+) +(\S+) +Kx=(\S+) +Au=(\S+) +Enc=(\S+)`)
	known := 0
	for _, m := range line.FindAllStringSubmatch(string(out), -1) {
		id, err := strconv.ParseUint(m[1]+m[2], 16, 16)
		if err != nil {
			t.Fatal(err)
		}
		kx, au, enc := m[5], m[6], m[7]
		if strings.Contains(kx, "PSK") || strings.Contains(kx, "SRP") || strings.Contains(kx, "GOST") || au == "PSK" || au == "SRP" {
			continue
		}
		aead := strings.Contains(enc, "GCM") || strings.Contains(enc, "CCM") || strings.Contains(enc, "CHACHA20")
		var want []checks.Offer
		switch {
		case kx == "any":
			want = []checks.Offer{checks.OfferTLS13}
		case au == "None":
			want = []checks.Offer{checks.OfferAnon}
		case enc == "None":
			want = []checks.Offer{checks.OfferNull}
		case strings.HasPrefix(enc, "RC4"):
			want = []checks.Offer{checks.OfferRC4}
		case strings.HasPrefix(enc, "3DES"), strings.HasPrefix(enc, "DES"), strings.HasPrefix(enc, "IDEA"):
			want = []checks.Offer{checks.Offer3DES}
		case kx == "DH" && aead:
			want = []checks.Offer{checks.OfferAEAD, checks.OfferDHE}
		case kx == "DH":
			want = []checks.Offer{checks.OfferDHE}
		case kx == "ECDH" && aead:
			want = []checks.Offer{checks.OfferAEAD}
		case kx == "ECDH":
			want = []checks.Offer{checks.OfferCBC}
		case kx == "RSA":
			want = []checks.Offer{checks.OfferStatic}
		default:
			t.Errorf("unknown kind: %s", m[0])
			continue
		}
		// A server that takes this suite alone is seen by these classes and no others.
		version := uint16(tls12)
		if kx == "any" {
			version = tls13
		}
		var got []checks.Offer
		for _, o := range []checks.Offer{checks.OfferTLS13, checks.OfferAnon, checks.OfferNull, checks.OfferRC4, checks.Offer3DES, checks.OfferAEAD,
			checks.OfferDHE, checks.OfferCBC, checks.OfferStatic, checks.OfferExport} {
			one := raw{Versions: []uint16{version}, Suites: []uint16{uint16(id)}}
			dial := func(context.Context, string, string) (net.Conn, error) {
				here, there := net.Pipe()
				go one.Handle(there)
				return here, nil
			}
			if (&hello.Asker{Dial: dial, ServerName: host}).Ask(t.Context(), o).Answer == checks.Yes {
				got = append(got, o)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s (%04x): seen by %v, want %v", m[3], id, got, want)
		}
		known++
	}
	if known < 80 {
		t.Errorf("only %d suites compared", known)
	}
	t.Logf("%d suites compared", known)
}

// s_server with and without the leave to renegotiate.
func TestRenegotiationAgainstOpenSSL(t *testing.T) {
	needOpenSSL(t)
	rsa, ecdsa := pemFiles(t, "rsa"), pemFiles(t, "ecdsa")
	for _, c := range []struct {
		name string
		args []string
		want checks.Answer
	}{
		{"allowed", append(slices.Clone(rsa), "-client_renegotiation"), checks.Yes},
		{"allowed, 1.2 only", append(slices.Clone(rsa), "-client_renegotiation", "-tls1_2"), checks.Yes},
		{"allowed, ECDSA, AES-128", append(slices.Clone(ecdsa), "-client_renegotiation", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"), checks.Yes},
		{"allowed, static RSA", append(slices.Clone(rsa), "-client_renegotiation", "-tls1_2", "-cipher", "AES256-GCM-SHA384"), checks.Yes},
		{"as it comes", rsa, checks.No},
		{"forbidden", append(slices.Clone(rsa), "-no_renegotiation", "-tls1_2"), checks.No},
		{"1.3 only", append(slices.Clone(rsa), "-tls1_3"), checks.No},
		{"1.0 only", append(slices.Clone(rsa), "-tls1", "-cipher", "ALL@SECLEVEL=0"), checks.Unknown},
		{"CBC only", append(slices.Clone(rsa), "-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"), checks.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := hello.Asker{Addr: opensslServer(t, c.args...), ServerName: host, Timeout: time.Minute}
			if got, n := a.Renegotiation(t.Context()); got != c.want || n != 1 {
				t.Errorf("answer %d, want %d; %d connections", got, c.want, n)
			}
		})
	}
}
