package fix

import (
	"encoding/json"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// reportColumns are those needed to match sales, fees and dates; Mercado Pago publishes no
// recommended set.
var reportColumns = map[mpclient.Report][]string{
	mpclient.SettlementReport: strings.Fields(`TRANSACTION_DATE SETTLEMENT_DATE SOURCE_ID EXTERNAL_REFERENCE ORDER_ID PACK_ID TRANSACTION_TYPE
		TRANSACTION_AMOUNT FEE_AMOUNT SETTLEMENT_NET_AMOUNT REAL_AMOUNT MKP_FEE_AMOUNT FINANCING_FEE_AMOUNT SHIPPING_FEE_AMOUNT TAXES_AMOUNT
		COUPON_AMOUNT PAYMENT_METHOD PAYMENT_METHOD_TYPE INSTALLMENTS`),
	mpclient.ReleaseReport: strings.Fields(`DATE TRANSACTION_APPROVAL_DATE SOURCE_ID EXTERNAL_REFERENCE ORDER_ID PACK_ID RECORD_TYPE DESCRIPTION
		GROSS_AMOUNT NET_CREDIT_AMOUNT NET_DEBIT_AMOUNT BALANCE_AMOUNT MP_FEE_AMOUNT FINANCING_FEE_AMOUNT SHIPPING_FEE_AMOUNT TAXES_AMOUNT
		COUPON_AMOUNT PAYMENT_METHOD PAYMENT_METHOD_TYPE INSTALLMENTS PAYOUT_BANK_ACCOUNT_NUMBER`),
}

// ReportConfiguration is the body that configures a report with the columns of a reconciliation, daily at three.
func ReportConfiguration(r mpclient.Report, language string) map[string]any {
	var columns []any
	for _, c := range reportColumns[r] {
		columns = append(columns, map[string]any{"key": c})
	}
	name, _, _ := strings.Cut(string(r), "_")
	if language == "" {
		language = "en"
	}
	return map[string]any{
		"file_name_prefix": name, "columns": columns, "separator": ";", "display_timezone": "GMT-04", "report_translation": language,
		"frequency": map[string]any{"type": "daily", "value": 0, "hour": 3},
	}
}

func reportConfig(s *scene, r mpclient.Report) string { return s.configCall(r, "POST", nil) }

// configCall configures a report; more is laid over the usual body.
func (s *scene) configCall(r mpclient.Report, method string, more object) string {
	var columns []any
	for _, c := range reportColumns[r] {
		columns = append(columns, object{"key": c})
	}
	name, _, _ := strings.Cut(string(r), "_")
	whole := object{
		"file_name_prefix": name, "columns": columns, "separator": ";", "display_timezone": "GMT-04", "report_translation": s.site.Language,
		"frequency": object{"type": "daily", "value": json.Number("0"), "hour": json.Number("3")},
	}
	for k, v := range more {
		whole[k] = v
	}
	body := jsonDialect.literal(whole, 0)
	return "curl -sS -X " + method + " " + api + "/v1/account/" + string(r) + "/config \\\n  -H \"Authorization: Bearer $" + s.tokenVar + "\" \\\n" +
		"  -H 'Content-Type: application/json' \\\n  -d '" + body + "'\n"
}

func reportSchedule(s *scene, r mpclient.Report) string {
	return "curl -sS -X POST " + api + "/v1/account/" + string(r) + "/schedule \\\n  -H \"Authorization: Bearer $" + s.tokenVar + "\"\n"
}

func configureRecipe(reports ...mpclient.Report) recipe {
	return recipe{Curl, say{"Configurar o relatório com as colunas da conciliação", "Configurar el reporte con las columnas de la conciliación", "Configure the report with the columns of reconciliation"},
		func(s *scene) string {
			out := "# " + s.T("Configure antes da primeira venda: o que veio antes pode ficar de fora", "Configure antes de la primera venta: lo anterior puede quedar fuera",
				"Configure before the first sale: what came earlier may be missing") + "\n"
			for _, r := range reports {
				if len(reports) == 1 || s.unconfigured(r) || !s.needsSettlement && !s.needsRelease {
					out += reportConfig(s, r)
				}
			}
			return out
		}}
}

func (s *scene) unconfigured(r mpclient.Report) bool {
	return r == mpclient.SettlementReport && s.needsSettlement || r == mpclient.ReleaseReport && s.needsRelease
}

func scheduleRecipe(r mpclient.Report) recipe {
	return recipe{Curl, say{"Ligar a geração automática", "Activar la generación automática", "Switch automatic generation on"}, func(s *scene) string {
		out := "# " + s.T("A frequência sozinha não gera nada: só scheduled = true conta", "La frecuencia sola no genera nada: solo cuenta scheduled = true",
			"The frequency alone generates nothing: only scheduled = true counts") + "\n"
		if s.unconfigured(r) {
			out += reportConfig(s, r)
		}
		return out + reportSchedule(s, r)
	}}
}

// changeRecipe sends the configuration again with what was missing. A configuration with SFTP data is changed in the
// panel: the API's answer may hold it, and it is neither read nor sent from here.
func changeRecipe(r mpclient.Report, title say, more func(s *scene) object) recipe {
	return recipe{Curl, title, func(s *scene) string {
		out := "# " + s.T("PUT troca a configuração: acrescente seus outros campos, ou use o painel se houver SFTP",
			"PUT reemplaza la configuración: agregue sus otros campos, o use el panel si hay SFTP", "PUT replaces the configuration: add your other fields, or use the panel if there is SFTP") + "\n"
		if s.unconfigured(r) {
			return out + s.configCall(r, "POST", more(s))
		}
		return out + s.configCall(r, "PUT", more(s))
	}}
}

func columnsRecipe(r mpclient.Report) recipe {
	return changeRecipe(r, say{"Incluir as colunas da conciliação", "Incluir las columnas de la conciliación", "Add the columns of reconciliation"}, func(*scene) object { return nil })
}

func recipientsRecipe(r mpclient.Report) recipe {
	return changeRecipe(r, say{"Avisar quem concilia", "Avisar a quien concilia", "Tell whoever reconciles"}, func(s *scene) object {
		return object{"notification_email_list": []any{s.T("financeiro@", "finanzas@", "finance@") + s.sampleHost()}}
	})
}

func timezoneRecipe(r mpclient.Report) recipe {
	return changeRecipe(r, say{"Definir o fuso das datas", "Definir la zona horaria de las fechas", "Set the time zone of the dates"}, func(*scene) object { return nil })
}
