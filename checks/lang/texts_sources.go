package lang

// sourceTexts say where a requirement comes from.
var sourceTexts = table{
	"source.approval":      {"Documentação: melhorar a aprovação de pagamentos, dados de indústria", "Documentación: mejorar la aprobación de pagos, datos de industria", "Documentation: improve payment approval, industry data"},
	"source.rejections":    {"Documentação: motivos de recusa", "Documentación: motivos de rechazo", "Documentation: reasons for rejection"},
	"source.checklist":     {"Checklist oficial de qualidade (MCP quality_checklist, capturas de 11/2025 a 09/2026)", "Checklist oficial de calidad (MCP quality_checklist, capturas de 11/2025 a 09/2026)", "Official quality checklist (MCP quality_checklist, captures 2025-11 to 2026-09)"},
	"source.golive":        {"Requisitos para entrar em produção", "Requisitos para salir a producción", "Go to production requirements"},
	"source.credentials":   {"Documentação: suas integrações, credenciais", "Documentación: tus integraciones, credenciales", "Documentation: your integrations, credentials"},
	"source.errors":        {"Lista de erros da API de pagamentos", "Lista de errores de la API de pagos", "Error list of the Payments API"},
	"source.plugins":       {"Plug-ins oficiais WooCommerce 8.7.19 e Adobe Commerce 1.15.6 (endpoint não documentado)", "Plugins oficiales WooCommerce 8.7.19 y Adobe Commerce 1.15.6 (endpoint no documentado)", "Official WooCommerce 8.7.19 and Adobe Commerce 1.15.6 plug-ins (undocumented endpoint)"},
	"source.me_status":     {"GET /users/me → status", "GET /users/me → status", "GET /users/me → status"},
	"source.me_site":       {"GET /users/me → site_id", "GET /users/me → site_id", "GET /users/me → site_id"},
	"source.collector":     {"GET /checkout/preferences/ID → collector_id", "GET /checkout/preferences/ID → collector_id", "GET /checkout/preferences/ID → collector_id"},
	"source.notifications": {"Documentação: suas integrações, notificações", "Documentación: tus integraciones, notificaciones", "Documentation: your integrations, notifications"},
	"source.review":        {"Revisão oficial da integração (nove pontos de segurança)", "Revisión oficial de la integración (nueve puntos de seguridad)", "Official integration review (nine security checks)"},
	"source.pix":           {"Requisitos para entrar em produção: chave Pix; causa 13253 de POST /v1/payments", "Requisitos para salir a producción: clave Pix; causa 13253 de POST /v1/payments", "Go to production requirements: Pix key; cause 13253 of POST /v1/payments"},
	"source.reports":       {"Requisitos para entrar em produção: relatórios", "Requisitos para salir a producción: reportes", "Go to production requirements: reports"},
	"source.ssl":           {"Requisitos para entrar em produção: certificado SSL", "Requisitos para salir a producción: certificado SSL", "Go to production requirements: SSL certificate"},
	"source.tls":           {"Checklist oficial de qualidade (item tls); PCI DSS", "Checklist oficial de calidad (ítem tls); PCI DSS", "Official quality checklist (item tls); PCI DSS"},
	"source.forum":         {"Requisitos para entrar em produção: certificado SSL; regras do CA/Browser Forum e dos navegadores", "Requisitos para salir a producción: certificado SSL; reglas del CA/Browser Forum y de los navegadores", "Go to production requirements: SSL certificate; rules of the CA/Browser Forum and the browsers"},
	"source.hsts":          {"RFC 6797 (HSTS)", "RFC 6797 (HSTS)", "RFC 6797 (HSTS)"},
	"source.terms":         {"Revisão oficial da integração; Termos e Condições para desenvolvedores, 2.2", "Revisión oficial de la integración; Términos y Condiciones para desarrolladores, 2.2", "Official integration review; developers' Terms and Conditions, 2.2"},
}
