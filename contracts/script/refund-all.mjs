#!/usr/bin/env node
// Gets every payer's funds out without Paynode: only a public RPC and any account with a little gas money are needed.
//
//   RPC_URL=https://… PRIVATE_KEY=0x… contracts/script/refund-all.mjs --escrow 0x… [--from-block N]
//     [--terms file.json] [--wait] [--dry-run]
//
// 1. Finds every order that was ever locked, by the escrow's events, and refunds those past their deadline.
// 2. Pays out what tokens once refused to deliver and now accept.
// 3. With --terms, a JSON array of orders' terms as the order was given out, sends what lies at their deposit
//    addresses to their refund addresses, once it can no longer become an order.
//
// --wait stays until the last deadline has passed and everything is out. --dry-run only looks. The account gains
// nothing and can take nothing: the contract sends funds to the refund addresses alone. The last line is JSON; the
// exit code is 0 if all that was due is out.
import { Contract, Interface, JsonRpcProvider, NonceManager, VoidSigner, Wallet, ZeroAddress } from 'ethers';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

const TERMS = '(bytes32 orderRef, address token, uint256 amount, address payer, address refundTo, uint64 deadline, '
  + 'uint16 protocolFeeBps, uint16 integratorFeeBps, address integrator, uint8 mode)';
const ESCROW_ABI = [
  `event Locked(bytes32 indexed orderId, bytes32 indexed orderRef, address indexed token, address funder, uint256 amount, ${TERMS} terms)`,
  'event Credited(address indexed account, address indexed token, uint256 amount)',
  'event Refunded(bytes32 indexed orderId, address indexed refundTo, uint256 amount)',
  'function orderOf(bytes32 orderId) view returns ((uint8 status, address token, uint256 remaining, address payer, address refundTo, uint64 deadline, uint16 protocolFeeBps, uint16 integratorFeeBps, address integrator, uint8 mode))',
  'function creditOf(address token, address account) view returns (uint256)',
  `function depositAddressOf(${TERMS} terms) view returns (address)`,
  `function lockRefusalOf(${TERMS} terms) view returns (bytes4)`,
  'function refund(bytes32[] orderIds)',
  'function withdraw(address token, address account)',
  `function collect(${TERMS} terms)`,
  `function recover(${TERMS} terms, address token)`,
];
const TOKEN_ABI = ['function balanceOf(address account) view returns (uint256)'];

const REFUNDED_TOPIC = new Interface(ESCROW_ABI).getEvent('Refunded').topicHash;
const STATUS_LOCKED = 1n;
/** Public endpoints answer log queries over this many blocks or fewer; a refused range is halved. */
const LOG_RANGE_BLOCKS = 10_000;
/** About 40,000 gas an order: two million a transaction is small on every chain. */
const REFUNDS_PER_TRANSACTION = 50;
/** Read calls under way at once, which public endpoints bear. */
const PARALLEL_READS = 8;
const POLL_MS = 5_000;
/** Between looks for a receipt: the chains' blocks take a second or two. */
const RECEIPT_POLL_MS = 1_000;
const RETRIES = 4;

const { values: args } = parseArgs({
  options: {
    escrow: { type: 'string' },
    'from-block': { type: 'string', default: '0' },
    terms: { type: 'string' },
    wait: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
});
const { RPC_URL, PRIVATE_KEY } = process.env;
if (!RPC_URL || !args.escrow || (!PRIVATE_KEY && !args['dry-run'])) {
  console.error('usage: RPC_URL=… PRIVATE_KEY=0x… refund-all.mjs --escrow 0x… [--from-block N] [--terms file.json] [--wait] [--dry-run]');
  process.exit(2);
}

const provider = new JsonRpcProvider(RPC_URL, undefined, { batchMaxCount: 1, pollingInterval: RECEIPT_POLL_MS });
const signer = args['dry-run']
  ? new VoidSigner(ZeroAddress, provider)
  : new NonceManager(new Wallet(PRIVATE_KEY, provider));
const escrow = new Contract(args.escrow, ESCROW_ABI, signer);
const deposits = args.terms ? JSON.parse(readFileSync(args.terms, 'utf8')) : [];
const tally = { orders: 0, refunded: 0, waiting: 0, withdrawn: 0, recovered: 0, failed: 0 };

/** Repeats a read that failed, with growing pauses: public endpoints limit their callers. */
async function read(action) {
  for (let attempt = 0; ; ++attempt) {
    try {
      return await action();
    } catch (error) {
      if (attempt === RETRIES || error.code === 'CALL_EXCEPTION') throw error;
      await sleep(250 * 2 ** attempt);
    }
  }
}

/** Every log of an event in a range of blocks; a range that the endpoint refuses is halved. */
async function logsOf(event, from, to) {
  const logs = [];
  for (let start = from; start <= to; start += LOG_RANGE_BLOCKS) {
    logs.push(...(await logsWithin(event, start, Math.min(to, start + LOG_RANGE_BLOCKS - 1))));
  }
  return logs;
}

async function logsWithin(event, from, to) {
  try {
    return await escrow.queryFilter(event, from, to);
  } catch (error) {
    if (from === to) return read(() => escrow.queryFilter(event, from, to));
    const middle = Math.floor((from + to) / 2);
    return [...(await logsWithin(event, from, middle)), ...(await logsWithin(event, middle + 1, to))];
  }
}

async function mapInParallel(items, action) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await action(items[index]);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, worker));
  return results;
}

async function chainTime() {
  return BigInt((await read(() => provider.getBlock('latest'))).timestamp);
}

/** Sends a call and waits for it. Answers its logs, or null when it would revert or does. */
async function send(label, method, ...parameters) {
  try {
    await escrow[method].estimateGas(...parameters);
    if (args['dry-run']) {
      console.log(`would ${label}`);
      return [];
    }
    const transaction = await escrow[method](...parameters);
    const receipt = await transaction.wait();
    console.log(`${label}: ${receipt.hash}`);
    return receipt.logs;
  } catch (error) {
    signer.reset?.();
    console.error(`could not ${label}: ${error.shortMessage ?? error.message}`);
    return null;
  }
}

/** Refunds the orders; a batch that fails as a whole is halved until the culprit stands alone. */
async function refund(orderIds) {
  if (orderIds.length === 0) return;
  if (orderIds.length > REFUNDS_PER_TRANSACTION) {
    await refund(orderIds.slice(0, REFUNDS_PER_TRANSACTION));
    await refund(orderIds.slice(REFUNDS_PER_TRANSACTION));
  } else {
    const logs = await send(`refund ${orderIds.length} orders`, 'refund', orderIds);
    if (logs) tally.refunded += logs.filter(({ topics }) => topics[0] === REFUNDED_TOPIC).length;
    else if (orderIds.length === 1) tally.failed += 1;
    else await refundInHalves(orderIds);
  }
}

async function refundInHalves(orderIds) {
  const middle = orderIds.length >> 1;
  await refund(orderIds.slice(0, middle));
  await refund(orderIds.slice(middle));
}

/** Refunds what is due. Answers the deadlines of the orders that are not yet. */
async function refundDueOrders(orderIds) {
  const orders = await mapInParallel(orderIds, (id) => read(() => escrow.orderOf(id)));
  const now = await chainTime();
  const locked = orderIds.map((id, index) => ({ id, order: orders[index] })).filter(({ order }) => order.status === STATUS_LOCKED);
  await refund(locked.filter(({ order }) => order.deadline <= now).map(({ id }) => id));
  return locked.filter(({ order }) => order.deadline > now).map(({ order }) => order.deadline);
}

async function withdrawCredits(toBlock) {
  const logs = await logsOf('Credited', Number(args['from-block']), toBlock);
  const pairs = [...new Set(logs.map(({ args: { token, account } }) => `${token} ${account}`))];
  for (const pair of pairs) {
    const [token, account] = pair.split(' ');
    if ((await read(() => escrow.creditOf(token, account))) === 0n) continue;
    if (await send(`withdraw the credit of ${account}`, 'withdraw', token, account)) tally.withdrawn += 1;
    else console.error(`the token still refuses ${account}; that account alone can call withdrawTo`);
  }
}

/** Sends back what lies at one deposit address. Answers its deadline if it can still become an order. */
async function recoverDeposit(terms) {
  const address = await read(() => escrow.depositAddressOf(terms));
  if ((await read(() => provider.getBalance(address))) > 0n) {
    const sent = await send(`recover the Ether at ${address}`, 'recover', terms, ZeroAddress);
    tally[sent ? 'recovered' : 'failed'] += 1;
  }
  const token = new Contract(terms.token, TOKEN_ABI, provider);
  if ((await read(() => token.balanceOf(address))) === 0n) return null;
  if ((await read(() => escrow.lockRefusalOf(terms))) === '0x00000000') return BigInt(terms.deadline);
  const sent = await send(`recover the tokens at ${address}`, 'recover', terms, terms.token);
  tally[sent ? 'recovered' : 'failed'] += 1;
  return null;
}

/** One order whose terms are malformed, or whose token answers nothing, ends the run for no other. */
async function tryRecoverDeposit(terms) {
  try {
    return await recoverDeposit(terms);
  } catch (error) {
    console.error(`could not recover the deposit of ${terms?.orderRef}: ${error.shortMessage ?? error.message}`);
    tally.failed += 1;
    return null;
  }
}

async function pass() {
  // What failed before is tried again with what is due now: only what fails in the last pass has failed.
  tally.failed = 0;
  const toBlock = await read(() => provider.getBlockNumber());
  const logs = await logsOf('Locked', Number(args['from-block']), toBlock);
  const orderIds = [...new Set(logs.map((log) => log.args.orderId))];
  tally.orders = orderIds.length;
  const waiting = await refundDueOrders(orderIds);
  for (const terms of deposits) {
    const deadline = await tryRecoverDeposit(terms);
    if (deadline !== null) waiting.push(deadline);
  }
  await withdrawCredits(await read(() => provider.getBlockNumber()));
  tally.waiting = waiting.length;
  return waiting;
}

let waiting = await pass();
while (args.wait && waiting.length > 0) {
  const next = waiting.reduce((a, b) => (a < b ? a : b));
  console.log(`${waiting.length} wait; the next deadline is ${new Date(Number(next) * 1000).toISOString()}`);
  while ((await chainTime()) < next) await sleep(POLL_MS);
  waiting = await pass();
}
provider.destroy();
console.log(JSON.stringify(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;
