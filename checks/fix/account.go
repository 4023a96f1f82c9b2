package fix

import (
	"strings"

	"github.com/homologa/homologa/checks/lang"
)

// steps are instructions for the panel, numbered; "{panel}" is the account's dashboard.
func steps(pt, es, en []string) recipe {
	return recipe{Steps, say{"Passo a passo", "Paso a paso", "Step by step"}, func(s *scene) string {
		lines := en
		switch s.lang {
		case lang.PT:
			lines = pt
		case lang.ES:
			lines = es
		}
		r := strings.NewReplacer("{panel}", s.Panel(), "{token}", s.tokenVar, "{key}", s.keyVar, "{secret}", s.secretVar, "{hook}", s.hook.URL(), "{page}", s.page.URL(), "{site}", string(s.site.ID), "{currency}", s.site.Currency)
		var b strings.Builder
		for i, l := range lines {
			b.WriteString(string(rune('1'+i)) + ". " + r.Replace(l) + "\n")
		}
		if m := s.marks(b.String()); m != "" {
			b.WriteString("(" + m + ")\n")
		}
		return b.String()
	}}
}

// look is a read-only call that shows whether the fix took; want says what to look for.
func look(path string, want say) recipe {
	return recipe{Curl, say{"Conferir", "Comprobar", "Verify"}, func(s *scene) string {
		return "# " + s.say(want) + "\ncurl -sS '" + api + path + "' \\\n  -H \"Authorization: Bearer $" + s.tokenVar + "\"\n"
	}}
}

// envRecipe is the .env with the names the integration uses and no value.
func envRecipe() recipe {
	return recipe{Env, say{"Arquivo .env", "Archivo .env", ".env file"}, func(s *scene) string {
		return "# " + s.Panel() + "\n# " +
			s.T("Suas integrações → aplicação → Credenciais de produção: as duas da mesma aplicação", "Tus integraciones → aplicación → Credenciales de producción: las dos de la misma aplicación",
				"Your integrations → application → Production credentials: both of the same application") + "\n# " +
			s.T("Sem aspas, sem espaços, sem Bearer; uma linha cada. O .env fica fora do git", "Sin comillas, sin espacios, sin Bearer; una línea cada una. El .env queda fuera de git",
				"No quotes, no spaces, no Bearer; one line each. Keep .env out of git") + "\n# " +
			s.T("Forma usual", "Forma habitual", "Usual shape") + ": APP_USR-<app>-<MMDDhh>-<32 hex>-<user id>\n" +
			s.tokenVar + "=\n# " + s.T("Forma usual", "Forma habitual", "Usual shape") + ": APP_USR-<uuid>\n" + s.keyVar + "=\n# " +
			s.T("Webhooks → Assinatura secreta", "Webhooks → Clave secreta", "Webhooks → Secret signature") + "\n" + s.secretVar + "=\n"
	}}
}

// operation is one call on a payment, for items that ask for an API to be used.
func operation(method, path, body string, what say) recipe {
	return recipe{Curl, what, func(s *scene) string {
		out := "# " + s.T("Exemplo: troque pelo id do seu pagamento", "Ejemplo: cámbielo por el id de su pago", "Sample: use the id of your payment") + "\nPAYMENT_ID=123456789\n"
		out += "curl -sS -X " + method + " \"" + api + path + "\" \\\n  -H \"Authorization: Bearer $" + s.tokenVar + "\""
		if method != "GET" {
			out += " \\\n  -H 'Content-Type: application/json' \\\n  -H \"X-Idempotency-Key: $PAYMENT_ID-" + strings.ToLower(method) + "\" \\\n  -d '" + body + "'"
		}
		return out + "\n"
	}}
}

func htmlRecipe(name string, title say) recipe {
	return recipe{HTML, title, func(s *scene) string { return fill(name, s) }}
}
