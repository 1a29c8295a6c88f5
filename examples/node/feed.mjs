// Follows Rollcall's change feed: ROLLCALL_URL=http://localhost:8080 ROLLCALL_READER_TOKEN=… PORT=8092 node feed.mjs
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const { ROLLCALL_URL, ROLLCALL_READER_TOKEN, PORT } = process.env;
const users = new Map(); // your table
let after = '0'; // kept with your table, in the same transaction

function take({ kind, user }) {
  if (kind === 'user.merged') users.delete(user.id);
  else users.set(user.id, user);
}

createServer((request, response) => response.end(JSON.stringify([...users.values()]))).listen(Number(PORT), '127.0.0.1');

for (;;) {
  try {
    const answer = await fetch(`${ROLLCALL_URL}/api/v1/changes?after=${after}&limit=100&wait=30s`,
      { headers: { authorization: `Bearer ${ROLLCALL_READER_TOKEN}` }, signal: AbortSignal.timeout(60_000) });
    if (!answer.ok) throw new Error(`Rollcall answered ${answer.status}: ${await answer.text()}`);
    const changes = await answer.json();
    changes.data.forEach(take);
    after = changes.next_cursor;
  } catch (failed) {
    console.error(failed.message);
    await sleep(1_000); // and again from the same place
  }
}
