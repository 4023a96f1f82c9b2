import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhookSecret } from './config.js';
import { state } from './orders.js';

// What Mercado Pago sends counts only with its signature, and only after a look at the payment.
export function mount(app) {
  app.post('/webhooks/mercadopago', async (req, res) => {
    const id = String(req.query['data.id'] ?? '');
    if (!signed(id, req.headers)) return res.sendStatus(401);
    res.sendStatus(200);
    await settle(id, await state(id));
  });
}

function signed(id, headers) {
  const { ts, v1 } = Object.fromEntries(String(headers['x-signature'] ?? '').split(',').map((part) => part.trim().split('=')));
  const want = createHmac('sha256', webhookSecret).update(`id:${id};request-id:${headers['x-request-id']};ts:${ts};`).digest();
  const got = Buffer.from(v1 ?? '', 'hex');
  return got.length === want.length && timingSafeEqual(got, want);
}
