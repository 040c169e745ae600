// Pricing: the price of an item, and how often it was asked for (counted in Redis).
import { createServer } from 'node:http';
import { connectRedis } from './redis.js';

const redis = connectRedis(new URL(process.env.REDIS_URL));

/** A price in cents that depends on the item's name alone. */
function priceOf(sku) {
  let sum = 0;
  for (const character of sku) sum = (sum * 31 + character.codePointAt(0)) % 10_000;
  return 100 + sum;
}

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://pricing');
  const sku = /^\/prices\/([a-z0-9-]+)$/.exec(pathname)?.[1];
  try {
    if (sku === undefined) {
      response.writeHead(pathname === '/prices/' ? 200 : 404, { 'Content-Type': 'text/plain' });
      response.end(pathname === '/prices/' ? 'ask for /prices/ITEM\n' : 'not found\n');
      return;
    }
    const asked = await redis('INCR', `asked:${sku}`);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(`${JSON.stringify({ sku, cents: priceOf(sku), asked })}\n`);
  } catch (error) {
    response.writeHead(503, { 'Content-Type': 'text/plain' });
    response.end(`${error.message}\n`);
  }
}).listen(Number(process.env.PORT));
