package fix

import "github.com/homologa/homologa/checks"

// server is what the templates of web servers see.
type server struct {
	*scene
	Place place
	Hint  string
}

// serverHints open a configuration with what the requirement is about.
var serverHints = map[checks.ID]say{
	"ssl.https":                  {"A página de pagamento responde por HTTPS", "La página de pago responde por HTTPS", "The payment page answers over HTTPS"},
	"ssl.chain_complete":         {"O servidor deve enviar também o intermediário", "El servidor debe enviar también el intermedio", "The server must send the intermediate too"},
	"ssl.hostname":               {"O certificado deve cobrir este nome", "El certificado debe cubrir este nombre", "The certificate must cover this name"},
	"ssl.expiry":                 {"Renovar agora: certbot renew && nginx -s reload", "Renovar ahora: certbot renew && nginx -s reload", "Renew now: certbot renew && nginx -s reload"},
	"ssl.tls_version":            {"Só TLS 1.2 e 1.3", "Solo TLS 1.2 y 1.3", "TLS 1.2 and 1.3 only"},
	"ssl.certificate":            {"Emitir de novo: certbot --force-renewal --key-type ecdsa", "Emitir de nuevo: certbot --force-renewal --key-type ecdsa", "Issue again: certbot --force-renewal --key-type ecdsa"},
	"ssl.ciphers":                {"Só cifras com sigilo de encaminhamento e AEAD", "Solo cifrados con secreto perfecto hacia adelante y AEAD", "Forward secrecy and AEAD ciphers only"},
	"ssl.addresses":              {"A mesma configuração em todos os endereços do nome, IPv4 e IPv6", "La misma configuración en todas las direcciones del nombre, IPv4 e IPv6", "The same configuration on every address of the name, IPv4 and IPv6"},
	"ssl.back_urls":              {"Os endereços de retorno respondem por HTTPS com cadeia completa", "Las direcciones de retorno responden por HTTPS con la cadena completa", "The return addresses answer over HTTPS with the full chain"},
	"ssl.hsts":                   {"HSTS por um ano; comece com max-age=86400 se ainda há partes em http", "HSTS por un año; empiece con max-age=86400 si aún hay partes en http", "HSTS for a year; start with max-age=86400 if some parts are still on http"},
	"ssl.redirect":               {"http redireciona para https e mantém o caminho", "http redirige a https y mantiene la ruta", "http redirects to https and keeps the path"},
	"notifications.public_https": {"A URL de notificação é pública e HTTPS", "La URL de notificación es pública y HTTPS", "The notification URL is public and HTTPS"},
	"notifications.tls":          {"O servidor das notificações envia a cadeia completa", "El servidor de las notificaciones envía la cadena completa", "The notification server sends the full chain"},
}

// Ciphers are Mozilla's "intermediate" suites with ECDHE (ssl-config.mozilla.org, guideline 5.7):
// forward secrecy and AEAD, and every browser that speaks TLS 1.2 knows one of them.
func (server) Ciphers() string {
	return "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:" +
		"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
}

func serverRecipes(id checks.ID, where func(*scene) place) []recipe {
	with := func(name string) func(*scene) string {
		return func(s *scene) string {
			hint := s.say(serverHints[id])
			if id == "ssl.chain_complete" && s.missingIssuer != "" {
				hint += ": " + s.missingIssuer
			}
			return fill(name, server{s, where(s), hint})
		}
	}
	return []recipe{
		{Nginx, say{"Configuração completa do nginx", "Configuración completa de nginx", "Complete nginx configuration"}, with("nginx.tmpl")},
		{Caddy, say{"Caddyfile completo", "Caddyfile completo", "Complete Caddyfile"}, with("caddy.tmpl")},
		{Apache, say{"Configuração completa do Apache", "Configuración completa de Apache", "Complete Apache configuration"}, with("apache.tmpl")},
		hosted(id, where),
	}
}

func onPage(s *scene) place { return s.page }
func onHook(s *scene) place { return s.hook }

// handlerRecipes are complete receivers.
func handlerRecipes() []recipe {
	title := say{"Receptor completo que verifica a assinatura", "Receptor completo que verifica la firma", "Complete receiver that verifies the signature"}
	with := func(name string) func(*scene) string { return func(s *scene) string { return fill(name, s) } }
	return []recipe{
		{Go, title, func(s *scene) string { return formatted(fill("webhook.go.tmpl", s)) }},
		{Node, title, with("webhook.node.tmpl")},
		{PHP, title, with("webhook.php.tmpl")},
		{Python, title, with("webhook.python.tmpl")},
		{Java, title, with("webhook.java.tmpl")},
		{Ruby, title, with("webhook.ruby.tmpl")},
		{CSharp, title, with("webhook.csharp.tmpl")},
	}
}

// letThrough opens the path of notifications on what stands before the application.
func letThrough() []recipe {
	return []recipe{
		{Nginx, say{"nginx: deixar passar as notificações", "nginx: dejar pasar las notificaciones", "nginx: let notifications through"}, func(s *scene) string { return fill("webhook.nginx.tmpl", s) }},
		{Steps, say{"Cloudflare: deixar passar as notificações", "Cloudflare: dejar pasar las notificaciones", "Cloudflare: let notifications through"}, func(s *scene) string {
			rule := `(http.host eq "` + s.hook.host + `" and http.request.uri.path eq "` + s.hook.path + `" and http.request.method eq "POST")`
			body := s.T("Security → WAF → Custom rules → Create rule. Expressão:", "Security → WAF → Custom rules → Create rule. Expresión:", "Security → WAF → Custom rules → Create rule. Expression:") + "\n" + rule + "\n" +
				s.T("Ação Skip: regras personalizadas restantes, Rate limiting, Managed rules, Super Bot Fight Mode; ponha a regra em primeiro lugar.",
					"Acción Skip: reglas personalizadas restantes, Rate limiting, Managed rules, Super Bot Fight Mode; ponga la regla en primer lugar.",
					"Action Skip: remaining custom rules, rate limiting, managed rules, Super Bot Fight Mode; put the rule first.") + "\n" +
				s.T("Bot Fight Mode (plano gratuito) não tem exceção: desligue-o em Security → Bots.",
					"Bot Fight Mode (plan gratuito) no tiene excepción: desactívelo en Security → Bots.",
					"Bot Fight Mode (free plan) takes no exception: switch it off under Security → Bots.") + "\n"
			if m := s.marks(body); m != "" {
				body += "(" + m + ")\n"
			}
			return body
		}},
	}
}
