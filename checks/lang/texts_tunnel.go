package lang

// tunnelTexts are the words of homologa listen about tunnels that run already.
var tunnelTexts = table{
	"cli.listen.tunnel": {
		"Com --addr, pergunta ao ngrok e ao cloudflared desta máquina, se estão em execução, que endereço público leva até aqui e o mostra. --tunnel escolhe a porta do túnel e envia uma requisição própria pelo endereço público, para comprovar que ele chega.",
		"Con --addr, pregunta al ngrok y al cloudflared de esta máquina, si están en ejecución, qué dirección pública llega hasta aquí y la muestra. --tunnel elige el puerto del túnel y envía una solicitud propia por la dirección pública, para comprobar que llega.",
		"With --addr it asks the ngrok and the cloudflared of this machine, when they run, which public address leads here, and shows it. --tunnel picks the tunnel's port and sends a request of its own through the public address, to prove that it arrives.",
	},
	"flag.tunnel":       {"receber pelo túnel ngrok ou cloudflared em execução, na porta dele, e testá-lo", "recibir por el túnel ngrok o cloudflared en ejecución, en su puerto, y probarlo", "receive through the running ngrok or cloudflared tunnel, on its port, and test it"},
	"flag.tunnel_agent": {"endereço local da API do ngrok ou das métricas do cloudflared, se não é o habitual", "dirección local de la API de ngrok o de las métricas de cloudflared, si no es la habitual", "local address of ngrok's API or of cloudflared's metrics, when it is not the usual one"},

	"cmd.tunnel_none": {
		"Nenhum túnel em execução: ngrok e cloudflared não respondem nesta máquina. Inicie um, como ngrok http {port} ou cloudflared tunnel --url http://127.0.0.1:{port}, e tente de novo. Outros túneis não dizem aonde levam: use --addr 127.0.0.1:{port}.",
		"Ningún túnel en ejecución: ngrok y cloudflared no responden en esta máquina. Inicie uno, como ngrok http {port} o cloudflared tunnel --url http://127.0.0.1:{port}, e intente de nuevo. Otros túneles no dicen a dónde llevan: use --addr 127.0.0.1:{port}.",
		"No tunnel is running: neither ngrok nor cloudflared answers on this machine. Start one, such as ngrok http {port} or cloudflared tunnel --url http://127.0.0.1:{port}, and try again. Other tunnels do not say where they lead: use --addr 127.0.0.1:{port}.",
	},
	"cmd.tunnel_unsaid": {
		"O {agent} não diz para onde {url} encaminha. Aponte o túnel para a porta {port} e receba com --addr 127.0.0.1:{port}, sem --tunnel.",
		"{agent} no dice a dónde reenvía {url}. Apunte el túnel al puerto {port} y reciba con --addr 127.0.0.1:{port}, sin --tunnel.",
		"{agent} does not say where {url} forwards. Point the tunnel to port {port} and receive with --addr 127.0.0.1:{port}, without --tunnel.",
	},
	"cmd.tunnel_unfit": {
		"O {agent} diz que {url} encaminha para {target}, onde não se pode receber por HTTP nesta máquina. Aponte o túnel para http://127.0.0.1:{port}.",
		"{agent} dice que {url} reenvía a {target}, donde no se puede recibir por HTTP en esta máquina. Apunte el túnel a http://127.0.0.1:{port}.",
		"{agent} says that {url} forwards to {target}, where nothing can be received over HTTP on this machine. Point the tunnel to http://127.0.0.1:{port}.",
	},
	"cmd.tunnel_taken": {
		"O {agent} diz que {url} encaminha para {target}, que outro programa já usa ou o sistema não libera. Aponte o túnel para uma porta livre, como {port}, e dê o endereço desse programa a --forward-to.",
		"{agent} dice que {url} reenvía a {target}, que otro programa ya usa o el sistema no permite. Apunte el túnel a un puerto libre, como {port}, y dé la dirección de ese programa a --forward-to.",
		"{agent} says that {url} forwards to {target}, which another program has already or the system refuses. Point the tunnel to a free port, such as {port}, and give that program's address to --forward-to.",
	},
	"cmd.tunnel_elsewhere": {
		"O {agent} diz que {url} encaminha para {target}, não para a porta {port}. Use --addr {local}, ou aponte o túnel para a porta {port}.",
		"{agent} dice que {url} reenvía a {target}, no al puerto {port}. Use --addr {local}, o apunte el túnel al puerto {port}.",
		"{agent} says that {url} forwards to {target}, not to port {port}. Use --addr {local}, or point the tunnel to port {port}.",
	},

	"listen.tunnel_here": {"O {agent} diz que {url} encaminha para cá.", "{agent} dice que {url} reenvía aquí.", "{agent} says that {url} forwards here."},
	"listen.tunnel_use": {
		"Em Suas integrações → aplicação → Webhooks: {url}/ · em notification_url: {url}/?source_news=webhooks",
		"En Tus integraciones → aplicación → Webhooks: {url}/ · en notification_url: {url}/?source_news=webhooks",
		"In Your integrations → application → Webhooks: {url}/ · in notification_url: {url}/?source_news=webhooks",
	},
	"listen.tunnel_plain": {
		"O Mercado Pago pede https: abra o túnel com https.",
		"Mercado Pago pide https: abra el túnel con https.",
		"Mercado Pago asks for https: open the tunnel with https.",
	},
	"listen.tunnel_verified": {"Comprovado: uma requisição enviada a {url} chegou aqui e a resposta voltou.", "Comprobado: una solicitud enviada a {url} llegó aquí y la respuesta volvió.", "Verified: a request sent to {url} arrived here and the answer came back."},
	"listen.tunnel_not":      {"Não comprovado por {url}: {why}.", "No comprobado por {url}: {why}.", "Not verified through {url}: {why}."},
	"listen.tunnel_elsewhere": {
		"O {agent} diz que {url} encaminha para {target}, não para cá. Para receber por ele, aponte-o para este endereço ou use --addr {local}.",
		"{agent} dice que {url} reenvía a {target}, no aquí. Para recibir por él, apúntelo a esta dirección o use --addr {local}.",
		"{agent} says that {url} forwards to {target}, not here. To receive through it, point it to this address or use --addr {local}.",
	},
	"listen.tunnel_far": {
		"O {agent} diz que {url} encaminha para {target}, não para cá. Para receber por ele, aponte-o para este endereço.",
		"{agent} dice que {url} reenvía a {target}, no aquí. Para recibir por él, apúntelo a esta dirección.",
		"{agent} says that {url} forwards to {target}, not here. To receive through it, point it to this address.",
	},
	"listen.tunnel_unsaid": {"O {agent} mantém {url}, mas não diz para onde encaminha.", "{agent} mantiene {url}, pero no dice a dónde reenvía.", "{agent} keeps {url} open but does not say where it forwards."},

	"forward.timeout-10s": {"sem resposta em 10 s", "sin respuesta en 10 s", "no answer in 10 s"},
	"forward.redirects":   {"o endereço redireciona, e redirecionamentos não são seguidos", "la dirección redirige, y las redirecciones no se siguen", "the address redirects, and redirects are not followed"},
	"forward.foreign":     {"outro programa respondeu", "respondió otro programa", "another program answered"},
	"forward.altered":     {"chegou aqui, mas voltou outra resposta", "llegó aquí, pero volvió otra respuesta", "it arrived here, but another answer went back"},
	"forward.certificate": {"o certificado do endereço não é aceito", "el certificado de la dirección no se acepta", "the address's certificate is not accepted"},
}
