// A workflow of five no-op steps on DBOS Transact, a number of them in flight, for a time; one line of JSON at the end.
import { readFileSync, readdirSync } from 'node:fs';
import { DBOS } from '@dbos-inc/dbos-sdk';

const [inFlight, seconds] = process.argv.slice(2).map(Number);
const warmUpSeconds = 3;

const fiveSteps = DBOS.registerWorkflow(
  async () => {
    for (let i = 0; i < 5; i++) {
      await DBOS.runStep(async () => {}, { name: 'nothing' });
    }
    return 5;
  },
  { name: 'fiveSteps' },
);

function databaseCpuSeconds(pid) {
  const stat = (of) => {
    const text = readFileSync(`/proc/${of}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  };
  const server = stat(pid);
  let ticks = Number(server[11]) + Number(server[12]) + Number(server[13]) + Number(server[14]);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const child = stat(name);
      if (child[1] === pid) ticks += Number(child[11]) + Number(child[12]);
    } catch {
      // It ended in the meantime.
    }
  }
  return ticks / 100;
}

const applicationCpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

DBOS.setConfig({
  name: 'paynode-bench',
  applicationVersion: '0.1.0',
  systemDatabaseUrl: process.env.DATABASE_URL,
  systemDatabasePoolSize: Number(process.env.POOL_SIZE ?? 20),
  logLevel: 'error',
  runAdminServer: false,
});
await DBOS.launch();

const latenciesMs = [];
let measuring = false;
let stopped = false;
const workers = Array.from({ length: inFlight }, async () => {
  while (!stopped) {
    const begun = performance.now();
    const handle = await DBOS.startWorkflow(fiveSteps)();
    await handle.getResult();
    if (measuring) latenciesMs.push(performance.now() - begun);
  }
});

const pause = (s) => new Promise((resolve) => setTimeout(resolve, s * 1000));
await pause(warmUpSeconds);
const before = { at: performance.now(), application: applicationCpuSeconds(), database: databaseCpuSeconds(process.env.POSTGRES_PID) };
measuring = true;
await pause(seconds);
measuring = false;
const report = {
  workflows: latenciesMs.length,
  seconds: (performance.now() - before.at) / 1000,
  applicationCpuSeconds: applicationCpuSeconds() - before.application,
  databaseCpuSeconds: databaseCpuSeconds(process.env.POSTGRES_PID) - before.database,
  latenciesMs,
};
stopped = true;
await Promise.all(workers);
await DBOS.shutdown();
console.log(JSON.stringify(report));
process.exit(0);
