package fix

import (
	"strings"

	"github.com/homologa/homologa/checks"
)

// front is what to do where nobody can edit the server's files.
type front struct{ cdn, platform, panel, balancer say }

// untranslated is a text of a front's own screens, which are in English for everybody.
func untranslated(text string) say { return say{text, text, text} }

// fronts say, per requirement, where the switch is on the common fronts: a CDN (Cloudflare), a
// platform (Vercel, Netlify), a hosting panel (cPanel) and a cloud load balancer (AWS).
var fronts = map[checks.ID]front{
	"ssl.https": {
		untranslated("SSL/TLS → Overview: Full (strict). Edge Certificates → Always Use HTTPS"),
		say{"Domains: adicione {host}; o certificado é emitido sozinho", "Domains: agregue {host}; el certificado se emite solo", "Domains: add {host}; the certificate is issued by itself"},
		say{"SSL/TLS Status: marque {host} → Run AutoSSL", "SSL/TLS Status: marque {host} → Run AutoSSL", "SSL/TLS Status: tick {host} → Run AutoSSL"},
		say{"listener 443 com certificado do ACM", "listener 443 con certificado de ACM", "listener 443 with a certificate from ACM"}},
	"ssl.chain_complete": {
		say{"nuvem laranja ligada: a borda envia a cadeia completa; origem: certificado de origem ou Full (strict)", "nube naranja activa: el borde envía la cadena completa; origen: certificado de origen o Full (strict)", "orange cloud on: the edge sends the full chain; origin: origin certificate or Full (strict)"},
		say{"a cadeia é enviada sozinha; certificado próprio: inclua os intermediários no upload", "la cadena se envía sola; certificado propio: incluya los intermedios al subirlo", "the chain is sent by itself; own certificate: include the intermediates in the upload"},
		say{"SSL/TLS → Manage SSL Sites: cole também o CA Bundle (CABUNDLE)", "SSL/TLS → Manage SSL Sites: pegue también el CA Bundle (CABUNDLE)", "SSL/TLS → Manage SSL Sites: paste the CA Bundle (CABUNDLE) too"},
		say{"ACM: reimporte com o campo Certificate chain preenchido", "ACM: reimporte con el campo Certificate chain completo", "ACM: re-import with the Certificate chain field filled in"}},
	"ssl.hostname": {
		say{"Edge Certificates: o nome {host} deve constar; subdomínio de segundo nível pede certificado avançado", "Edge Certificates: debe figurar {host}; un subdominio de segundo nivel pide certificado avanzado", "Edge Certificates: {host} must be listed; a second-level subdomain needs an advanced certificate"},
		say{"Domains: adicione {host} ao projeto certo", "Domains: agregue {host} al proyecto correcto", "Domains: add {host} to the right project"},
		say{"AutoSSL: inclua {host} (e www) e execute de novo", "AutoSSL: incluya {host} (y www) y ejecute de nuevo", "AutoSSL: include {host} (and www) and run it again"},
		say{"ACM: certificado com {host}; adicione-o ao listener (SNI)", "ACM: certificado con {host}; agréguelo al listener (SNI)", "ACM: a certificate with {host}; add it to the listener (SNI)"}},
	"ssl.expiry": {
		say{"o certificado da borda renova sozinho; o de origem não: renove-o no servidor", "el certificado del borde se renueva solo; el de origen no: renuévelo en el servidor", "the edge certificate renews itself; the origin's does not: renew it on the server"},
		say{"Domains: confira o DNS de {host}; sem ele não há renovação", "Domains: revise el DNS de {host}; sin él no hay renovación", "Domains: check the DNS of {host}; without it there is no renewal"},
		untranslated("SSL/TLS Status → Run AutoSSL"),
		say{"ACM: o registro CNAME de validação deve continuar no DNS", "ACM: el registro CNAME de validación debe seguir en el DNS", "ACM: the validation CNAME must stay in the DNS"}},
	"ssl.certificate": {
		say{"Edge Certificates: peça um certificado novo; a chave é ECDSA", "Edge Certificates: pida un certificado nuevo; la clave es ECDSA", "Edge Certificates: order a new certificate; the key is ECDSA"},
		say{"Domains: remova e adicione {host} para emitir de novo", "Domains: quite y agregue {host} para emitir de nuevo", "Domains: remove and add {host} to issue again"},
		say{"SSL/TLS → Keys: chave nova de 2048 bits; depois AutoSSL", "SSL/TLS → Keys: clave nueva de 2048 bits; luego AutoSSL", "SSL/TLS → Keys: a new 2048-bit key; then AutoSSL"},
		say{"ACM: peça um certificado novo com chave ECDSA P 256", "ACM: pida un certificado nuevo con clave ECDSA P 256", "ACM: request a new certificate with an ECDSA P 256 key"}},
	"ssl.tls_version": {
		untranslated("Edge Certificates → Minimum TLS Version: 1.2; TLS 1.3: On"),
		say{"só TLS 1.2 e 1.3; nada a mudar", "solo TLS 1.2 y 1.3; nada que cambiar", "TLS 1.2 and 1.3 only; nothing to change"},
		say{"WHM → Apache Configuration → SSL/TLS Protocols: só 1.2 e 1.3; sem WHM, peça à hospedagem", "WHM → Apache Configuration → SSL/TLS Protocols: solo 1.2 y 1.3; sin WHM, pídalo al hosting", "WHM → Apache Configuration → SSL/TLS Protocols: 1.2 and 1.3 only; without WHM, ask the host"},
		say{"política ELBSecurityPolicy-TLS13-1-2-2021-06; CloudFront: TLSv1.2_2021", "política ELBSecurityPolicy-TLS13-1-2-2021-06; CloudFront: TLSv1.2_2021", "policy ELBSecurityPolicy-TLS13-1-2-2021-06; CloudFront: TLSv1.2_2021"}},
	"ssl.ciphers": {
		say{"Minimum TLS Version 1.2; lista própria em Cipher suites (Advanced Certificate Manager)", "Minimum TLS Version 1.2; lista propia en Cipher suites (Advanced Certificate Manager)", "Minimum TLS Version 1.2; own list under Cipher suites (Advanced Certificate Manager)"},
		say{"cifras mantidas pela plataforma; nada a mudar", "cifrados mantenidos por la plataforma; nada que cambiar", "ciphers are kept by the platform; nothing to change"},
		say{"WHM → Apache Configuration → SSL Cipher Suite; sem WHM, peça à hospedagem", "WHM → Apache Configuration → SSL Cipher Suite; sin WHM, pídalo al hosting", "WHM → Apache Configuration → SSL Cipher Suite; without WHM, ask the host"},
		say{"política ELBSecurityPolicy-TLS13-1-2-2021-06; CloudFront: TLSv1.2_2021", "política ELBSecurityPolicy-TLS13-1-2-2021-06; CloudFront: TLSv1.2_2021", "policy ELBSecurityPolicy-TLS13-1-2-2021-06; CloudFront: TLSv1.2_2021"}},
	"ssl.addresses": {
		say{"DNS: todos os registros A e AAAA de {host} com a nuvem laranja, ou todos sem", "DNS: todos los registros A y AAAA de {host} con la nube naranja, o todos sin ella", "DNS: every A and AAAA record of {host} with the orange cloud, or none"},
		say{"DNS: só os registros que a plataforma indica; apague os antigos", "DNS: solo los registros que indica la plataforma; borre los antiguos", "DNS: only the records the platform names; delete the old ones"},
		say{"Zone Editor: apague o AAAA que aponta para um servidor antigo", "Zone Editor: borre el AAAA que apunta a un servidor antiguo", "Zone Editor: delete the AAAA that points to an old server"},
		say{"Route 53: registros A e AAAA como alias do mesmo balanceador", "Route 53: registros A y AAAA como alias del mismo balanceador", "Route 53: A and AAAA records as aliases of the same balancer"}},
	"ssl.hsts": {
		untranslated("Edge Certificates → HTTP Strict Transport Security: 12 months"),
		say{"vercel.json (headers) ou arquivo _headers: Strict-Transport-Security: max-age=31536000", "vercel.json (headers) o archivo _headers: Strict-Transport-Security: max-age=31536000", "vercel.json (headers) or a _headers file: Strict-Transport-Security: max-age=31536000"},
		untranslated(`.htaccess: Header always set Strict-Transport-Security "max-age=31536000"`),
		say{"CloudFront: política SecurityHeadersPolicy; ALB: atributo do listener", "CloudFront: política SecurityHeadersPolicy; ALB: atributo del listener", "CloudFront: SecurityHeadersPolicy; ALB: listener attribute"}},
	"ssl.redirect": {
		untranslated("Edge Certificates → Always Use HTTPS: On"),
		say{"redirecionamento automático; Netlify: Force HTTPS ligado", "redirección automática; Netlify: Force HTTPS activo", "the redirect is automatic; Netlify: Force HTTPS on"},
		untranslated("Domains → Force HTTPS Redirect: On"),
		say{"listener 80: Redirect para HTTPS 443 com o mesmo host, path e query; 301", "listener 80: Redirect a HTTPS 443 con el mismo host, path y query; 301", "listener 80: Redirect to HTTPS 443 with the same host, path and query; 301"}},
}

// hosted is the remedy for fronts whose configuration file is out of reach.
func hosted(id checks.ID, where func(*scene) place) recipe {
	f, ok := fronts[id]
	if !ok {
		f = fronts["ssl.chain_complete"] // the endpoint's certificate, in general
	}
	return recipe{Steps, say{"Sem acesso ao servidor: CDN, plataforma ou hospedagem", "Sin acceso al servidor: CDN, plataforma u hosting", "No access to the server: CDN, platform or hosting"}, func(s *scene) string {
		var b strings.Builder
		for _, line := range []struct {
			name string
			text say
		}{{"Cloudflare", f.cdn}, {"Vercel, Netlify", f.platform}, {"cPanel", f.panel}, {"AWS", f.balancer}} {
			b.WriteString(line.name + ": " + strings.ReplaceAll(s.say(line.text), "{host}", where(s).host) + "\n")
		}
		if m := s.marks(b.String()); m != "" {
			b.WriteString("(" + m + ")\n")
		}
		return b.String()
	}}
}
