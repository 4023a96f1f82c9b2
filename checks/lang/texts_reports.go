package lang

// reportsTexts holds the section on reports.
var reportsTexts = table{
	"req.reports.settlement_configured.title": {
		pt: "Dinheiro em conta: configurado",
		es: "Dinero en cuenta: configurado",
		en: "Account balance: configured",
	},
	"req.reports.settlement_configured.ask": {
		pt: "O relatório Dinheiro em conta (Todas as transações) lista tudo o que mexeu no saldo: vendas, tarifas, reembolsos. Com ele se concilia cada venda.",
		es: "El reporte Dinero en cuenta (Todas las transacciones) lista todo lo que movió el saldo: ventas, comisiones, reembolsos. Con él se concilia cada venta.",
		en: "The Account balance report (All transactions) lists everything that moved the balance: sales, fees, refunds. It is what sales are reconciled with.",
	},
	"req.reports.settlement_configured.do": {
		pt: "Configure as colunas em Relatórios, no painel, ou envie POST /v1/account/settlement_report/config. Inclua EXTERNAL_REFERENCE, SOURCE_ID e os valores.",
		es: "Configure las columnas en Reportes, en el panel, o envíe POST /v1/account/settlement_report/config. Incluya EXTERNAL_REFERENCE, SOURCE_ID y los montos.",
		en: "Configure the columns under Reports in the dashboard, or send POST /v1/account/settlement_report/config. Include EXTERNAL_REFERENCE, SOURCE_ID and the amounts.",
	},
	"req.reports.settlement_configured.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/account/settlement_report/config"),
	"req.reports.settlement_scheduled.title": {
		pt: "Dinheiro em conta: programado",
		es: "Dinero en cuenta: programado",
		en: "Account balance: scheduled",
	},
	"req.reports.settlement_scheduled.ask": {
		pt: "Só com a geração automática ligada o relatório sai sem intervenção. O primeiro sai vazio e nada é preenchido para trás: programe antes da primeira venda.",
		es: "Solo con la generación automática activa el reporte sale sin intervención. El primero sale vacío y nada se completa hacia atrás: prográmelo antes de la primera venta.",
		en: "Only with automatic generation on does the report come by itself. The first one is empty and nothing is filled in backwards: schedule it before the first sale.",
	},
	"req.reports.settlement_scheduled.do": {
		pt: "Defina frequency na configuração e envie POST /v1/account/settlement_report/schedule. A frequência sozinha não gera nada: scheduled deve ficar em true.",
		es: "Defina frequency en la configuración y envíe POST /v1/account/settlement_report/schedule. La frecuencia sola no genera nada: scheduled debe quedar en true.",
		en: "Set frequency in the configuration and send POST /v1/account/settlement_report/schedule. The frequency alone generates nothing: scheduled must become true.",
	},
	"req.reports.settlement_scheduled.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/account/settlement_report/config | grep -o '\"scheduled\":[a-z]*'"),
	"req.reports.release_configured.title":   {pt: "Liberações: configurado", es: "Liberaciones: configurado", en: "Releases: configured"},
	"req.reports.release_configured.ask": {
		pt: "O relatório Liberações mostra o que forma o saldo disponível, com as retiradas. Com ele se confere o dinheiro que chega ao banco.",
		es: "El reporte Liberaciones (en Argentina, Liquidaciones) muestra lo que forma el saldo disponible, con los retiros. Con él se controla el dinero que llega al banco.",
		en: "The Releases report shows what makes up the available balance, with withdrawals. It is what money reaching the bank is checked against.",
	},
	"req.reports.release_configured.do": {
		pt: "Configure as colunas em Relatórios, no painel, ou envie POST /v1/account/release_report/config. Inclua EXTERNAL_REFERENCE, SOURCE_ID e os valores.",
		es: "Configure las columnas en Reportes, en el panel, o envíe POST /v1/account/release_report/config. Incluya EXTERNAL_REFERENCE, SOURCE_ID y los montos.",
		en: "Configure the columns under Reports in the dashboard, or send POST /v1/account/release_report/config. Include EXTERNAL_REFERENCE, SOURCE_ID and the amounts.",
	},
	"req.reports.release_configured.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/account/release_report/config"),
	"req.reports.release_scheduled.title":  {pt: "Liberações: programado", es: "Liberaciones: programado", en: "Releases: scheduled"},
	"req.reports.release_scheduled.ask": {
		pt: "Só com a geração automática ligada o relatório sai sem intervenção. Programe antes da primeira venda, para ter o histórico desde o início.",
		es: "Solo con la generación automática activa el reporte sale sin intervención. Prográmelo antes de la primera venta, para tener el historial desde el inicio.",
		en: "Only with automatic generation on does the report come by itself. Schedule it before the first sale, to have the history from the start.",
	},
	"req.reports.release_scheduled.do": {
		pt: "Defina frequency na configuração e envie POST /v1/account/release_report/schedule. A frequência sozinha não gera nada: scheduled deve ficar em true.",
		es: "Defina frequency en la configuración y envíe POST /v1/account/release_report/schedule. La frecuencia sola no genera nada: scheduled debe quedar en true.",
		en: "Set frequency in the configuration and send POST /v1/account/release_report/schedule. The frequency alone generates nothing: scheduled must become true.",
	},
	"req.reports.release_scheduled.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/account/release_report/config | grep -o '\"scheduled\":[a-z]*'"),
	"find.report.none": {
		pt: "O {report} não está configurado.",
		es: "El {report} no está configurado.",
		en: "The {report} is not configured.",
	},
	"find.report.configured": {pt: "O {report} está configurado.", es: "El {report} está configurado.", en: "The {report} is configured."},
	"find.report.configure_first": {
		pt: "Configure o relatório primeiro; depois se vê se está programado.",
		es: "Configure primero el reporte; después se ve si está programado.",
		en: "Configure the report first; whether it is scheduled shows after that.",
	},
	"find.report.schedule_unsaid": {
		pt: "A resposta da API não traz scheduled: não se sabe se a geração automática está ligada.",
		es: "La respuesta de la API no trae scheduled: no se sabe si la generación automática está activa.",
		en: "The API's answer has no scheduled field: whether automatic generation is on is unknown.",
	},
	"find.report.unscheduled": {
		pt: "O {report} não é gerado automaticamente (scheduled = false).",
		es: "El {report} no se genera automáticamente (scheduled = false).",
		en: "The {report} is not generated automatically (scheduled = false).",
	},
	"find.report.scheduled": {
		pt: "A geração automática está ligada ({frequency}).",
		es: "La generación automática está activa ({frequency}).",
		en: "Automatic generation is on ({frequency}).",
	},
}
