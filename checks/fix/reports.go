package fix

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
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

// reportURL is an address of a report's API.
func reportURL(r mpclient.Report, rest string) string {
	return api + "/v1/account/" + string(r) + rest
}

// reportConfig configures a report for the first time; more is laid over the usual body.
func reportConfig(s *scene, r mpclient.Report, more object) string {
	return s.configCall(r, "POST", reportBody(s, r, reportColumns[r], more))
}

func reportBody(s *scene, r mpclient.Report, keys []string, more object) object {
	var columns []any
	for _, c := range keys {
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
	return whole
}

func (s *scene) configCall(r mpclient.Report, method string, body object) string {
	return "curl -sS -X " + method + " " + reportURL(r, "/config") + " \\\n  -H \"Authorization: Bearer $" + s.tokenVar + "\" \\\n" +
		"  -H 'Content-Type: application/json' \\\n  -d '" + jsonDialect.literal(body, 0) + "'\n"
}

func reportSchedule(s *scene, r mpclient.Report, method string) string {
	return "curl -sS -X " + method + " " + reportURL(r, "/schedule") + " \\\n  -H \"Authorization: Bearer $" + s.tokenVar + "\"\n"
}

func configureRecipe(reports ...mpclient.Report) recipe {
	return recipe{Curl, say{"Configurar o relatório com as colunas da conciliação", "Configurar el reporte con las columnas de la conciliación", "Configure the report with the columns of reconciliation"},
		func(s *scene) string {
			out := "# " + s.T("Configure antes da primeira venda: o que veio antes pode ficar de fora", "Configure antes de la primera venta: lo anterior puede quedar fuera",
				"Configure before the first sale: what came earlier may be missing") + "\n"
			for _, r := range reports {
				if len(reports) == 1 || s.unconfigured(r) || !slices.ContainsFunc(reports, s.unconfigured) {
					out += reportConfig(s, r, nil)
				}
			}
			return out
		}}
}

// unconfigured tells a report known not to be.
func (s *scene) unconfigured(r mpclient.Report) bool {
	c, seen := s.reports[r]
	return seen && !c.Configured
}

func scheduleRecipe(r mpclient.Report) recipe {
	return recipe{Curl, say{"Ligar a geração automática", "Activar la generación automática", "Switch automatic generation on"}, func(s *scene) string {
		out := "# " + s.T("A frequência sozinha não gera nada: só scheduled = true conta", "La frecuencia sola no genera nada: solo cuenta scheduled = true",
			"The frequency alone generates nothing: only scheduled = true counts") + "\n"
		if s.unconfigured(r) {
			out += reportConfig(s, r, nil)
		}
		return out + reportSchedule(s, r, "POST")
	}}
}

var (
	plainColumn = late.Pattern(`^[A-Z][A-Z0-9_]{0,58}$`)
	plainPrefix = late.Pattern(`^[A-Za-z0-9][A-Za-z0-9._-]{0,58}$`)
)

// kept is what was seen of a configuration and has to stay when it is sent again: columns, zone, prefix, pace.
func kept(c checks.ReportConfig) (columns []string, more object) {
	more = object{}
	for _, k := range c.Columns {
		if plainColumn().MatchString(k) {
			columns = append(columns, k)
		}
	}
	if zone := strings.TrimSpace(c.Timezone); zone != "" && !redacted(zone) {
		if _, ok := checks.ReportZone(zone); ok {
			more["display_timezone"] = zone
		}
	}
	if plainPrefix().MatchString(c.Prefix) && !redacted(c.Prefix) {
		more["file_name_prefix"] = c.Prefix
	}
	switch c.Frequency {
	case "weekly":
		more["frequency"] = object{"type": "weekly", "value": "monday", "hour": json.Number("3")}
	case "monthly":
		more["frequency"] = object{"type": "monthly", "value": json.Number("1"), "hour": json.Number("3")}
	}
	return columns, more
}

// changeRecipe sends the configuration again with what was missing; all adds the columns of a reconciliation. A frequency
// cannot change while the report is scheduled, and its day and hour are not known here. A configuration with SFTP data is
// changed in the panel: the API's answer may hold it, and it is neither read nor sent from here.
func changeRecipe(r mpclient.Report, title say, all bool, extra func(s *scene) object) recipe {
	return recipe{Curl, title, func(s *scene) string {
		var out, calls string
		if s.unconfigured(r) {
			calls = reportConfig(s, r, extra(s))
		} else {
			c, seen := s.reports[r]
			columns, more := kept(c)
			if all || len(columns) == 0 {
				for _, k := range reportColumns[r] {
					if !slices.Contains(columns, k) {
						columns = append(columns, k)
					}
				}
			}
			for k, v := range extra(s) {
				more[k] = v
			}
			calls = s.configCall(r, "PUT", reportBody(s, r, columns, more))
			notes := []string{s.T("PUT troca a configuração: confira a frequência e acrescente seus outros campos, como os e-mails",
				"PUT reemplaza la configuración: revise la frecuencia y agregue sus otros campos, como los correos",
				"PUT replaces the configuration: check the frequency and add your other fields, such as e-mails")}
			if !seen || c.SFTP {
				notes = append(notes, s.T("Com SFTP, use o painel: a API não devolve a senha", "Con SFTP, use el panel: la API no devuelve la contraseña",
					"With SFTP, use the dashboard: the API does not give the password back"))
			}
			switch {
			case c.Scheduled:
				notes = append(notes, s.T("A frequência não muda com o relatório programado: desligar, trocar, ligar",
					"La frecuencia no cambia con el reporte programado: desactivar, cambiar, activar", "The frequency cannot change while the report is scheduled: off, change, on"))
				calls = reportSchedule(s, r, "DELETE") + calls + reportSchedule(s, r, "POST")
			case !c.ScheduledKnown:
				notes = append(notes, s.T("Se estiver programado: antes DELETE …/schedule, depois POST …/schedule",
					"Si está programado: antes DELETE …/schedule, después POST …/schedule", "If it is scheduled: DELETE …/schedule before, POST …/schedule after"))
			}
			out = "# " + strings.Join(notes, "\n# ") + "\n"
		}
		if m := s.marks(calls); m != "" {
			out += "# " + m + "\n"
		}
		return out + calls
	}}
}

func columnsRecipe(r mpclient.Report) recipe {
	return changeRecipe(r, say{"Incluir as colunas da conciliação", "Incluir las columnas de la conciliación", "Add the columns of reconciliation"}, true,
		func(*scene) object { return nil })
}

func recipientsRecipe(r mpclient.Report) recipe {
	return changeRecipe(r, say{"Avisar quem concilia", "Avisar a quien concilia", "Tell whoever reconciles"}, false, func(s *scene) object {
		return object{"notification_email_list": []any{s.T("financeiro@", "finanzas@", "finance@") + s.sampleHost()}}
	})
}

func timezoneRecipe(r mpclient.Report) recipe {
	return changeRecipe(r, say{"Definir o fuso das datas", "Definir la zona horaria de las fechas", "Set the time zone of the dates"}, false,
		func(*scene) object { return nil })
}
