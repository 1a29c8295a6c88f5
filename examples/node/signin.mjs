// Asks Rollcall when somebody signs in, and remembers the answer until a push says that it has changed.
// ROLLCALL_URL=http://localhost:8080 ROLLCALL_READER_TOKEN=… ROLLCALL_PUSH_SECRET=whsec_… PORT=8092 node signin.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { ROLLCALL_URL, ROLLCALL_READER_TOKEN, ROLLCALL_PUSH_SECRET, PORT } = process.env;
const KEY = Buffer.from(ROLLCALL_PUSH_SECRET.slice('whsec_'.length), 'base64');
let answers = new Map(); // by query: the user or undefined, and until when that counts

async function user(query) {
  const [known, memory] = [answers.get(query), answers];
  if (known?.until > Date.now()) return known.user;
  const answer = await fetch(`${ROLLCALL_URL}/api/v1/users?${query}&status=ACTIVE`,
    { headers: { authorization: `Bearer ${ROLLCALL_READER_TOKEN}` }, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`Rollcall answered ${answer.status}`);
  const [found] = (await answer.json()).data;
  memory.set(query, { until: Date.now() + 60_000, user: found }); // lost if a push has come meanwhile
  if (memory.size > 10_000) memory.clear();
  return found;
}

function isFromRollcall(headers, body) {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
  const expected = Buffer.from(createHmac('sha256', KEY).update(signed).update(body).digest('base64'));
  return Math.abs(Date.now() / 1000 - headers['webhook-timestamp']) < 300 &&
    (headers['webhook-signature'] ?? '').split(' ').map(one => Buffer.from(one.replace('v1,', '')))
      .some(one => one.length === expected.length && timingSafeEqual(one, expected));
}

async function answer(request, response) {
  const body = Buffer.concat(await request.toArray());
  if (request.method === 'POST') {
    if (!isFromRollcall(request.headers, body)) return response.writeHead(401).end();
    answers = new Map();
    return response.writeHead(204).end();
  }
  const asked = new URLSearchParams(request.url.split('?')[1]);
  const [organization, email] = [asked.get('organization_id'), asked.get('email')];
  if (!organization?.trim() || !email?.trim()) return response.writeHead(400).end();
  const found = await user(new URLSearchParams({ organization_id: organization, email }).toString());
  if (!found) return response.writeHead(403).end();
  response.end(JSON.stringify({ id: found.id, roles: found.roles.filter(role => !role.resting).map(role => role.name) }));
}

createServer((request, response) => answer(request, response).catch(failed => {
  console.error(failed.message);
  response.writeHead(503).end(); // nobody gets in on a guess
})).listen(Number(PORT), '127.0.0.1');
