import express from 'express';
import { start } from './orders.js';
import { mount } from './webhook.js';

const app = express();
app.use(express.json());
app.post('/comprar', async (req, res) => res.redirect(303, await start(req.body)));
mount(app);
app.listen(process.env.PORT ?? 3000);
