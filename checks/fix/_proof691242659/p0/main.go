package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/mercadopago/sdk-go/pkg/config"
	"github.com/mercadopago/sdk-go/pkg/preference"
)

func main() {
	cfg, err := config.New(os.Getenv("MP_ACCESS_TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	// Valores da sua preferência; os dados do pedido são exemplos. + items[].description
	created, err := preference.NewClient(cfg).Create(context.Background(), preference.Request{
		Items: []preference.ItemRequest{
			{
				ID:          "\\\\'",
				Title:       "\"'\\\\\\'`$(touch pwned)`touch pwned`'; touch pwned; '${HOME}{{.Token}}{{template \"x\"}}%s%n*/-->?><?php</script>a\nba\nba\tb␛[31m��␀\\u0027�é𝄞😀__proto__��'''\"\"\"#{1}\\$order{$order['id']}*/ //",
				Description: "Descrição do produto: cor, tamanho, modelo",
				Quantity:    1,
				CurrencyID:  "BRL",
				UnitPrice:   5,
			},
		},
		Metadata: map[string]any{
			"k0":  "\"",
			"k1":  "'",
			"k10": "{{template \"x\"}}",
			"k11": "%s%n",
			"k12": "*/",
			"k13": "-->",
			"k14": "?>",
			"k15": "<?php",
			"k16": "</script>",
			"k17": "a\nb",
			"k18": "a\nb",
			"k19": "a\tb",
			"k2":  "\\",
			"k20": "␛[31m",
			"k21": "�",
			"k22": "�",
			"k23": "␀",
			"k24": "\\u0027",
			"k25": "�",
			"k26": "é𝄞😀",
			"k27": "__proto__",
			"k28": "��",
			"k29": "'''",
			"k3":  "\\\\'",
			"k30": "\"\"\"",
			"k31": "#{1}",
			"k32": "\\",
			"k33": "$order",
			"k34": "{$order['id']}",
			"k35": "*/ //",
			"k4":  "`",
			"k5":  "$(touch pwned)",
			"k6":  "`touch pwned`",
			"k7":  "'; touch pwned; '",
			"k8":  "${HOME}",
			"k9":  "{{.Token}}",
		},
		Purpose:             "\"",
		StatementDescriptor: "a'b\"c\\",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.ID, created.InitPoint)
}
