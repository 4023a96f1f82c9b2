export const accessToken = process.env.MP_ACCESS_TOKEN;
export const webhookSecret = process.env.MP_WEBHOOK_SECRET;
