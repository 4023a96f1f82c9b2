import { randomUUID } from 'node:crypto';
import { MercadoPagoConfig, Payment, Preference } from 'mercadopago';
import { accessToken } from './config.js';

const client = new MercadoPagoConfig({ accessToken });

// The buyer pays at Mercado Pago and comes back to one of the three addresses.
export async function start(order) {
  const preference = await new Preference(client).create({
    body: {
      items: order.items,
      external_reference: order.id,
      notification_url: 'https://api.exemplo.com.br/webhooks/mercadopago?source_news=webhooks',
      back_urls: {
        success: 'https://loja.exemplo.com.br/pedido/ok',
        pending: 'https://loja.exemplo.com.br/pedido/pendente',
        failure: 'https://loja.exemplo.com.br/pedido/recusado',
      },
    },
  });
  return preference.init_point;
}

export async function state(id) {
  const payment = await new Payment(client).get({ id });
  return payment.status;
}

// One key for each refund, kept with it, so that a repetition gives the money back once.
export async function giveBack(refund) {
  refund.key ??= randomUUID();
  return fetch(`https://api.mercadopago.com/v1/payments/${refund.paymentId}/refunds`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${accessToken}`,
      'X-Idempotency-Key': refund.key,
    },
  });
}

export async function disputes(paymentId) {
  return fetch(`https://api.mercadopago.com/v1/chargebacks/search?payment_id=${paymentId}`, { headers: { Authorization: `Bearer ${accessToken}` } });
}
