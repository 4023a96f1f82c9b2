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
	"ssl.redirect":               {"http redireciona para https e mantém o caminho", "http redirige a https y mantiene la ruta", "http redirects to https and keeps the path"},
	"notifications.public_https": {"A URL de notificação é pública e HTTPS", "La URL de notificación es pública y HTTPS", "The notification URL is public and HTTPS"},
	"notifications.tls":          {"O servidor das notificações envia a cadeia completa", "El servidor de las notificaciones envía la cadena completa", "The notification server sends the full chain"},
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
	}
}
