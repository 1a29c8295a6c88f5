// Takes the changes that Rollcall pushes: ROLLCALL_PUSH_SECRET=whsec_… PORT=8092 node push.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const KEY = Buffer.from(process.env.ROLLCALL_PUSH_SECRET.slice('whsec_'.length), 'base64');
const users = new Map(); // your table: for each user the last cursor, and the user or null

// A change may come more than once, and after one that is newer.
function take({ cursor, kind, user }) {
  if (Number(cursor) > (users.get(user.id)?.cursor ?? 0)) {
    users.set(user.id, { cursor: Number(cursor), user: kind === 'user.merged' ? null : user });
  }
}

// As https://www.standardwebhooks.com says.
function isFromRollcall(headers, body) {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
  const expected = Buffer.from(createHmac('sha256', KEY).update(signed).update(body).digest('base64'));
  return Math.abs(Date.now() / 1000 - headers['webhook-timestamp']) < 300 &&
    (headers['webhook-signature'] ?? '').split(' ').map(one => Buffer.from(one.replace('v1,', '')))
      .some(one => one.length === expected.length && timingSafeEqual(one, expected));
}

async function answer(request, response) {
  if (request.method === 'GET') {
    return response.end(JSON.stringify([...users.values()].flatMap(({ user }) => user ?? [])));
  }
  const body = Buffer.concat(await request.toArray());
  if (!isFromRollcall(request.headers, body)) return response.writeHead(401).end();
  JSON.parse(body).data.forEach(take); // in one transaction
  response.writeHead(204).end(); // confirms them: not before they are kept
}

createServer((request, response) => answer(request, response).catch(failed => {
  console.error(failed.message);
  response.writeHead(500).end(); // and Rollcall delivers them again
})).listen(Number(process.env.PORT), '127.0.0.1');
